package network.cairn.base.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// Small files, written whole: after a power cut there is the old content, the new or, before the
/// first, none; after a return, the new.
///
/// A file is drafted beside itself, forced, renamed and then its directory forced. A draft that a
/// crash left is overwritten by the next one. Stateless; two threads may not write the same file at
/// once.
public final class DurableFiles {
  private static final String DRAFT = ".new";
  private static final String ASIDE = ".damaged-";
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private DurableFiles() {}

  /// Gives a file new content, durable on return.
  ///
  /// @param parts written one after another
  public static void replace(Path file, byte[]... parts) throws IOException {
    replace(new FileDisk(directory(file)), name(file), parts);
  }

  /// As [#replace(Path, byte\[\]...)], in UTF-8.
  public static void replace(Path file, String text) throws IOException {
    replace(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /// As [#replace(Path, byte\[\]...)]; none but the owner can read the file or its draft.
  public static void replaceSecret(Path file, byte[] content) throws IOException {
    replace(FileDisk.ofSecrets(directory(file)), name(file), content);
  }

  static void replace(Disk disk, String name, byte[]... parts) throws IOException {
    String draft = name + DRAFT;
    disk.delete(draft);
    try {
      write(disk, draft, parts);
      disk.rename(draft, name);
    } catch (IOException e) {
      discard(disk, draft, e);
      throw undrafted(e);
    }
    disk.forceDirectory();
  }

  /// A fault of the system, such as a full disk, names the file and not the draft, of which nobody
  /// has heard.
  static IOException undrafted(IOException fault) {
    if (fault.getClass() != FileSystemException.class) {
      return fault;
    }
    FileSystemException system = (FileSystemException) fault;
    String file = String.valueOf(system.getFile());
    if (!file.endsWith(DRAFT)) {
      return fault;
    }
    FileSystemException named =
        new FileSystemException(
            file.substring(0, file.length() - DRAFT.length()), null, system.getReason());
    named.initCause(fault);
    return named;
  }

  /// Makes a file that none but the owner can read, durable on return. A power cut before may leave
  /// a part of it.
  ///
  /// @throws FileAlreadyExistsException if it is there; it is left alone
  public static void createSecret(Path file, byte[] content) throws IOException {
    create(FileDisk.ofSecrets(directory(file)), name(file), content);
  }

  static void create(Disk disk, String name, byte[] content) throws IOException {
    try {
      write(disk, name, content);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      discard(disk, name, e);
      throw e;
    }
    disk.forceDirectory();
  }

  private static void write(Disk disk, String name, byte[]... parts) throws IOException {
    try (Disk.File file = disk.create(name)) {
      long at = 0;
      for (byte[] part : parts) {
        file.write(ByteBuffer.wrap(part), at);
        at += part.length;
      }
      file.force();
    }
  }

  private static void discard(Disk disk, String name, IOException cause) {
    try {
      disk.delete(name);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /// Gives a finished file its final name in place of whatever has it; content and name are durable
  /// on return.
  ///
  /// @param part a file of the same file system, not written to any more
  public static void adopt(Path part, Path file) throws IOException {
    Path from = directory(part);
    Path to = directory(file);
    adopt(new FileDisk(to), part.toAbsolutePath().toString(), name(file));
    if (!from.equals(to)) {
      forceDirectory(from);
    }
  }

  static void adopt(Disk disk, String part, String name) throws IOException {
    try (Disk.File file = disk.open(part)) {
      file.force();
    }
    disk.rename(part, name);
    disk.forceDirectory();
  }

  /// Removes a file if it is there; gone for good on return.
  public static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    forceDirectory(directory(file));
  }

  /// Gives a damaged file or folder another name beside, so that a new one can have its name;
  /// durable on return.
  ///
  /// @return its name now: the name, `.damaged-` and the first number that is free
  public static Path moveAside(Path damaged) throws IOException {
    Path folder = directory(damaged);
    int number = 1;
    while (Files.exists(folder.resolve(damaged.getFileName() + ASIDE + number))) {
      number++;
    }
    String aside = damaged.getFileName() + ASIDE + number;
    new FileDisk(folder).rename(damaged.getFileName().toString(), aside);
    forceDirectory(folder);
    return folder.resolve(aside);
  }

  /// Makes what came into a directory or left it durable.
  public static void forceDirectory(Path directory) throws IOException {
    new FileDisk(directory).forceDirectory();
  }

  /// Makes a directory that none but the owner can enter; leaves one that is there alone.
  public static void createSecretDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, FileDisk.ownerOnly(directory(directory), "rwx------"));
    }
  }

  /// Deletes the drafts that a crash left in a directory where no writer is at work.
  public static void deleteDrafts(Path directory) throws IOException {
    deleteDrafts(new FileDisk(directory));
  }

  static void deleteDrafts(Disk disk) throws IOException {
    for (String name : disk.list()) {
      if (isDraft(name)) {
        disk.delete(name);
      }
    }
  }

  /// Whether a file of this name is a draft; no file may be given such a name.
  public static boolean isDraft(String name) {
    return name.endsWith(DRAFT);
  }

  /// Reads a whole file.
  ///
  /// @param max its most bytes
  /// @throws FileTooLong if it has more
  public static byte[] read(Path file, int max) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(max);
      if (in.read() >= 0) {
        throw new FileTooLong(file, max);
      }
      return content;
    }
  }

  /// Reads a whole file of secrets. Where files have no owners, as on some systems, all is read.
  ///
  /// @param max its most bytes
  /// @throws FileTooLong if it has more
  /// @throws ExposedSecret if its group or others may read or change it
  /// @throws UnreadableSecret if it is there and this user may not read it
  /// @throws java.nio.file.NoSuchFileException if it is not there
  public static byte[] readSecret(Path file, int max) throws IOException {
    try {
      if (Files.getFileAttributeView(file, PosixFileAttributeView.class) != null
          && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
        throw new ExposedSecret(file);
      }
      return read(file, max);
    } catch (AccessDeniedException e) {
      throw new UnreadableSecret(file, e);
    }
  }

  /// Reads a whole file of UTF-8.
  ///
  /// @param max its most bytes
  /// @throws FileTooLong if it has more
  /// @throws NotText if it is not UTF-8
  public static String readText(Path file, int max) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(read(file, max));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      NotText named = new NotText(file);
      named.initCause(e);
      throw named;
    }
  }

  private static Path directory(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root is no file");
  }

  private static String name(Path file) {
    return Objects.requireNonNull(file.getFileName(), "the root is no file").toString();
  }
}
