package network.cairn.ledger.store;

import java.util.Optional;
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

  /// What the step from this height to the next takes in memory, in bytes; 0 for the newest. All of
  /// it is kept while this height or an older one is held.
  default long heldBytes() {
    return 0;
  }

  @Override
  void close();

  /// Gets each event; returns false to end.
  interface EventVisitor {
    boolean visit(long height, int index, byte[] event);
  }
}
