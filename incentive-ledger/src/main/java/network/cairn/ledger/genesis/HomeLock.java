package network.cairn.ledger.genesis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets one process at a time into a home.
final class HomeLock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock held;

  private HomeLock(FileChannel channel, FileLock held) {
    this.channel = channel;
    this.held = held;
  }

  static HomeLock take(Path folder) {
    return tryTake(folder)
        .orElseThrow(
            () -> new InvalidHome("another process has the ledger in " + folder + " open"));
  }

  /// Empty if another process has it.
  static Optional<HomeLock> tryTake(Path folder) {
    try {
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = tryLock(channel);
      if (held == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new HomeLock(channel, held));
    } catch (IOException e) {
      throw new InvalidHome("cannot lock " + folder, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      held.release();
      channel.close();
    } catch (IOException e) {
      throw new InvalidHome("cannot release the lock", e);
    }
  }
}
