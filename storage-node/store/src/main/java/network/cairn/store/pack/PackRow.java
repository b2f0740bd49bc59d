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
record PackRow(long length, long liveBytes, long liveBlocks) {
  /// What the index knows of each pack, by its number.
  static final Table PACKS = new Table("PACKS", Integer.BYTES);

  static final PackRow NEW = new PackRow(0, 0, 0);

  byte[] encode() {
    return ByteBuffer.allocate(24).putLong(length).putLong(liveBytes).putLong(liveBlocks).array();
  }

  static PackRow decode(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new PackRow(buffer.getLong(), buffer.getLong(), buffer.getLong());
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
    return new PackRow(Math.max(length, size), liveBytes, liveBlocks);
  }

  PackRow plus(int bytes) {
    return new PackRow(length, liveBytes + bytes, liveBlocks + 1);
  }

  PackRow minus(int bytes) {
    return new PackRow(length, liveBytes - bytes, liveBlocks - 1);
  }
}
