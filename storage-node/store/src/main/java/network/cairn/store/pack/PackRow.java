package network.cairn.store.pack;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// What the index knows of a pack: the value of [#PACKS].
///
/// @param length of the file that is committed, in bytes; what lies beyond is judged at the next
///   start
/// @param liveBytes content of its live blocks
/// @param liveBlocks how many blocks the index finds in it
/// @param cut whether the file may still have dead bytes beyond its length; it stays so, and
///   nothing is ever put behind, because an index that was put back from a backup says it too
record PackRow(long length, long liveBytes, long liveBlocks, boolean cut) {
  /// What the index knows of each pack, by its number.
  static final Table PACKS = new Table("PACKS", Integer.BYTES);

  static final PackRow NEW = new PackRow(0, 0, 0, false);

  private static final int NUMBERS = 3 * Long.BYTES;

  /// A row without the last byte is not cut.
  byte[] encode() {
    ByteBuffer row = ByteBuffer.allocate(cut ? NUMBERS + 1 : NUMBERS);
    row.putLong(length).putLong(liveBytes).putLong(liveBlocks);
    if (cut) {
      row.put((byte) 1);
    }
    return row.array();
  }

  static PackRow decode(byte[] value) {
    ByteBuffer row = ByteBuffer.wrap(value);
    return new PackRow(row.getLong(), row.getLong(), row.getLong(), value.length > NUMBERS);
  }

  static byte[] key(int pack) {
    return ByteBuffer.allocate(4).putInt(pack).array();
  }

  static int pack(byte[] key) {
    return ByteBuffer.wrap(key).getInt();
  }

  /// The rows of all packs by number.
  static Map<Integer, PackRow> all(Tables tables) {
    return tables.read(reader -> {
      Map<Integer, PackRow> rows = new HashMap<>();
      reader.scan(
          PACKS,
          new byte[0],
          (key, value) -> {
            rows.put(pack(key), decode(value));
            return true;
          });
      return rows;
    });
  }

  PackRow grownTo(long size) {
    return new PackRow(Math.max(length, size), liveBytes, liveBlocks, cut);
  }

  PackRow plus(int bytes) {
    return new PackRow(length, liveBytes + bytes, liveBlocks + 1, cut);
  }

  PackRow minus(int bytes) {
    return new PackRow(length, liveBytes - bytes, liveBlocks - 1, cut);
  }

  /// What is dead beyond `end` is about to leave the file.
  PackRow cutTo(long end) {
    return new PackRow(end, liveBytes, liveBlocks, true);
  }

  /// For messages.
  String contents() {
    return liveBlocks + (liveBlocks == 1 ? " block" : " blocks") + " with " + liveBytes + " bytes";
  }
}
