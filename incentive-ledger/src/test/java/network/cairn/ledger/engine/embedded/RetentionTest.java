package network.cairn.ledger.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.ledger.api.Events;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.WaitFor;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is no state goes after its time; state, tree and blocks stay.
final class RetentionTest {
  private static final int KEEP = 10;
  private static final int BLOCKS = 40;

  @TempDir private Path folder;

  private EmbeddedEngine open(Retention retention) {
    return new EmbeddedEngine(
        TestChain.genesis(),
        TestChain.keys(),
        LmdbStateStore.open(folder.resolve("state"), retention),
        BlockLog.open(folder.resolve("blocks")),
        TestChain.ticking(),
        LedgerMetrics.none());
  }

  /// One payment a block; their body ids.
  private static List<ByteString> pay(EmbeddedEngine engine, int from, int to) {
    LocalLedger ledger = new LocalLedger(engine);
    List<ByteString> ids = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      ByteString tx =
          TestChain.transfer(
              TestChain.TREASURY,
              0,
              i,
              TestChain.address(TestChain.seed("b")),
              Amount.ofCairn(1),
              i + 50);
      ids.add(ledger.submit(tx, WaitFor.ACCEPTED, Duration.ZERO).bodyId());
      engine.step();
    }
    return ids;
  }

  private static List<Events.Item> events(EmbeddedEngine engine) {
    return new LocalLedger(engine)
        .events(new Events.Cursor(0, 0), LocalLedger.MAX_PAGE, Duration.ZERO)
        .items();
  }

  @Test
  void forgetsEventsAndOutcomesAfterTheirTime() {
    try (EmbeddedEngine engine = open(new Retention(KEEP))) {
      List<ByteString> ids = pay(engine, 1, BLOCKS);
      LocalLedger ledger = new LocalLedger(engine);
      for (int i = 0; i < BLOCKS; i++) {
        assertThat(ledger.tx(ids.get(i)).isPresent()).as("block " + (i + 1)).isEqualTo(i >= 30);
      }
      assertThat(events(engine)).isNotEmpty();
      assertThat(events(engine)).allSatisfy(e -> assertThat(e.at().height()).isGreaterThan(30));
      assertThat(ledger.tx(ids.getLast()).orElseThrow().isDone()).isTrue();
    }
  }

  @Test
  void keepsEverythingIfToldTo() {
    try (EmbeddedEngine engine = open(Retention.all())) {
      List<ByteString> ids = pay(engine, 1, BLOCKS);
      assertThat(new LocalLedger(engine).tx(ids.getFirst())).isPresent();
      assertThat(events(engine).getFirst().at().height()).isEqualTo(1);
    }
  }

  @Test
  void shortensAStoreThatKeptEverythingBefore() {
    List<ByteString> ids;
    try (EmbeddedEngine engine = open(Retention.all())) {
      ids = pay(engine, 1, BLOCKS);
    }
    try (EmbeddedEngine engine = open(new Retention(KEEP))) {
      pay(engine, BLOCKS + 1, BLOCKS + 1);
      assertThat(new LocalLedger(engine).tx(ids.getFirst())).isEmpty();
      assertThat(new LocalLedger(engine).tx(ids.getLast())).isPresent();
      assertThat(events(engine).getFirst().at().height()).isEqualTo(32);
    }
  }

  @Test
  void leavesProofsHeadersAndReplayAlone() {
    LedgerHead head;
    try (EmbeddedEngine engine = open(new Retention(KEEP))) {
      pay(engine, 1, BLOCKS);
      head = engine.head();
      LocalLedger ledger = new LocalLedger(engine);
      byte[] key = StateKeys.account(TestChain.address(TestChain.TREASURY));
      assertThat(ledger.read(List.of(key), 0, true).items().getFirst().proof())
          .isNotEqualTo(ByteString.EMPTY);
      assertThat(ledger.lightBlock(1)).isPresent();
    }
    try (StateStore fresh = LmdbStateStore.open(folder.resolve("again"));
        BlockLog log = BlockLog.open(folder.resolve("blocks"))) {
      assertThat(LedgerVerify.replay(TestChain.genesis(), log, fresh, _ -> {})).isEqualTo(head);
    }
  }
}
