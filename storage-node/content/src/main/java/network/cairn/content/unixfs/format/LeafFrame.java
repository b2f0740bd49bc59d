package network.cairn.content.unixfs.format;

import java.nio.ByteBuffer;
import network.cairn.base.varint.Varint;

/// The bytes around a file's bytes in a dag-pb leaf, so that a leaf is framed where it was read,
/// without a copy.
///
/// A leaf is `0a len(field) field` with field = `08 02 12 len(bytes) bytes 18 len(bytes)`; an empty
/// leaf has no bytes field at all.
public final class LeafFrame {
  private static final byte RAW = 0;
  private static final byte FILE = 2;
  private static final byte FILE_SIZE_TAG = 0x18;
  private static final byte BYTES_TAG = 0x12;
  private static final byte DATA_TAG = 0x0a;

  private LeafFrame() {}

  /// Number of bytes before `size` bytes of a file.
  public static int before(int size) {
    return 1 + Varint.length(fieldLength(size)) + 2 + (size == 0 ? 0 : 1 + Varint.length(size));
  }

  /// Number of bytes after them.
  public static int after(int size) {
    return 1 + Varint.length(size);
  }

  /// Writes both sides around the `size` bytes that begin at `before(size)`; the array has just
  /// this length.
  public static void write(byte[] leaf, int size) {
    write(leaf, size, FILE);
  }

  /// As [#write(byte\[\], int)], of a leaf that is called raw, not a file, as Kubo does in the
  /// trickle layout.
  public static void writeRaw(byte[] leaf, int size) {
    write(leaf, size, RAW);
  }

  private static void write(byte[] leaf, int size, byte type) {
    ByteBuffer out = ByteBuffer.wrap(leaf).put(DATA_TAG);
    Varint.write(out, fieldLength(size));
    out.put((byte) 0x08).put(type);
    if (size > 0) {
      Varint.write(out.put(BYTES_TAG), size);
    }
    out.position(out.position() + size).put(FILE_SIZE_TAG);
    Varint.write(out, size);
  }

  private static int fieldLength(int size) {
    return 2 + (size == 0 ? 0 : 1 + Varint.length(size) + size) + after(size);
  }
}
