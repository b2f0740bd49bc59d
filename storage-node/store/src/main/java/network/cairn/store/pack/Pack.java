package network.cairn.store.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.files.Disk;

/// An append-only file of blocks that is also a CARv1 file.
///
/// Its header names one root, the identity CID of nothing, because some readers refuse a CAR
/// without roots. The file is removed when the last user is gone. Thread-safe.
final class Pack {
  private static final byte[] HEADER = {
    0x19,
    (byte) 0xa2,
    0x65,
    'r',
    'o',
    'o',
    't',
    's',
    (byte) 0x81,
    (byte) 0xd8,
    0x2a,
    0x45,
    0,
    1,
    0x55,
    0,
    0,
    0x67,
    'v',
    'e',
    'r',
    's',
    'i',
    'o',
    'n',
    1
  };
  private static final int MAX_ID = (1 << 29) - 1;
  private static final String PREFIX = "pack-";
  private static final String SUFFIX = ".car";

  final int id;
  final String name;
  private final Disk disk;
  private final Disk.File file;

  /// Appended blocks that no commit has taken or given up yet; such a pack is not rewritten.
  final AtomicInteger pending = new AtomicInteger();

  private int users = 1;
  private boolean deleted;

  Pack(int id, Disk disk, Disk.File file) {
    this.id = id;
    this.name = name(id);
    this.disk = disk;
    this.file = file;
  }

  static String name(int id) {
    return String.format(Locale.ROOT, "%s%08d%s", PREFIX, id, SUFFIX);
  }

  /// Whether a file is called as a pack is, with a number that positions have room for.
  static boolean isName(String name) {
    return name.matches("pack-[0-9]{8,9}\\.car")
        && id(name) <= MAX_ID
        && name(id(name)).equals(name);
  }

  static int id(String name) {
    return Integer.parseInt(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
  }

  static ByteBuffer header() {
    return ByteBuffer.wrap(HEADER.clone());
  }

  /// Takes part in the file's life; false once it is being removed.
  synchronized boolean acquire() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  synchronized void release() {
    if (--users == 0) {
      try {
        file.close();
        if (deleted) {
          disk.delete(name);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("closing " + name + ": " + e.getMessage(), e);
      }
    }
  }

  /// Lets go of the file; with `delete` it is removed from the disk after the last reader.
  synchronized void retire(boolean delete) {
    deleted = delete;
    release();
  }

  Disk.File file() {
    return file;
  }
}
