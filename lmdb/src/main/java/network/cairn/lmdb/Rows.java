package network.cairn.lmdb;

import java.util.Arrays;
import java.util.HexFormat;

/// How rows are called in messages.
final class Rows {
  private static final int SHOWN = 16;

  private Rows() {}

  /// That a row is not as it was written.
  static String wrong(String table, byte[] key) {
    String hex = HexFormat.of().formatHex(Arrays.copyOf(key, Math.min(SHOWN, key.length)));
    return "the row of table "
        + table
        + " with key "
        + hex
        + (key.length > SHOWN ? "…" : "")
        + " is not as it was written";
  }
}
