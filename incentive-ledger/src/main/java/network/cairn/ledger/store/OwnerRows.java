package network.cairn.ledger.store;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// The table that says what of the state is whose: u8 kind ‖ the owner's first 12 bytes ‖ u64 id.
/// It is a hint as it is, and two owners who share so many bytes get each other's ids too. It
/// follows from the state's entries, changes in the transaction that changes them, and is made from
/// them where it is not of the state's height. Stateless.
final class OwnerRows {
  static final Table TABLE = new Table("owner", 32);

  private static final int OWNER = 12;
  private static final int PREFIX = 1 + OWNER;

  private static final byte[] MARK = {1};

  /// Rows that one transaction of a making reads or removes.
  private static final int AT_ONCE = 20_000;

  /// How often a making says how far it is.
  private static final int TOLD = 5 * AT_ONCE;

  private OwnerRows() {}

  /// Follows one entry's change.
  static void change(
      Tables.Change rows, Owned.Kind kind, byte[] key, Optional<byte[]> was, Optional<byte[]> is) {
    // A client's agreement stays its own, whatever else changes of it.
    if (kind == Owned.Kind.AGREEMENT && was.isPresent() && is.isPresent()) {
      return;
    }
    Optional<Owned> before = was.flatMap(value -> Owned.of(kind, key, value));
    Optional<Owned> after = is.flatMap(value -> Owned.of(kind, key, value));
    if (before.equals(after)) {
      return;
    }
    before.ifPresent(owned -> rows.delete(TABLE, name(owned)));
    after.ifPresent(owned -> rows.put(TABLE, name(owned), MARK));
  }

  private static byte[] name(Owned owned) {
    return name(owned.kind(), owned.owner(), owned.id());
  }

  private static byte[] name(Owned.Kind kind, ByteString owner, long id) {
    ByteBuffer out = ByteBuffer.allocate(PREFIX + Long.BYTES).put((byte) kind.number());
    owner.substring(0, Math.min(owner.size(), OWNER)).copyTo(out);
    return out.putLong(PREFIX, id).array();
  }

  /// Visits ids above one by rising id, until the visitor returns false.
  static void scan(
      Tables.Reader rows, Owned.Kind kind, ByteString owner, long after, LongPredicate visitor) {
    byte[] from = name(kind, owner, after);
    rows.scan(
        TABLE,
        from,
        (key, _) -> {
          boolean same =
              key.length == from.length && Arrays.equals(key, 0, PREFIX, from, 0, PREFIX);
          long id = same ? ByteBuffer.wrap(key).getLong(PREFIX) : 0;
          return same && (id == after || visitor.test(id));
        });
  }

  /// Makes all rows anew, in pieces; what a crash left unfinished is begun again.
  ///
  /// @param told how far it is
  static void make(Tables tables, Consumer<String> told) {
    while (tables.write(OwnerRows::removeSome)) {
      // Until there are none.
    }
    byte[] next = {StateKeys.agreement(0)[0]};
    long entries = 0;
    Optional<byte[]> last = Optional.of(next);
    while (last.isPresent()) {
      byte[] from = last.get();
      last = tables.write(rows -> addSome(rows, from));
      entries += AT_ONCE;
      if (last.isPresent() && entries % TOLD == 0) {
        told.accept(
            "what is whose is written down once for this home: "
                + entries
                + " entries of its state were looked at");
      }
    }
  }

  /// @return whether there may be more
  private static boolean removeSome(Tables.Change rows) {
    List<byte[]> found = new ArrayList<>();
    rows.scan(
        TABLE,
        new byte[0],
        (key, _) -> {
          found.add(key);
          return found.size() < AT_ONCE;
        });
    found.forEach(key -> rows.delete(TABLE, key));
    return !found.isEmpty();
  }

  /// @return where to go on; empty at the end
  private static Optional<byte[]> addSome(Tables.Change rows, byte[] from) {
    byte end = (byte) (StateKeys.ticket(0)[0] + 1);
    List<Owned> found = new ArrayList<>();
    List<byte[]> seen = new ArrayList<>();
    rows.scan(
        LmdbStateStore.KV,
        from,
        (key, value) -> {
          if (key[0] >= end) {
            return false;
          }
          seen.add(key);
          Owned.kind(key).flatMap(kind -> Owned.of(kind, key, value)).ifPresent(found::add);
          return seen.size() < AT_ONCE;
        });
    found.forEach(owned -> rows.put(TABLE, name(owned), MARK));
    if (seen.size() < AT_ONCE) {
      return Optional.empty();
    }
    byte[] last = seen.getLast();
    return Optional.of(Arrays.copyOf(last, last.length + 1));
  }
}
