package network.cairn.deals.market;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import network.cairn.base.units.Heights;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Amount;

/// An agreement as the ledger proves it.
///
/// @param height of the state that was read
/// @param heights what heights are in time
/// @param ceiling pebbles per GiB and day
/// @param term periods
/// @param slotRent of one copy for the whole term at the ceiling, held while it is empty
/// @param deposit comes back at the end
/// @param escrow deposit and rent of slots that are still empty
/// @param terminatedHeight 0 if not terminated
/// @param closedHeight 0 while open
/// @param period how long a period is
/// @param gone whether the ledger has forgotten it: this is what it was at `height`
public record AgreementStatus(
    long id,
    long height,
    Heights heights,
    Cid root,
    PieceCid piece,
    Amount ceiling,
    int term,
    long fillUntil,
    Amount slotRent,
    Amount deposit,
    Amount escrow,
    long terminatedHeight,
    long closedHeight,
    Duration period,
    boolean gone,
    List<SlotStatus> slots) {
  private static final Duration MONTH = Duration.ofDays(30);

  public AgreementStatus {
    slots = List.copyOf(slots);
  }

  /// Copies that it has or may still get.
  public int copies() {
    return (int) slots.stream().filter(slot -> slot.state().isOpen()).count();
  }

  /// What its live copies cost together in 30 days.
  public Amount monthly() {
    BigInteger sum =
        slots.stream()
            .filter(slot -> slot.state() == SlotStatus.State.LIVE)
            .map(slot -> slot.rate().pebbles())
            .reduce(BigInteger.ZERO, BigInteger::add);
    return Amount.of(
        sum.multiply(BigInteger.valueOf(MONTH.toMillis()))
            .divide(BigInteger.valueOf(period.toMillis())));
  }

  /// What was paid for proven periods of all its copies.
  public Amount paid() {
    return slots.stream().map(SlotStatus::paid).reduce(Amount.ZERO, Amount::plus);
  }

  /// Rent that comes back at [#fillUntil] if what is empty then is still so.
  public Amount unfilled() {
    return slotRent.times(slots.stream().filter(slot -> slot.state().isEmpty()).count());
  }

  /// With other words of its slots.
  AgreementStatus with(List<SlotStatus> others) {
    return new AgreementStatus(
        id,
        height,
        heights,
        root,
        piece,
        ceiling,
        term,
        fillUntil,
        slotRent,
        deposit,
        escrow,
        terminatedHeight,
        closedHeight,
        period,
        gone,
        others);
  }

  /// About when its last copy ends: what is still empty as if it were filled now.
  public long endHeight() {
    long whole = height + term * (period.toMillis() / heights.block().toMillis());
    return slots.stream()
        .mapToLong(slot -> slot.state().isEmpty() ? whole : slot.endHeight())
        .max()
        .orElse(0);
  }
}
