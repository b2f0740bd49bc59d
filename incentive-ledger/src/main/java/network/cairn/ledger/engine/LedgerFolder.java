package network.cairn.ledger.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.StateStore;

/// Where blocks and states lie in a ledger's home: `blocks/` and `state/`.
public record LedgerFolder(Path home) {
  private Path state() {
    return home.resolve("state");
  }

  /// Opens the block log, made if it is missing; the caller closes it.
  public BlockLog openBlocks() {
    return BlockLog.open(home.resolve("blocks"));
  }

  /// Opens the states, made if they are missing; the caller closes them.
  public StateStore openStates(Retention retention) {
    return LmdbStateStore.open(state(), retention);
  }

  public boolean hasStates() {
    return Files.isDirectory(state());
  }
}
