package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.FutureTask;
import network.cairn.base.time.RealScheduler;
import network.cairn.deals.provider.TestLedger;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WalletTest {
  private static final Address NEW = TestLedger.address("nobody yet");

  private final TestLedger ledger = new TestLedger("client", "p1");
  private Wallet wallet = wallet("client");

  private Wallet wallet(String name) {
    return wallet(name, ledger.chain);
  }

  private Wallet wallet(String name, Chain chain) {
    Sender sender =
        new Sender(ledger.chain, TestLedger.signer(name), new RealScheduler(), TestNode.LIMITS);
    return new Wallet(chain, sender);
  }

  private Outcome transfer(Address to, Amount amount) throws Exception {
    FutureTask<Outcome> call = new FutureTask<>(() -> wallet.transfer(to, amount));
    Thread.ofVirtual()
        .start(() -> {
          call.run();
          ledger.chain.nudge();
        });
    while (!call.isDone()) {
      ledger.chain.awaitAsked();
      ledger.chain.step();
    }
    return call.get();
  }

  private Amount balance(Address of) {
    return ledger.head().state().account(of).map(a -> a.balance()).orElse(Amount.ZERO);
  }

  @Test
  void knowsItsBalanceAndTheHeightItIsOf() {
    assertThat(wallet.balance().amount()).isEqualTo(Amount.ofCairn(100_000));
    assertThat(wallet.balance().height()).isEqualTo(ledger.head().height());
    assertThat(wallet("nobody yet").balance().amount()).isEqualTo(Amount.ZERO);
  }

  @Test
  void paysAnybodyAndTellsWhatBecameOfIt() throws Exception {
    assertThat(transfer(NEW, Amount.ofCairn(7)).isDone()).isTrue();
    assertThat(balance(NEW)).isEqualTo(Amount.ofCairn(7));
    assertThat(wallet.balance().amount()).isLessThan(Amount.ofCairn(99_993));
    assertThat(ledger.chain.money()).isEqualTo(Amount.SUPPLY.pebbles());
  }

  @Test
  void tellsOfATransferThatIsDoneAlsoWhereTheLedgerFallsSilentThen() throws Exception {
    wallet = wallet("client", ledger.failing("awaitHeight", new LedgerUnavailable("a test")));
    assertThat(transfer(NEW, Amount.ofCairn(7)).isDone()).isTrue();
  }

  @Test
  void sendsNothingThatItDoesNotHave() {
    assertThatThrownBy(() -> wallet.transfer(NEW, Amount.ofCairn(100_001)))
        .isInstanceOfSatisfying(
            MarketFailure.class,
            e -> assertThat(e.code()).isEqualTo(MarketFailure.Code.INSUFFICIENT_FUNDS));
    assertThat(ledger.chain.executed()).isEmpty();
  }

  @Test
  void saysWhenTheLedgerRefuses() {
    Optional<Throwable> seen = Optional.empty();
    try {
      transfer(NEW, Amount.ofCairn(100_000));
    } catch (Exception e) {
      seen = Optional.ofNullable(e.getCause());
    }
    assertThat(seen.orElseThrow())
        .isInstanceOfSatisfying(
            MarketFailure.class, e -> assertThat(e.code()).isEqualTo(MarketFailure.Code.REFUSED));
    assertThat(balance(NEW)).isEqualTo(Amount.ZERO);
  }

  @Test
  void knowsNothingWithoutTheLedger() {
    ledger.chain.down(true);
    assertThatThrownBy(wallet::balance).isInstanceOf(LedgerUnavailable.class);
    assertThatThrownBy(() -> wallet.transfer(NEW, Amount.ofCairn(1)))
        .isInstanceOf(LedgerUnavailable.class);
    ledger.chain.down(false);
  }
}
