package network.cairn.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import network.cairn.base.files.Disk;
import network.cairn.base.files.Power;
import network.cairn.base.files.SimulatedDisk;

final class BlockLogFuzzTest {
  /// A good record, then anything: the record is found, the rest is cut off unless it holds too.
  @FuzzTest
  void anyTailIsReadOrCutOff(byte[] tail) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Power(new Random(1), Long.MAX_VALUE, 0));
    BlockLog.open(disk).append(1, new byte[] {7});
    Disk.File file = disk.open(Segment.name(1));
    file.write(ByteBuffer.wrap(tail), file.size());
    BlockLog log = BlockLog.open(disk);
    assertThat(log.lastHeight()).isPositive();
    assertThat(log.read(1)).hasValue(new byte[] {7});
    log.append(log.lastHeight() + 1, new byte[] {8});
    assertThat(BlockLog.open(disk).read(log.lastHeight())).hasValue(new byte[] {8});
  }
}
