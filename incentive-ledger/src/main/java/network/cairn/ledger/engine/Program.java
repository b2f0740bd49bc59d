package network.cairn.ledger.engine;

import java.util.Optional;
import java.util.SortedMap;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;

/// What a program can execute (docs/protocol.md §17). Immutable.
///
/// @param version the highest app version that it knows, from 1; it knows those below too
public record Program(long version) {
  /// This one.
  public static Program current() {
    return new Program(StoredBlocks.APP_VERSION);
  }

  /// The app version that is demanded after a block.
  ///
  /// @param writes of the block
  public static long demanded(StateView before, SortedMap<byte[], Optional<byte[]>> writes) {
    Optional<byte[]> record = writes.getOrDefault(StateKeys.governance(), Optional.empty());
    return record
        .map(bytes -> Math.max(1, RecordCodec.governance(bytes).appVersion()))
        .orElseGet(() -> new LedgerView(before).appVersion());
  }

  /// Refuses to go on over a state whose next block is for newer programs.
  ///
  /// @throws ProgramTooOld naming the block and the release
  public void require(StateView before) {
    LedgerView view = new LedgerView(before);
    long demanded = view.appVersion();
    if (demanded > version) {
      throw new ProgramTooOld(
          "block "
              + (view.lastHeight().orElse(0) + 1)
              + " needs a program of app version "
              + demanded
              + " (release "
              + view.governance().orElseThrow().release()
              + "), this one knows "
              + version
              + "; install it and start the ledger again");
    }
  }

  /// As the other, over the newest state of a store.
  ///
  /// @throws ProgramTooOld naming the block and the release
  public void require(StateStore states) {
    try (Snapshot state = states.snapshot()) {
      require(state);
    }
  }
}
