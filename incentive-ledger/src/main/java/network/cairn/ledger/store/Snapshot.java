package network.cairn.ledger.store;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.function.LongPredicate;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.state.Jmt;
import network.cairn.ledger.state.StateView;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxRecord;

/// The state as it was after one height, while commits go on. Thread-safe; keeps what changed since
/// in memory until it is closed.
public interface Snapshot extends StateView, Jmt.Nodes, AutoCloseable {
  /// Where the state stands; empty before genesis.
  Optional<LedgerHead> head();

  /// What became of a transaction, by the id of its body.
  Optional<TxRecord> tx(byte[] bodyId);

  /// Visits events in order after (height, index), until the visitor returns false.
  void events(long afterHeight, int afterIndex, EventVisitor visitor);

  /// Visits ids of what is somebody's in the newest state, whatever height this is of, above one
  /// and by rising id, until the visitor returns false. A hint: each entry says itself whose it is.
  void owned(Owned.Kind kind, ByteString owner, long after, LongPredicate visitor);

  /// What the step from this height to the next takes in memory, in bytes; 0 for the newest. All of
  /// it is kept while this height or an older one is held.
  default long heldBytes() {
    return 0;
  }

  /// What all steps from this height to the newest take in memory, in bytes: as long as this height
  /// is held, that is kept.
  default long laterBytes() {
    return 0;
  }

  @Override
  void close();

  /// Gets each event; returns false to end.
  interface EventVisitor {
    boolean visit(long height, int index, byte[] event);
  }
}
