package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import network.cairn.base.files.Disk;
import network.cairn.ipld.dag.Block;
import network.cairn.store.blockstore.CarRefused;
import network.cairn.store.car.SectionReader;

final class PackFuzzTest {
  private record Bytes(byte[] bytes) implements Disk.File {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int read(ByteBuffer target, long position) {
      int n = (int) Math.max(0, Math.min(target.remaining(), bytes.length - position));
      target.put(bytes, (int) position, n);
      return n;
    }

    @Override
    public void write(ByteBuffer source, long position) {
      throw new AssertionError("a scan writes");
    }

    @Override
    public void truncate(long size) {
      throw new AssertionError("a scan truncates");
    }

    @Override
    public void force() {}

    @Override
    public void close() {}
  }

  /// The tail of a pack after a crash, or a CAR file that someone attaches.
  @FuzzTest(maxDuration = "10s")
  void sectionsAreReadOrRefused(byte[] tail) throws IOException {
    ByteBuffer header = Pack.header();
    byte[] bytes = new byte[header.remaining() + tail.length];
    ByteBuffer.wrap(bytes).put(header).put(tail);
    for (byte[] file : new byte[][] {bytes, tail}) {
      try {
        SectionReader reader = new SectionReader("x.car", new Bytes(file));
        for (Optional<SectionReader.Section> next = reader.next();
            next.isPresent();
            next = reader.next()) {
          assertThat(next.get().content().length).isLessThanOrEqualTo(Block.READ_LIMIT);
          assertThat(next.get().offset() + next.get().content().length)
              .isEqualTo(reader.position());
        }
        assertThat(reader.position()).isEqualTo(file.length);
      } catch (CarRefused refused) {
        assertThat(refused).hasMessageContaining("x.car");
      }
    }
  }
}
