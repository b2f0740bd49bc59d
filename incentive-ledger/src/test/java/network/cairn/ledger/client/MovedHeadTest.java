package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.records.TicketRecord;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A head whose height the ledger no longer keeps reads on, and says so.
final class MovedHeadTest {
  /// As it was read of a height whose agreement has been deleted since.
  private static final TicketRecord OF_TERMS_THAT_ARE_GONE =
      RecordCodec.ticket(
          network.cairn.proto.ledger.TicketRecord.newBuilder()
              .setId(1)
              .setTerms(9)
              .build()
              .toByteArray());

  @TempDir private Path folder;

  @Test
  void tellsWhenItsReadsAreOfMoreThanOneHeight() {
    try (EmbeddedEngine engine =
        new EmbeddedEngine(
            TestChain.genesis(),
            TestChain.keys(),
            LmdbStateStore.open(folder.resolve("state")),
            BlockLog.open(folder.resolve("blocks")),
            TestChain.ticking(),
            LedgerMetrics.none())) {
      for (int i = 0; i < 5; i++) {
        engine.step();
      }
      ClientChain chain =
          ClientChain.of(new LocalLedger(engine), engine.head().getChainRef(), new RealScheduler());
      Head head = chain.head();
      assertThat(head.state().account(TestChain.address(TestChain.TREASURY))).isPresent();
      assertThat(head.isMixed()).isFalse();
      for (int i = 0; i < 60; i++) {
        engine.step();
      }
      assertThat(head.state().account(TestChain.address(TestChain.TREASURY))).isPresent();
      assertThat(head.isMixed()).isFalse();
      assertThat(head.state().account(TestChain.address(TestChain.seed("nobody")))).isEmpty();
      assertThat(head.isMixed()).isTrue();
      assertThat(chain.head().isMixed()).isFalse();
      assertThatThrownBy(() -> head.state().params(OF_TERMS_THAT_ARE_GONE))
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessageContaining("read again");
    }
  }
}
