package network.cairn.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;

final class BlockLogFuzzTest {
  /// A file that holds these bytes after a crash.
  private static final class Found implements LogDisk, LogDisk.LogFile {
    private byte[] bytes;

    Found(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public List<String> list() {
      return List.of(Segment.name(1));
    }

    @Override
    public LogFile open(String name) {
      return this;
    }

    @Override
    public void sync() {}

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void append(byte[] more) {
      int at = bytes.length;
      bytes = Arrays.copyOf(bytes, at + more.length);
      System.arraycopy(more, 0, bytes, at, more.length);
    }

    @Override
    public byte[] read(long offset, int length) {
      assertThat(offset + length).isLessThanOrEqualTo(bytes.length);
      return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
    }

    @Override
    public void truncate(long size) {
      bytes = Arrays.copyOf(bytes, (int) size);
    }

    @Override
    public void close() {}
  }

  /// A good record, then anything: the record is found, the rest is cut off unless it holds too.
  @FuzzTest
  void anyTailIsReadOrCutOff(byte[] tail) {
    Found disk = new Found(new byte[0]);
    BlockLog.open(disk).append(1, new byte[] {7});
    disk.append(tail);
    BlockLog log = BlockLog.open(disk);
    assertThat(log.lastHeight()).isPositive();
    assertThat(log.read(1)).hasValue(new byte[] {7});
    log.append(log.lastHeight() + 1, new byte[] {8});
    assertThat(BlockLog.open(disk).read(log.lastHeight())).hasValue(new byte[] {8});
  }
}
