package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.types.Msg;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class OpenerTest {
  private static final String KEY = "duty";

  @TempDir private Path home;
  private final TestLedger ledger = new TestLedger("client", "p1", "p2");
  private TestProvider provider;
  private long agreement;

  @BeforeEach
  void open() throws Exception {
    provider = TestProvider.of(home, ledger, "p1");
    ledger.register("p1");
    agreement = ledger.agree(TestPiece.of(1, 1_000), 2);
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private void duty(Holding.State state) {
    provider.holdings().put(KEY, provider.duty(state, agreement, 0));
  }

  private Holding duty() {
    return provider.holdings().get(KEY).orElseThrow();
  }

  /// Runs opens at once while blocks are made.
  private void run(int times) throws Exception {
    Callable<Boolean> open =
        () -> {
          provider.opener.open(KEY);
          return true;
        };
    for (int i = 0; i < times; i++) {
      provider.scheduler.start("open", new FutureTask<>(open));
    }
    provider.settle();
  }

  private long sent() {
    return ledger.chain.executed().stream()
        .filter(tx -> tx.body().msgs().stream().anyMatch(msg -> msg instanceof Msg.OpenSet))
        .count();
  }

  @Test
  void opensTheSetOfACompletePiece() throws Exception {
    duty(Holding.State.COMPLETE);
    run(1);
    assertThat(duty().state()).isEqualTo(Holding.State.OPEN);
    assertThat(ledger.head().state().set(duty().set()).orElseThrow().provider())
        .isEqualTo(TestLedger.address("p1"));
    assertThat(duty().tx().size()).isEqualTo(32);
    assertThat(provider.opener.isBusy(KEY)).isFalse();
    assertThat(provider.metrics.of(ProviderMetrics.Count.SETS_OPENED)).isEqualTo(1);
  }

  @Test
  void opensOnceThoughManyAsk() throws Exception {
    duty(Holding.State.COMPLETE);
    run(5);
    assertThat(sent()).isEqualTo(1);
    assertThat(provider.metrics.of(ProviderMetrics.Count.SETS_OPENED)).isEqualTo(1);
  }

  @Test
  void opensNothingThatIsNotHereOrIsOpen() throws Exception {
    run(1);
    for (Holding.State state :
        new Holding.State[] {Holding.State.RECEIVING, Holding.State.OPEN, Holding.State.UNKNOWN}) {
      duty(state);
      run(1);
      assertThat(duty().state()).isEqualTo(state);
    }
    assertThat(sent()).isZero();
  }

  @Test
  void findsTheSetThatATransactionBeforeARestartOpened() throws Exception {
    duty(Holding.State.COMPLETE);
    long set = ledger.open(agreement, 0, "p1");
    run(1);
    assertThat(duty().state()).isEqualTo(Holding.State.OPEN);
    assertThat(duty().set()).isEqualTo(set);
    assertThat(provider.opener.problem(KEY)).isEmpty();
  }

  @Test
  void saysWhyTheLedgerDidNotOpenASetAndForgetsItWhenTold() throws Exception {
    duty(Holding.State.COMPLETE);
    ledger.register("p2");
    ledger.open(agreement, 0, "p2");
    run(1);
    assertThat(duty().state()).isEqualTo(Holding.State.COMPLETE);
    assertThat(provider.opener.problem(KEY).orElseThrow())
        .startsWith("the ledger did not open the set:");
    provider.opener.forget(KEY);
    assertThat(provider.opener.problem(KEY)).isEmpty();
  }

  @Test
  void takesNoSetOfAnotherForItsOwn() throws Exception {
    ledger.register("p2");
    long set = ledger.open(agreement, 0, "p2");
    Holding first = provider.duty(Holding.State.COMPLETE, agreement, 0);
    Holding second = provider.duty(Holding.State.COMPLETE, agreement, 1);
    assertThat(provider.opener.ours(ledger.head(), first)).isEmpty();
    assertThat(provider.opener.ours(ledger.head(), second)).isEmpty();
    long own = ledger.open(agreement, 1, "p1");
    assertThat(provider.opener.ours(ledger.head(), second).orElseThrow().value().id())
        .isEqualTo(own);
    ledger.leave("p1", own);
    assertThat(provider.opener.ours(ledger.head(), second)).isEmpty();
    assertThat(own).isNotEqualTo(set);
  }

  @Test
  void isFreeForTheNextTryWhenTheLedgerIsDown() throws Exception {
    duty(Holding.State.COMPLETE);
    ledger.chain.down(true);
    assertThatThrownBy(() -> provider.opener.open(KEY)).isInstanceOf(LedgerUnavailable.class);
    assertThat(provider.opener.isBusy(KEY)).isFalse();
    assertThat(duty().state()).isEqualTo(Holding.State.COMPLETE);
    ledger.chain.down(false);
    run(1);
    assertThat(duty().state()).isEqualTo(Holding.State.OPEN);
  }
}
