package network.cairn.ledger.engine.comet;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.snapshot.SnapshotTaker;
import network.cairn.ledger.store.StoreFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out whether a home without a snapshot has a state that its blocks would not give again: it
/// was taken over from others by a program that did not note that. CometBFT's lowest block tells.
/// For one thread.
final class StateOrigin {
  private static final Logger LOG = LoggerFactory.getLogger(StateOrigin.class);

  /// Between two questions while CometBFT does not answer yet.
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /// Who knows CometBFT's blocks.
  interface Blocks {
    /// Height of the lowest; 0 while there is none, or CometBFT does not know it yet.
    long lowest() throws IOException;
  }

  private final SnapshotTaker taker;
  private final long first;
  private final Blocks blocks;
  private final Scheduler scheduler;
  private final BooleanSupplier ends;

  /// @param first height of CometBFT's
  /// @param ends whether the engine closes
  StateOrigin(
      SnapshotTaker taker, long first, Blocks blocks, Scheduler scheduler, BooleanSupplier ends) {
    this.taker = taker;
    this.first = first;
    this.blocks = blocks;
    this.scheduler = scheduler;
    this.ends = ends;
  }

  /// Asks until there is a block. Where blocks are missing the state is noted as others', and its
  /// snapshot is due with the next block.
  void find() throws InterruptedException {
    while (!ends.getAsBoolean()) {
      try {
        long lowest = blocks.lowest();
        if (lowest > 0) {
          owe(lowest);
          return;
        }
      } catch (StoreFailure e) {
        LOG.warn("no snapshot is owed, though one may be: {}", e.getMessage());
        return;
      } catch (IOException e) {
        LOG.debug("CometBFT does not tell its lowest block yet: {}", e.toString());
      }
      scheduler.sleep(PAUSE);
    }
  }

  private void owe(long lowest) {
    if (lowest > first && taker.folder().heights().isEmpty()) {
      taker.folder().noteOthers();
      taker.owe();
    }
  }
}
