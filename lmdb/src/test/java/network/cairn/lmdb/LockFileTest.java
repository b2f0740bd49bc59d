package network.cairn.lmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import network.cairn.base.files.Disk;
import network.cairn.base.files.FileDisk;
import network.cairn.base.files.Power;
import network.cairn.base.files.SimulatedDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LockFileTest {
  private static final int READERS = 300;

  private final SimulatedDisk disk = new SimulatedDisk(new Power(new Random(1), Long.MAX_VALUE, 0));

  /// LMDB would end the process instead.
  @Test
  void failsInWordsWhereTheDiskHasNoRoom() {
    disk.capacity(0);
    assertThatThrownBy(() -> LockFile.hold(disk, READERS)).isInstanceOf(IOException.class);
  }

  /// Also a home of before must open on a full disk, so that something can be removed from it.
  @Test
  void doesWithWhatLmdbHasUsedBefore() throws IOException {
    try (Disk.File file = disk.create(LockFile.NAME)) {
      file.write(
          ByteBuffer.wrap(new byte[] {(byte) 0xde, (byte) 0xc0, (byte) 0xef, 1, 0, 0, 0, 0}), 0);
    }
    disk.capacity(0);
    LockFile.hold(disk, READERS);
    try (Disk.File file = disk.open(LockFile.NAME)) {
      ByteBuffer read = ByteBuffer.allocate(4);
      file.read(read, 0);
      assertThat(read.array()).containsExactly(0xde, 0xc0, 0xef, 1);
    }
  }

  @Test
  void leavesWhatIsThereAsItIs() throws IOException {
    try (Disk.File file = disk.create(LockFile.NAME)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
    }
    LockFile.hold(disk, READERS);
    try (Disk.File file = disk.open(LockFile.NAME)) {
      ByteBuffer read = ByteBuffer.allocate(5);
      file.read(read, 0);
      assertThat(read.array()).containsExactly(1, 2, 3, 0, 0);
      assertThat(file.size()).isEqualTo(5 * 4096);
    }
  }

  /// A file that LMDB had to lengthen would have pages again that nobody wrote.
  @Test
  void isAsLongAsLmdbWantsIt(@TempDir Path folder) throws IOException {
    LmdbTables.open(folder.resolve("a")).close();
    LockFile.hold(new FileDisk(Files.createDirectory(folder.resolve("b"))), LmdbTables.READERS);
    assertThat(Files.size(folder.resolve("a").resolve(LockFile.NAME)))
        .isEqualTo(Files.size(folder.resolve("b").resolve(LockFile.NAME)))
        .isGreaterThan(64 * LmdbTables.READERS);
  }
}
