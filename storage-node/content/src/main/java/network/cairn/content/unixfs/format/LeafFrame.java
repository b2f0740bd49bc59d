package network.cairn.content.unixfs.format;

/// The bytes around a file's bytes in a dag-pb leaf, so that a leaf is framed where it was read,
/// without a copy.
///
/// A leaf is `0a len(field) field` with field = `08 02 12 len(bytes) bytes 18 len(bytes)`; an empty
/// leaf has no bytes field at all.
public final class LeafFrame {
  private static final int FILE_SIZE_TAG = 0x18;
  private static final int BYTES_TAG = 0x12;
  private static final int DATA_TAG = 0x0a;

  private LeafFrame() {}

  /// Number of bytes before `size` bytes of a file.
  public static int before(int size) {
    return 1 + length(fieldLength(size)) + 2 + (size == 0 ? 0 : 1 + length(size));
  }

  /// Number of bytes after them.
  public static int after(int size) {
    return 1 + length(size);
  }

  /// Writes both sides around the `size` bytes that begin at `before(size)`; the array has just
  /// this length.
  public static void write(byte[] leaf, int size) {
    int at = tagged(leaf, 0, DATA_TAG, fieldLength(size));
    leaf[at++] = 0x08;
    leaf[at++] = 0x02;
    if (size > 0) {
      at = tagged(leaf, at, BYTES_TAG, size);
    }
    tagged(leaf, at + size, FILE_SIZE_TAG, size);
  }

  private static int fieldLength(int size) {
    return 2 + (size == 0 ? 0 : 1 + length(size) + size) + after(size);
  }

  private static int length(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  private static int tagged(byte[] leaf, int from, int tag, int value) {
    leaf[from] = (byte) tag;
    int at = from + 1;
    for (int rest = value; ; rest >>>= 7) {
      leaf[at++] = (byte) (rest > 0x7f ? rest | 0x80 : rest);
      if (rest <= 0x7f) {
        return at;
      }
    }
  }
}
