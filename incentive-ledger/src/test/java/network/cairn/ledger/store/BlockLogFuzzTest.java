package network.cairn.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.Random;
import network.cairn.base.files.Disk;
import network.cairn.base.files.Power;
import network.cairn.base.files.SimulatedDisk;

final class BlockLogFuzzTest {
  /// A good record, then anything: the record is found; the rest is read, moved aside or named, but
  /// never lost.
  @FuzzTest
  void anyTailIsReadMovedAsideOrNamed(byte[] tail) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Power(new Random(1), Long.MAX_VALUE, 0));
    BlockLog first = BlockLog.open(disk);
    first.recover(OptionalLong.of(0));
    first.append(1, new byte[] {7});
    long end;
    try (Disk.File file = disk.open(Segment.name(1))) {
      end = file.size();
      file.write(ByteBuffer.wrap(tail), end);
    }
    BlockLog log = BlockLog.open(disk);
    assertThat(log.lastHeight()).isPositive();
    assertThat(log.read(1)).hasValue(new byte[] {7});
    try {
      log.recover(OptionalLong.of(1));
    } catch (StoreFailure e) {
      assertThat(e).hasMessageContaining("is damaged");
      assertThat(disk.open(Segment.name(1)).size()).isEqualTo(end + tail.length);
      return;
    }
    long kept = 0;
    for (String name : disk.list()) {
      kept += disk.open(name).size();
    }
    assertThat(kept).isEqualTo(end + tail.length);
    log.append(log.lastHeight() + 1, new byte[] {8});
    assertThat(BlockLog.open(disk).read(log.lastHeight())).hasValue(new byte[] {8});
  }
}
