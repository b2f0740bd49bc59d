package network.cairn.base.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.tree.Attributes;

/// A file that has its name when it is whole: until then what has the name stays as it is, and for
/// good where writing fails.
///
/// It is written beside and renamed, so that neither another name of the old file (a hard link) nor
/// what a symlink points to changes. A pipe or device that has the name is written to as it is. A
/// user's file, no more durable than a copy; what must survive a crash is written by
/// [DurableFiles]. Used by one thread.
public final class PartFile implements Closeable {
  private static final AtomicLong COUNT = new AtomicLong();
  private static final int TRIES = 100;

  private final Path target;
  private final Optional<Path> part;
  private final OutputStream out;
  private Attributes kept = Attributes.NONE;
  private boolean whole;

  private PartFile(Path target, Optional<Path> part, OutputStream out) {
    this.target = target;
    this.part = part;
    this.out = out;
  }

  /// Begins a file.
  ///
  /// @param target its name, whose directory exists
  public static PartFile of(Path target) throws IOException {
    if (isDevice(target)) {
      return new PartFile(target, Optional.empty(), Files.newOutputStream(target));
    }
    return made(
        target,
        part ->
            new PartFile(
                target,
                Optional.of(part),
                Files.newOutputStream(
                    part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
  }

  /// Makes a symlink in place of whatever file or symlink has its name.
  public static void symlink(Path link, Path to) throws IOException {
    Path part = made(link, p -> Files.createSymbolicLink(p, to));
    try {
      rename(part, link);
    } catch (FileSystemException e) {
      throw named(e, part, link);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /// Where the content goes; closed with this.
  public OutputStream out() {
    return out;
  }

  /// Says which mode and time the file gets.
  public void keep(Attributes attributes) {
    kept = attributes;
  }

  /// Gives the file its name; an empty directory gives way to it.
  ///
  /// @throws java.nio.file.DirectoryNotEmptyException if a directory with something in it has the
  ///   name
  public void finish() throws IOException {
    out.close();
    if (part.isPresent()) {
      try {
        FileAttributes.set(part.get(), kept);
        rename(part.get(), target);
      } catch (FileSystemException e) {
        throw named(e, part.get(), target);
      }
    }
    whole = true;
  }

  /// Removes what was written, unless it was finished.
  @Override
  public void close() throws IOException {
    if (!whole) {
      try {
        out.close();
      } finally {
        if (part.isPresent()) {
          Files.deleteIfExists(part.get());
        }
      }
    }
  }

  private interface Maker<T> {
    T make(Path part) throws IOException;
  }

  private static <T> T made(Path target, Maker<T> maker) throws IOException {
    Path parent = target.toAbsolutePath().getParent();
    if (parent == null) {
      throw new FileAlreadyExistsException(target.toString());
    }
    for (int i = 1; ; i++) {
      Path part =
          parent.resolve(
              ".cairn-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + ".part");
      try {
        return maker.make(part);
      } catch (FileAlreadyExistsException e) {
        // Another process's, whose number was the same.
        if (i == TRIES) {
          throw e;
        }
      } catch (NoSuchFileException e) {
        throw new NoSuchFileException(parent.toString());
      } catch (FileSystemException e) {
        throw named(e, part, target);
      }
    }
  }

  /// A fault of the part, of which nobody has heard, as one of the file itself.
  private static FileSystemException named(FileSystemException fault, Path part, Path target) {
    if (!part.toString().equals(fault.getFile())) {
      return fault;
    }
    FileSystemException named =
        fault instanceof AccessDeniedException
            ? new AccessDeniedException(target.toString())
            : new FileSystemException(target.toString(), null, fault.getReason());
    named.initCause(fault);
    return named;
  }

  private static void rename(Path part, Path target) throws IOException {
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(target);
    }
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Whether there is something that is neither file nor directory, perhaps behind a symlink such
  /// as `/dev/stdout`.
  public static boolean isDevice(Path path) throws IOException {
    return Files.exists(path) && Files.readAttributes(path, BasicFileAttributes.class).isOther();
  }
}
