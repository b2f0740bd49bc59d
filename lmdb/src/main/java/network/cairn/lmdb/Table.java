package network.cairn.lmdb;

/// One key space of [Tables], told by who owns it.
///
/// @param name on the disk; one owner each
/// @param maxKey bound of its keys in bytes, at most [#MAX_KEY]
public record Table(String name, int maxKey) {
  /// The longest key of any table, in bytes.
  public static final int MAX_KEY = 511;

  public Table {
    if (name.isEmpty() || maxKey < 1 || maxKey > MAX_KEY) {
      throw new IllegalArgumentException("table '" + name + "' with keys of " + maxKey + " bytes");
    }
  }

  /// @throws IllegalArgumentException if a key of so many bytes does not fit
  void require(int keyLength) {
    if (keyLength < 1 || keyLength > maxKey) {
      throw new IllegalArgumentException(
          "a key of " + name + " has 1 to " + maxKey + " bytes, not " + keyLength);
    }
  }
}
