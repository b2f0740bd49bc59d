package network.cairn.ledger.client;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;

/// A chain that makes a block every 25 ms until it is closed, with receivers by number, each of
/// whom is paid a CAIRN at a time.
final class LivingChain {
  private final EmbeddedEngine engine;
  private final Thread blocks;
  private volatile boolean closed;

  /// @param first blocks that are there at once
  LivingChain(Path folder, int first) {
    engine =
        new EmbeddedEngine(
            TestChain.genesis(),
            TestChain.keys(),
            LmdbStateStore.open(folder.resolve("state")),
            BlockLog.open(folder.resolve("blocks")),
            TestChain.ticking(),
            LedgerMetrics.none());
    for (int i = 0; i < first; i++) {
      engine.step();
    }
    blocks = Thread.ofPlatform().start(this::makeBlocks);
  }

  private void makeBlocks() {
    RealScheduler pace = new RealScheduler();
    try {
      while (!closed) {
        engine.step();
        pace.sleep(Duration.ofMillis(25));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  EmbeddedEngine engine() {
    return engine;
  }

  long height() {
    return engine.head().getHeight();
  }

  /// A clock a second ahead of the newest block.
  InstantSource clock() {
    return () -> Times.instant(engine.head().getTime()).plusSeconds(1);
  }

  void awaitBlocks(int more) throws InterruptedException {
    engine.awaitHeight(height() + more, Duration.ofSeconds(100));
  }

  private static Address receiver(int number) {
    return TestChain.address(TestChain.seed("receiver " + number));
  }

  /// Pays a receiver; empty if it is not known whether it was paid.
  static Optional<Outcome> pay(Sender sender, int number) throws InterruptedException {
    try {
      return Optional.of(
          sender.send(List.of(new Msg.Transfer(receiver(number), Amount.ofCairn(1)))).value());
    } catch (LedgerUnavailable e) {
      return Optional.empty();
    }
  }

  /// How often a receiver was paid.
  long paid(int number) {
    return engine
        .read(state -> new LedgerView(state).account(receiver(number)))
        .map(account -> account.balance().pebbles().divide(Amount.ofCairn(1).pebbles()).longValue())
        .orElse(0L);
  }

  void close() throws InterruptedException {
    closed = true;
    blocks.join();
    engine.close();
  }
}
