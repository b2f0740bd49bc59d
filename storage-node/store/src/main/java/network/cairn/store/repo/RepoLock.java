package network.cairn.store.repo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The file `repo.lock`, locked by the operating system for the life of the process that has the
/// repository open; its text names that process. A lock left by a dead process does not exist.
final class RepoLock implements AutoCloseable {
  private static final int MAX_TEXT = 200;

  private final FileChannel channel;

  private RepoLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws RepoLocked naming the holder
  static RepoLock take(Path file, String owner) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new RepoLocked(file, holder(file));
      }
      String text =
          String.format(Locale.ROOT, "process %d (%s)", ProcessHandle.current().pid(), owner);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
      endStart(file.resolveSibling("repo.starting"), text);
      return new RepoLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Takes away what the launcher wrote for this process before it could have the lock: a number of
  /// a process says nothing any more on another machine or after a restart.
  private static void endStart(Path mark, String text) throws IOException {
    if (Files.isRegularFile(mark) && holder(mark).equals(text)) {
      Files.delete(mark);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String holder(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_TEXT), StandardCharsets.UTF_8);
      return text.isBlank() ? "a process that is just starting" : text;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
