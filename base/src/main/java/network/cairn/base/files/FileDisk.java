package network.cairn.base.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A real directory.
///
/// An interrupted thread closes a [FileChannel] under everybody who shares it. Files here open it
/// again and finish the operation, so that a cancelled reader harms nobody else; the interrupt
/// stays set.
public final class FileDisk implements Disk {
  private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);
  private static final Set<StandardOpenOption> READ_WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

  /// Bytes on the heap are copied once more on their way: in pieces that stay in the processor's
  /// cache.
  private static final int PIECE = 128 << 10;

  private final Path directory;
  private final FileAttribute<?>[] access;

  /// @param directory must exist
  public FileDisk(Path directory) {
    this(directory, new FileAttribute<?>[0]);
  }

  private FileDisk(Path directory, FileAttribute<?>[] access) {
    this.directory = directory;
    this.access = access;
  }

  /// A directory whose new files none but their owner can read, where the file system knows such.
  static FileDisk ofSecrets(Path directory) {
    return new FileDisk(directory, ownerOnly(directory, "rw-------"));
  }

  static FileAttribute<?>[] ownerOnly(Path directory, String permissions) {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public File create(String name) throws IOException {
    Path path = directory.resolve(name);
    Files.createFile(path, access);
    return new ChannelFile(path, READ_WRITE);
  }

  @Override
  public File open(String name) throws IOException {
    return new ChannelFile(directory.resolve(name), READ_WRITE);
  }

  @Override
  public File openReadOnly(String name) throws IOException {
    return new ChannelFile(directory.resolve(name), READ);
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        directory.resolve(from),
        directory.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public long usable() throws IOException {
    return directory.toFile().getUsableSpace();
  }

  @Override
  public void forceDirectory() throws IOException {
    if (java.io.File.separatorChar == '\\') {
      return; // Windows cannot open a directory, and makes its entries durable by itself.
    }
    boolean interrupted = Thread.interrupted();
    while (!forceOnce()) {
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean forceOnce() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException _) {
      return false;
    }
  }

  private static final class ChannelFile implements File {
    private final Path path;
    private final Set<StandardOpenOption> options;
    private volatile FileChannel channel;
    private volatile boolean closed;

    ChannelFile(Path path, Set<StandardOpenOption> options) throws IOException {
      this.path = path;
      this.options = options;
      this.channel = FileChannel.open(path, options);
    }

    @Override
    public long size() throws IOException {
      return uninterrupted(FileChannel::size);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      int start = target.position();
      uninterrupted(file -> {
        while (target.hasRemaining()) {
          int count = read(file, target, position + target.position() - start);
          if (count < 0) {
            break;
          }
        }
        return 0L;
      });
      return target.position() - start;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      int start = source.position();
      uninterrupted(file -> {
        while (source.hasRemaining()) {
          write(file, source, position + source.position() - start);
        }
        return 0L;
      });
    }

    private static int read(FileChannel file, ByteBuffer target, long position) throws IOException {
      int end = target.limit();
      try {
        return file.read(target.limit(Math.min(end, target.position() + PIECE)), position);
      } finally {
        target.limit(end);
      }
    }

    private static void write(FileChannel file, ByteBuffer source, long position)
        throws IOException {
      int end = source.limit();
      try {
        file.write(source.limit(Math.min(end, source.position() + PIECE)), position);
      } finally {
        source.limit(end);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      uninterrupted(file -> {
        file.truncate(size);
        return 0L;
      });
    }

    @Override
    public void force() throws IOException {
      uninterrupted(file -> {
        file.force(false);
        return 0L;
      });
    }

    private long uninterrupted(Operation operation) throws IOException {
      boolean interrupted = Thread.interrupted();
      try {
        while (true) {
          FileChannel current = channel;
          try {
            return operation.on(current);
          } catch (ClosedByInterruptException e) {
            interrupted = true;
            Thread.interrupted();
            reopen(current);
          } catch (ClosedChannelException e) {
            reopen(current);
          } catch (IOException e) {
            throw named(e);
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    /// The system's own faults, such as a full disk, do not say which file they are about.
    private FileSystemException named(IOException fault) {
      FileSystemException named =
          new FileSystemException(path.toString(), null, fault.getMessage());
      named.initCause(fault);
      return named;
    }

    @SuppressWarnings("ReferenceEquality") // unless another thread has opened it again
    private synchronized void reopen(FileChannel broken) throws IOException {
      if (closed) {
        throw new ClosedChannelException();
      }
      if (channel == broken) {
        channel = FileChannel.open(path, options);
      }
    }

    @Override
    public synchronized void close() throws IOException {
      closed = true;
      channel.close();
    }

    private interface Operation {
      long on(FileChannel channel) throws IOException;
    }
  }
}
