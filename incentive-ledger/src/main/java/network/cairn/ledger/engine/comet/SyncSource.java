package network.cairn.ledger.engine.comet;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.FollowedHeaders;
import network.cairn.ledger.types.Genesis;

/// Where CometBFT finds the headers that lead to the state of others, while this home has none.
/// Thread-safe.
final class SyncSource implements AutoCloseable {
  /// How long CometBFT may be silent at the door where it finds headers.
  private static final Duration IDLE = Duration.ofMinutes(2);

  private final Genesis genesis;
  private final Scheduler scheduler;
  private final AtomicReference<Optional<SyncDoor>> door = new AtomicReference<>(Optional.empty());

  SyncSource(Genesis genesis, Scheduler scheduler) {
    this.genesis = genesis;
    this.scheduler = scheduler;
  }

  /// What CometBFT is told of it; empty if it needs none.
  ///
  /// @param committed whether there are blocks already
  /// @throws DamagedLedger if it needs some, and there are none
  Optional<EngineKind.TrustedSync> of(EngineKind.StateSource from, boolean committed) {
    return switch (from) {
      case EngineKind.TrustedSync named -> Optional.of(named);
      case EngineKind.FromNetwork(Supplier<FollowedHeaders> headers) ->
          committed ? Optional.empty() : Optional.of(open(headers));
    };
  }

  private EngineKind.TrustedSync open(Supplier<FollowedHeaders> headers) {
    try {
      FollowedHeaders followed = headers.get();
      SyncDoor opened = SyncDoor.open(new SyncAnswers(followed, genesis), scheduler, IDLE);
      door.set(Optional.of(opened));
      // CometBFT wants two, and compares them: what there is to compare was compared before.
      return new EngineKind.TrustedSync(
          List.of(opened.address(), opened.address()),
          followed.root().height(),
          followed.root().hash());
    } catch (IOException | BlocksUnavailable e) {
      throw new DamagedLedger(
          "this node has no blocks yet, and cannot take the state of others over: "
              + e.getMessage(),
          e);
    }
  }

  /// Ends the door, if one is open: there are blocks, or nobody asks any more.
  @Override
  public void close() {
    door.getAndSet(Optional.empty()).ifPresent(SyncDoor::close);
  }
}
