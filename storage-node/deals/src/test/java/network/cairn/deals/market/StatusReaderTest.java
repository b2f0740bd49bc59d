package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import network.cairn.deals.provider.TestLedger;
import network.cairn.deals.provider.TestPiece;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatusReaderTest {
  private final TestLedger ledger = new TestLedger("client", "p1", "p2");
  private TestPiece piece;
  private long agreement;

  @BeforeEach
  void agree() throws Exception {
    ledger.register("p1");
    ledger.register("p2");
    piece = TestPiece.of(1, 1_000);
    agreement = ledger.agree(piece, 2);
  }

  private AgreementStatus status() {
    return StatusReader.read(ledger.head(), ledger.agreement(agreement));
  }

  private SlotStatus slot(int number) {
    return status().slots().get(number);
  }

  @Test
  void tellsTheAgreementAsTheLedgerHasIt() {
    AgreementStatus status = status();
    assertThat(status.id()).isEqualTo(agreement);
    assertThat(status.height()).isEqualTo(ledger.head().height());
    assertThat(status.root()).isEqualTo(piece.root());
    assertThat(status.piece()).isEqualTo(piece.cid());
    assertThat(status.ceiling()).isEqualTo(TestLedger.PRICE);
    assertThat(status.term()).isEqualTo(20);
    assertThat(status.closedHeight()).isZero();
    assertThat(status.escrow()).isGreaterThan(status.deposit());
  }

  @Test
  void tellsEmptySlots() {
    assertThat(status().slots()).hasSize(2);
    assertThat(slot(1).state()).isEqualTo(SlotStatus.State.EMPTY);
    assertThat(slot(1).slot()).isEqualTo(1);
    assertThat(slot(1).provider()).isEmpty();
    assertThat(slot(1).paid()).isEqualTo(Amount.ZERO);
  }

  @Test
  void tellsWhoHasALiveCopyAndWhenItMustBeProven() throws Exception {
    long set = ledger.open(agreement, 1, "p2");
    SlotStatus slot = slot(1);
    assertThat(slot.state()).isEqualTo(SlotStatus.State.LIVE);
    assertThat(slot.set()).isEqualTo(set);
    assertThat(slot.provider()).contains(TestLedger.address("p2"));
    assertThat(slot.peer()).contains(TestLedger.peer("p2"));
    assertThat(slot.deadline()).isEqualTo(ledger.head().height() + TestLedger.PARAMS.period());
    assertThat(slot.endPeriod()).isEqualTo(20);
    assertThat(slot.escrow()).isEqualTo(slot.rate().times(20));
    assertThat(slot(0).state()).isEqualTo(SlotStatus.State.EMPTY);
  }

  @Test
  void countsPeriodsThatWereNotProven() throws Exception {
    ledger.open(agreement, 0, "p1");
    ledger.steps((int) TestLedger.PARAMS.period() + 2);
    assertThat(slot(0).unproven()).isEqualTo(1);
    assertThat(slot(0).misses()).isEqualTo(1);
    assertThat(slot(0).strip()).isEqualTo("m");
    assertThat(slot(0).proven()).isZero();
    assertThat(slot(0).paid()).isEqualTo(Amount.ZERO);
    assertThat(slot(0).period()).isEqualTo(2);
  }

  @Test
  void tellsACopyThatWaitsForRepair() throws Exception {
    long set = ledger.open(agreement, 0, "p1");
    ledger.open(agreement, 1, "p2");
    ledger.leave("p1", set);
    SlotStatus slot = slot(0);
    assertThat(slot.state()).isEqualTo(SlotStatus.State.REPAIR);
    assertThat(slot.ticket()).isEqualTo(set);
    assertThat(slot.provider()).contains(TestLedger.address("p1"));
    assertThat(slot.deadline()).as("an ended set has none").isZero();
    assertThat(slot.slashed()).isGreaterThan(Amount.ZERO);
    assertThat(slot.strip()).endsWith("x");
  }

  @Test
  void tellsTheLastSetOfASlotThatIsDone() throws Exception {
    long set = ledger.open(agreement, 0, "p1");
    assertThat(ledger.send("client", new Msg.TerminateAgreement(agreement)).isDone()).isTrue();
    assertThat(status().terminatedHeight()).isEqualTo(ledger.head().height());
    ledger.steps((int) ((TestLedger.PARAMS.windDown() + 2) * TestLedger.PARAMS.period()));
    SlotStatus slot = slot(0);
    assertThat(slot.state()).as("it was never proven").isEqualTo(SlotStatus.State.LOST);
    assertThat(slot.endHeight()).isEqualTo(status().closedHeight());
    assertThat(slot.set()).isEqualTo(set);
    assertThat(slot(1).state()).isEqualTo(SlotStatus.State.UNFILLED);
    assertThat(slot(1).provider()).isEmpty();
    assertThat(status().closedHeight()).isPositive();
  }

  @Test
  void countsWhatEarlierProvidersOfASlotWerePaidAndLost() throws Exception {
    long first = ledger.open(agreement, 0, "p1");
    Amount rate = slot(0).rate();
    ledger.open(agreement, 1, "p2");
    ledger.leave("p1", first);
    Amount slashed = slot(0).slashed();
    assertThat(slashed).isGreaterThan(Amount.ZERO);
    assertThat(status().paid()).isEqualTo(slot(0).paid().plus(slot(1).paid()));
    assertThat(status().monthly().pebbles())
        .as("one live copy, periods of 10 seconds")
        .isEqualTo(rate.pebbles().multiply(BigInteger.valueOf(30 * 8_640)));
  }

  @Test
  void tellsACopyThatNobodyTookOver() throws Exception {
    long set = ledger.open(agreement, 0, "p1");
    ledger.leave("p1", set);
    // The other slot is given up, so nobody is left to repair from.
    ledger.steps(700);
    assertThat(slot(0).state()).isEqualTo(SlotStatus.State.LOST);
    assertThat(slot(1).state()).isEqualTo(SlotStatus.State.UNFILLED);
  }

  @Test
  void tellsWhenItAllEndsAndWhatComesBackOfEmptyCopies() throws Exception {
    ledger.open(agreement, 0, "p1");
    AgreementStatus status = status();
    long whole = 20 * TestLedger.PARAMS.period();
    assertThat(status.copies()).isEqualTo(2);
    assertThat(slot(0).endHeight()).isEqualTo(status.height() + whole);
    assertThat(status.endHeight()).isEqualTo(status.height() + whole);
    assertThat(status.unfilled()).isEqualTo(status.slotRent());
    assertThat(status.period()).isEqualTo(Terms.period(TestLedger.PARAMS));
  }

  @Test
  void saysWhatAnEndingCostsAsTheLedgerThenDoesIt() throws Exception {
    ledger.open(agreement, 0, "p1");
    var record = ledger.agreement(agreement);
    var set = ledger.head().state().set(record.ids(Slot.State.SET).getFirst());
    Ending ending =
        Ending.of(
            ledger.head().height(),
            ledger.head().heights(),
            TestLedger.PARAMS,
            record,
            List.of(set.orElseThrow()),
            Amount.ZERO);
    Amount rate = set.orElseThrow().rate();
    long windDown = TestLedger.PARAMS.windDown();
    assertThat(ending.stillPaid()).isEqualTo(rate.times(windDown));
    assertThat(ending.back()).isEqualTo(rate.times(20 - windDown));
    assertThat(ending.backNow()).isEqualTo(record.slotRent());
    assertThat(ending.deposit()).isEqualTo(record.deposit());
    assertThat(ledger.send("client", new Msg.TerminateAgreement(agreement)).isDone()).isTrue();
    assertThat(slot(0).endHeight()).isEqualTo(ending.endHeight());
  }

  @Test
  void isCompleteWithoutEmptySlots() throws Exception {
    ledger.open(agreement, 0, "p1");
    assertThat(new PutResult(status(), List.of(), 0).isComplete()).isFalse();
    ledger.open(agreement, 1, "p2");
    PutResult result = new PutResult(status(), List.of(), 0);
    assertThat(result.isComplete()).isTrue();
    assertThat(result.agreement()).isEqualTo(agreement);
  }
}
