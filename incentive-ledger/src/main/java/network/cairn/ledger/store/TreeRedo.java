package network.cairn.ledger.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// What a large commit still has to do to the tree.
///
/// The places of the tree's nodes are hashes, so that some thousand entries touch nearly all of its
/// pages, and LMDB needs each page that a transaction touches twice more. So a large commit writes
/// down the nodes that change, one behind the other, in the transaction of the state, and brings
/// them to their places in several more, each of which touches a part of the pages alone. A store
/// that finds some written down at its opening does so then: to do it twice is to do it once.
///
/// A row is a sequence of u16 length ‖ key ‖ i32 length ‖ value, with length −1 for none.
final class TreeRedo {
  static final Table TABLE = new Table("redo", 16);

  /// Nodes that one transaction brings to their places.
  static final int PIECE = 2_048;

  /// Bytes of a row, which with its sum and LMDB's header fill whole pages.
  private static final int ROW = 16_000;

  private static final int HEADER = Short.BYTES + Integer.BYTES;

  private TreeRedo() {}

  static boolean isLarge(SortedMap<byte[], Optional<byte[]>> nodes) {
    return nodes.size() > 2 * PIECE;
  }

  /// Writes down what changes.
  static void write(Tables.Change rows, SortedMap<byte[], Optional<byte[]>> nodes) {
    ByteBuffer row = ByteBuffer.allocate(ROW);
    int number = 0;
    for (Map.Entry<byte[], Optional<byte[]>> node : nodes.entrySet()) {
      byte[] key = node.getKey();
      byte[] value = node.getValue().orElse(new byte[0]);
      if (row.remaining() < HEADER + key.length + value.length) {
        put(rows, number++, row);
        row.clear();
      }
      row.putShort((short) key.length).put(key);
      row.putInt(node.getValue().isPresent() ? value.length : -1).put(value);
    }
    put(rows, number, row);
  }

  private static void put(Tables.Change rows, int number, ByteBuffer row) {
    byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    rows.put(TABLE, key, take(row.flip(), row.limit()));
  }

  /// What is written down; nothing for most stores at most times.
  static SortedMap<byte[], Optional<byte[]>> read(Tables.Reader rows) {
    SortedMap<byte[], Optional<byte[]>> nodes = new TreeMap<>(Arrays::compareUnsigned);
    rows.scan(
        TABLE,
        new byte[0],
        (_, row) -> {
          ByteBuffer in = ByteBuffer.wrap(row);
          while (in.hasRemaining()) {
            byte[] key = take(in, in.getShort());
            int length = in.getInt();
            nodes.put(key, length < 0 ? Optional.empty() : Optional.of(take(in, length)));
          }
          return true;
        });
    return nodes;
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] out = new byte[length];
    in.get(out);
    return out;
  }

  /// Brings nodes to their places, in the order of those, and forgets that they were written down.
  ///
  /// @param apply changes some nodes in a transaction
  /// @param moved is told after each transaction
  static void finish(
      Tables tables,
      SortedMap<byte[], Optional<byte[]>> nodes,
      Pieces apply,
      Consumer<Tables.Snapshot> moved) {
    Iterator<Map.Entry<byte[], Optional<byte[]>>> left = nodes.entrySet().iterator();
    while (left.hasNext()) {
      List<Map.Entry<byte[], Optional<byte[]>>> piece = new ArrayList<>(PIECE);
      while (left.hasNext() && piece.size() < PIECE) {
        piece.add(left.next());
      }
      boolean last = !left.hasNext();
      tables.write(rows -> {
        apply.apply(rows, piece);
        if (last) {
          clear(rows);
        }
        return true;
      });
      moved.accept(tables.snapshot());
    }
  }

  interface Pieces {
    void apply(Tables.Change rows, Collection<Map.Entry<byte[], Optional<byte[]>>> nodes);
  }

  private static void clear(Tables.Change rows) {
    List<byte[]> keys = new ArrayList<>();
    rows.scan(TABLE, new byte[0], (key, _) -> keys.add(key));
    keys.forEach(key -> rows.delete(TABLE, key));
  }
}
