package network.cairn.base.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// The end of an append-only file that a crash left unfinished; the one place where a file of this
/// program loses bytes.
///
/// Who cuts knows that nothing in the tail was ever acknowledged: something else that is durable,
/// an index or a state, says how far the file counts. Even so the bytes are kept in a file beside,
/// durable before the cut, so that a wrong witness costs nothing. Whatever only looks unfinished,
/// and has no such witness, is damage: it is named and left as it is. Stateless.
public final class TornTail {
  private static final int PIECE = 64 << 10;
  private static final String ASIDE = ".torn-";

  private TornTail() {}

  /// Moves what a file has from a byte on into a file beside it; both are durable on return. A
  /// crash before leaves the file as it was.
  ///
  /// @param end the first byte that goes; not beyond the file's size
  /// @throws IOException if there is no room beside; the file is as it was
  /// @return the name of the file that has the bytes now: the name, `.torn-`, the byte, and a
  ///   number where other bytes have that name
  public static String moveAside(Disk disk, String name, long end) throws IOException {
    try (Disk.File file = disk.open(name)) {
      if (end < 0 || end > file.size()) {
        throw new IllegalArgumentException(name + " has " + file.size() + " bytes, not " + end);
      }
      String aside = keep(disk, name + ASIDE + end, file, end);
      file.truncate(end);
      file.force();
      return aside;
    }
  }

  /// Gives a file of which nothing counts another name, which takes no room; durable on return.
  ///
  /// @return the name that it has now: the name, `.torn-0`, and a number where other bytes have
  ///   that name
  public static String moveAllAside(Disk disk, String name) throws IOException {
    List<String> taken = disk.list();
    String aside = name + ASIDE + 0;
    for (int i = 2; taken.contains(aside); i++) {
      aside = name + ASIDE + 0 + "-" + i;
    }
    try (Disk.File file = disk.open(name)) {
      file.force();
    }
    disk.rename(name, aside);
    disk.forceDirectory();
    return aside;
  }

  /// Whether a file of this name holds bytes that were moved aside.
  public static boolean isAside(String name) {
    return name.contains(ASIDE);
  }

  private static String keep(Disk disk, String base, Disk.File file, long end) throws IOException {
    String aside = base;
    for (int i = 2; disk.list().contains(aside); i++) {
      try (Disk.File before = disk.openReadOnly(aside)) {
        if (same(before, file, end)) {
          before.force();
          disk.forceDirectory();
          return aside;
        }
      }
      aside = base + "-" + i;
    }
    try (Disk.File copy = disk.create(aside)) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      for (long at = end; file.read(piece.clear(), at) > 0; at += piece.limit()) {
        copy.write(piece.flip(), at - end);
      }
      copy.force();
    } catch (IOException e) {
      discard(disk, aside, e);
      throw e;
    }
    disk.forceDirectory();
    return aside;
  }

  private static void discard(Disk disk, String aside, IOException cause) {
    try {
      disk.delete(aside);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static boolean same(Disk.File aside, Disk.File file, long end) throws IOException {
    if (aside.size() != file.size() - end) {
      return false;
    }
    ByteBuffer one = ByteBuffer.allocate(PIECE);
    ByteBuffer other = ByteBuffer.allocate(PIECE);
    for (long at = 0; aside.read(one.clear(), at) > 0; at += one.limit()) {
      file.read(other.clear(), end + at);
      if (!one.flip().equals(other.flip())) {
        return false;
      }
    }
    return true;
  }
}
