package network.cairn.lmdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import network.cairn.base.files.Disk;

/// The file in which LMDB notes who reads. LMDB maps it and writes into the map: on a disk without
/// room for one of its pages the kernel ends the process with SIGBUS. So every page is written
/// before, which fails in words.
final class LockFile {
  static final String NAME = "lock.mdb";

  /// What LMDB takes for each reader, and for some eight more at the start of the file.
  private static final int SLOT = 64;

  private static final int HEAD = 8;
  private static final int PAGE = 4096;

  private LockFile() {}

  /// Makes sure that the disk holds the whole file. What it says stays as it is.
  ///
  /// @param readers as many as the tables may have at once
  /// @throws IOException if the disk has no room, and LMDB has not used the file before
  static void hold(Disk disk, int readers) throws IOException {
    boolean there = disk.list().contains(NAME);
    try (Disk.File file = there ? disk.open(NAME) : disk.create(NAME)) {
      long wanted = Math.ceilDiv((long) (readers + HEAD) * SLOT, PAGE) * PAGE;
      ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(Math.max(file.size(), wanted)));
      file.read(all, 0);
      boolean used = all.getLong(0) != 0;
      try {
        file.write(all.clear(), 0);
      } catch (IOException e) {
        requireUsed(used, e);
      }
    }
  }

  /// A file that LMDB has used has the pages that it needs; what removes must work on a full disk.
  private static void requireUsed(boolean used, IOException e) throws IOException {
    if (!used) {
      throw e;
    }
  }
}
