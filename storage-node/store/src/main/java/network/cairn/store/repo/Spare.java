package network.cairn.store.repo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import network.cairn.base.files.DurableFiles;
import org.jspecify.annotations.Nullable;

/// The file `spare` of a home: room that is there for what frees room.
///
/// To remove a pin or a block the index must write pages, and to rewrite a pack something must be
/// copied first. On a full disk neither goes; then this file is given up for as long as they take,
/// and made again once there is room. A home with less than [#FROM] in it has none. Thread-safe.
final class Spare {
  static final long FROM = 64L << 20;
  static final int SIZE = 8 << 20;

  /// Below so many free bytes the disk counts as full.
  private static final long TIGHT = SIZE;

  /// With so many the file is made again.
  private static final long PLENTY = 16L * SIZE;

  private static final System.Logger LOG = System.getLogger(Spare.class.getName());
  private static final String FILE = "spare";

  private final ReentrantLock lock = new ReentrantLock();
  private final Path file;
  private final LongSupplier usable;
  private final Supplier<byte[]> content;
  private boolean wanted;
  private int users;

  /// @param usable free bytes of the disk
  /// @param content of the file: [#SIZE] bytes that no file system can make smaller
  Spare(Path home, LongSupplier usable, Supplier<byte[]> content) {
    this.file = home.resolve(FILE);
    this.usable = usable;
    this.content = content;
  }

  /// Makes the file if the home has that much in it and the disk has room.
  void keep(long stored) {
    wanted = stored >= FROM;
    make();
  }

  /// Runs what frees room, with the room of the file where the disk is full.
  <R extends @Nullable Object> R whileFreeing(Supplier<R> freeing) {
    use();
    try {
      return freeing.get();
    } finally {
      giveBack();
    }
  }

  private void use() {
    lock.lock();
    try {
      if (wanted && usable.getAsLong() < TIGHT && Files.exists(file)) {
        DurableFiles.delete(file);
      }
      users++;
    } catch (IOException e) {
      throw new UncheckedIOException("making room in " + file + ": " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private void giveBack() {
    lock.lock();
    try {
      users--;
      make();
    } finally {
      lock.unlock();
    }
  }

  /// Without it everything works but what it is for, so a failure is told and no more.
  private void make() {
    lock.lock();
    try {
      if (wanted && users == 0 && !Files.exists(file) && usable.getAsLong() >= PLENTY) {
        DurableFiles.replace(file, content.get());
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "setting room aside in {0}: {1}", file, e.getMessage());
    } finally {
      lock.unlock();
    }
  }
}
