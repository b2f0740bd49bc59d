package network.cairn.base.files;

import java.io.IOException;

/// The end of an append-only file whose bytes nobody needs any more: what was in it and is needed
/// lies durably elsewhere.
///
/// Unlike a [TornTail] nothing of it is kept beside, because it is cut to make room on a disk that
/// may be full. So who cuts has said so durably before, in the index that tells how far the file
/// counts. Stateless.
public final class DeadTail {
  private DeadTail() {}

  /// Takes off what a file has from a byte on; durable on return. Nothing happens to a file that
  /// ends before.
  ///
  /// @param end the first byte that goes
  /// @return bytes that went
  public static long cut(Disk.File file, long end) throws IOException {
    long size = file.size();
    if (end < 0) {
      throw new IllegalArgumentException("a file cannot end at byte " + end);
    }
    if (size <= end) {
      return 0;
    }
    file.truncate(end);
    file.force();
    return size - end;
  }
}
