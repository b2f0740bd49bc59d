package network.cairn.store.pack;

import java.nio.ByteBuffer;
import java.util.Optional;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// What the index knows of the packs as a whole, in the repository's table of state; the keys of
/// others begin otherwise.
final class StoreState {
  private static final Table STATE = new Table("STATE", 480);

  /// There from the moment on that the index knows of all packs.
  private static final byte[] FORMAT = {'f', ':', 'f', 'o', 'r', 'm', 'a', 't'};

  /// There from when an index was built anew until whoever answers for pins knows.
  private static final byte[] LOST = {'f', ':', 'l', 'o', 's', 't'};

  /// The highest number of a pack that was emptied.
  private static final byte[] EMPTIED = {'f', ':', 'e', 'm', 'p', 't', 'i', 'e', 'd'};

  private StoreState() {}

  static void register(Tables tables) {
    tables.register(STATE);
  }

  static boolean isComplete(Tables tables) {
    return tables.get(STATE, FORMAT).isPresent();
  }

  /// @param anew whether it was built from packs that were there without it
  static void complete(Tables tables, boolean anew) {
    tables.write(change -> {
      if (anew) {
        change.put(STATE, LOST, new byte[] {1});
      }
      change.put(STATE, FORMAT, new byte[] {1});
      return true;
    });
  }

  static boolean lostItsIndex(Tables tables) {
    return tables.get(STATE, LOST).isPresent();
  }

  static void lossIsTold(Tables tables) {
    boolean removed = tables.write(change -> change.delete(STATE, LOST));
    if (!removed) {
      throw new IllegalStateException("no loss of an index was to be told");
    }
  }

  /// The highest number of a pack that the index has outlived; -1 if there was none.
  static int emptied(Tables tables) {
    return decode(tables.get(STATE, EMPTIED));
  }

  /// Remembers, with the change by which a pack leaves the index, that its file may still be there.
  static void emptied(Tables.Change change, int pack) {
    if (pack > decode(change.get(STATE, EMPTIED))) {
      change.put(STATE, EMPTIED, ByteBuffer.allocate(Integer.BYTES).putInt(pack).array());
    }
  }

  private static int decode(Optional<byte[]> value) {
    return value.map(bytes -> ByteBuffer.wrap(bytes).getInt()).orElse(-1);
  }
}
