package network.cairn.ledger.genesis;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.Header;

/// Where the log of a ledger that does not run ends.
///
/// @param time of that block, the genesis's for height 0
public record HomeAtRest(long height, Instant time, Going going) {
  /// How a chain goes on whose ledger does not run: with either engine in its home, or in the homes
  /// to which it was moved.
  public enum Going {
    EMBEDDED,
    COMETBFT,
    ELSEWHERE
  }

  /// Looks at the end of the log; changes nothing.
  ///
  /// @return empty if a process runs this ledger
  static Optional<HomeAtRest> of(Path folder, Genesis genesis, Optional<ChainMove> move) {
    Optional<HomeLock> lock = HomeLock.tryTake(folder);
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    try (HomeLock _ = lock.get()) {
      LedgerFolder stored = new LedgerFolder(folder);
      return Optional.of(
          stored.hasCometBlocks()
              ? ofComet(stored, genesis, move)
              : ofEmbedded(stored, genesis, move));
    }
  }

  private static HomeAtRest ofComet(
      LedgerFolder stored, Genesis genesis, Optional<ChainMove> move) {
    try (StateStore states = stored.openStates(Retention.all());
        Snapshot state = states.snapshot()) {
      // CometBFT makes its folder before there is a first state.
      return state
          .head()
          .or(() -> move.map(ChainMove::head))
          .map(head ->
              new HomeAtRest(head.getHeight(), Times.instant(head.getTime()), Going.COMETBFT))
          .orElseGet(
              () -> new HomeAtRest(0, Instant.ofEpochMilli(genesis.timeMs()), Going.COMETBFT));
    }
  }

  private static HomeAtRest ofEmbedded(
      LedgerFolder stored, Genesis genesis, Optional<ChainMove> move) {
    try (BlockLog log = stored.openBlocks()) {
      long height = log.lastHeight();
      Optional<Header> last =
          StoredBlocks.read(log, height).map(block -> block.getBlock().getHeader());
      Instant time =
          last.map(header -> Times.instant(header.getTime()))
              .orElseGet(() -> Instant.ofEpochMilli(genesis.timeMs()));
      return new HomeAtRest(height, time, going(last, genesis, move));
    }
  }

  private static Going going(Optional<Header> last, Genesis genesis, Optional<ChainMove> move) {
    if (move.isPresent() || genesis.validators().size() > 1) {
      return Going.COMETBFT;
    }
    // Without stakes nothing but a move changes the set of a chain of one.
    boolean moved =
        genesis.params().staking().isEmpty()
            && last.filter(
                    header -> !header.getNextValidatorsHash().equals(header.getValidatorsHash()))
                .isPresent();
    return moved ? Going.ELSEWHERE : Going.EMBEDDED;
  }
}
