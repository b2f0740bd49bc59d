package network.cairn.ledger.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import network.cairn.base.files.DurableFiles;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.DamagedState;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.store.StoreFailure;

/// Where blocks and states lie in a ledger's home: `blocks/` and `state/`.
public record LedgerFolder(Path home) {
  private Path state() {
    return home.resolve("state");
  }

  /// Where snapshots of the state are.
  public Path snapshots() {
    return home.resolve("snapshots");
  }

  /// Where is written which snapshots of others were false.
  public Path refusedSync() {
    return home.resolve("sync-refused");
  }

  /// Opens the block log, made if it is missing; the caller closes it.
  public BlockLog openBlocks() {
    return BlockLog.open(home.resolve("blocks"));
  }

  /// As [#openStates]; states that are damaged are moved aside first, and the store is empty then,
  /// for the blocks to fill.
  ///
  /// @param told where the damaged ones are now, and what is wrong with them; or what takes a while
  public StateStore openOrReplaceStates(Retention retention, Consumer<String> told) {
    try {
      return LmdbStateStore.open(state(), retention, told);
    } catch (DamagedState e) {
      try {
        Path aside = DurableFiles.moveAside(state());
        told.accept(e.getMessage() + ". It is " + aside + " now, and the state is made again");
      } catch (IOException f) {
        throw new StoreFailure(e.getMessage() + ". Moving it aside failed: " + f.getMessage(), f);
      }
      return openStates(retention);
    }
  }

  /// Opens the states, made if they are missing; the caller closes them.
  ///
  /// @throws DamagedState if they are not as they were written
  public StateStore openStates(Retention retention) {
    return LmdbStateStore.open(state(), retention);
  }

  /// Whether the embedded engine has made blocks here.
  public boolean hasBlocks() {
    if (!Files.isDirectory(home.resolve("blocks"))) {
      return false;
    }
    try (BlockLog log = openBlocks()) {
      return log.lastHeight() > 0;
    }
  }

  /// Whether CometBFT has made blocks here.
  public boolean hasCometBlocks() {
    return Files.isDirectory(home.resolve("comet").resolve("data").resolve("blockstore.db"));
  }

  public boolean hasStates() {
    return Files.isDirectory(state());
  }
}
