package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import network.cairn.ledger.genesis.InvalidHome;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.Counters;
import network.cairn.proto.ledger.Pools;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BankTest {
  @TempDir static Path folder;

  private final FakeLedger ledger = new FakeLedger();
  private final LedgerHome home = LedgerHome.open(folder);
  private final Bank bank = new Bank(home, ledger);

  @BeforeAll
  static void chain() {
    LedgerHome.init(
        folder,
        LedgerHome.Plan.of("cairn-dev-demo", URI.create("http://127.0.0.1:1")),
        new SplittableRandom(1),
        InstantSource.fixed(Instant.EPOCH));
  }

  private static Address address(int first) {
    byte[] bytes = new byte[Address.SIZE];
    bytes[0] = (byte) first;
    return Address.of(bytes);
  }

  private void usedNonce(long nonce) {
    ledger.state.put(
        StateKeys.account(bank.treasury()),
        AccountRecord.newBuilder()
            .setBalance(Amount.ofCairn(1000).encode())
            .addNonces(nonce)
            .build());
  }

  private void counters(long agreements) {
    ledger.state.put(StateKeys.counters(), Counters.newBuilder().setAgreement(agreements).build());
  }

  private void money() {
    usedNonce(1);
    counters(0);
    ledger.state.put(
        StateKeys.pools(), Pools.newBuilder().setSupply(Amount.ofCairn(1000).encode()).build());
  }

  private long pay() {
    return bank.pay(Map.of(address(2), Amount.ofCairn(3)));
  }

  @Test
  void hasNoHeightWhileTheLedgerIsSilent() {
    ledger.silent(true);
    assertThat(bank.height()).isEmpty();
    ledger.silent(false);
    assertThat(bank.height()).contains(10L);
  }

  @Test
  void writesAddressesAsItReadsThem() {
    String text = bank.text(bank.treasury());
    assertThat(bank.address(text)).isEqualTo(bank.treasury());
  }

  @Test
  void paysEverybodyInOneTransactionOfTheTreasury() {
    Map<Address, Amount> payments = new LinkedHashMap<>();
    payments.put(address(2), Amount.ofCairn(3));
    payments.put(address(3), Amount.ofCairn(4));
    assertThat(bank.pay(payments)).isEqualTo(12);
    TxBody body = ledger.submitted.getFirst();
    assertThat(ledger.submitted).hasSize(1);
    assertThat(body.payer()).isEqualTo(bank.treasury().bytes());
    assertThat(body.chainRef()).isEqualTo(home.network().chainRef());
    assertThat(body.validUntil()).isEqualTo(410);
    assertThat(body.msgs())
        .containsExactly(
            new Msg.Transfer(address(2), Amount.ofCairn(3)),
            new Msg.Transfer(address(3), Amount.ofCairn(4)));
  }

  @Test
  void noncesGoUpAlsoWhereTheStateIsBehindOrAhead() {
    pay();
    pay();
    usedNonce(40);
    pay();
    usedNonce(39);
    pay();
    assertThat(ledger.submitted).extracting(TxBody::nonce).containsExactly(1L, 2L, 41L, 42L);
  }

  /// The same bytes: a ledger that has them takes them once.
  @Test
  void handsInTheSameTransactionAgainWhileItIsInNoBlock() {
    ledger.receipts.addAll(List.of(FakeLedger.WAITING, FakeLedger.WAITING, FakeLedger.DONE));
    assertThat(pay()).isEqualTo(12);
    assertThat(ledger.submitted).hasSize(3);
    assertThat(ledger.submitted).allMatch(ledger.submitted.getFirst()::equals);
  }

  @Test
  void givesUpAfterSixWaits() {
    ledger.receipts.addAll(Collections.nCopies(6, FakeLedger.WAITING));
    assertThatThrownBy(this::pay).isInstanceOf(IllegalStateException.class);
    assertThat(ledger.submitted).hasSize(6);
  }

  @Test
  void saysWhyAPaymentWasNotDone() {
    ledger.receipts.add(FakeLedger.receipt(0, 2, "FEE"));
    assertThatThrownBy(this::pay)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the treasury's payment was not done: FEE why");
    ledger.receipts.add(FakeLedger.receipt(12, 3, "BALANCE"));
    assertThatThrownBy(this::pay).hasMessageContaining("BALANCE why");
    assertThat(ledger.submitted).hasSize(2);
  }

  @Test
  void readsTheBooksAtOneHeight() {
    money();
    Books books = bank.books(Map.of(bank.treasury(), "treasury"));
    books.requireSum();
    assertThat(books.height()).isEqualTo(9);
    assertThat(books.lines()).containsOnlyKeys("treasury");
  }

  /// An agreement that came between two reads would be a place that nobody asked for.
  @Test
  void readsAgainWhenThereIsANewAgreement() {
    money();
    int[] reads = {0};
    ledger.beforeRead(() -> counters(++reads[0] == 1 ? 0 : 1));
    bank.books(Map.of(bank.treasury(), "treasury")).requireSum();
    assertThat(ledger.reads).containsExactly(1, 4, 1, 5);
  }

  @Test
  void givesUpWhenAgreementsKeepComing() {
    money();
    long[] agreements = {0};
    ledger.beforeRead(() -> counters(++agreements[0]));
    assertThatThrownBy(() -> bank.books(Map.of(bank.treasury(), "treasury")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("new agreements came faster than the books could be read");
    assertThat(ledger.reads).hasSize(20);
  }

  @Test
  void refusesALedgerThatOneReadCannotProve() {
    money();
    counters(300);
    assertThatThrownBy(() -> bank.books(Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("these books are for small networks");
  }

  /// A network that was played with for weeks has more than one read can prove.
  @Test
  void tellsWhatPeopleHaveHoweverMuchElseThereIs() {
    money();
    counters(300_000);
    Books books = bank.purses(Map.of(bank.treasury(), "treasury"));
    assertThat(books.lines()).containsOnlyKeys("treasury");
    assertThat(ledger.reads).containsExactly(3);
  }

  @Test
  void closesTheLedgersClient() {
    bank.close();
    assertThat(ledger.isClosed()).isTrue();
  }

  @Test
  void needsALedgersHome() {
    assertThatThrownBy(() -> Bank.open(folder.resolve("nowhere"))).isInstanceOf(InvalidHome.class);
  }
}
