package network.cairn.base.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import network.cairn.base.tree.Attributes;

/// Sets modes and times of files. Stateless.
public final class FileAttributes {
  private FileAttributes() {}

  /// Sets what is kept, of a symlink its own; leaves the rest as it is. Bits that lend the owner's
  /// rights to others are not set, as the mode may be a stranger's.
  public static void set(Path path, Attributes kept) throws IOException {
    boolean symlink = Files.isSymbolicLink(path);
    if (kept.mode() != 0 && !symlink) {
      PosixFileAttributeView view =
          Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      if (view != null) {
        Files.setPosixFilePermissions(path, permissions(kept.mode()));
      }
    }
    if (kept.time().isPresent()) {
      BasicFileAttributeView view =
          Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      try {
        view.setTimes(FileTime.from(kept.time().get()), null, null);
      } catch (IOException e) {
        // Not every system has times of symlinks.
        if (!symlink) {
          throw e;
        }
      }
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < all.length; i++) {
      if ((mode & (1 << (all.length - 1 - i))) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }
}
