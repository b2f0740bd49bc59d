package network.cairn.deals.market;

import java.util.List;
import network.cairn.base.units.Heights;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;

/// What ending an agreement now would mean, as the rules have it (docs/protocol.md §4).
///
/// @param fee of the transaction, burned
/// @param stillPaid at most, for the periods that its live copies are still proven in
/// @param back rent that comes back at the latest with the last copy, if every period is proven
/// @param backNow rent of empty copies, which comes back at once
/// @param deposit comes back with the last copy
/// @param endHeight when the last copy ends
public record Ending(
    long agreement,
    long height,
    Heights heights,
    Amount fee,
    Amount stillPaid,
    Amount back,
    Amount backNow,
    Amount deposit,
    long endHeight) {

  static Ending of(
      long height,
      Heights heights,
      Params params,
      AgreementRecord agreement,
      List<SetRecord> live,
      Amount fee) {
    Amount paid = Amount.ZERO;
    Amount back = Amount.ZERO;
    long end = height;
    for (SetRecord set : live) {
      long last = Math.min(set.endPeriod(), set.period() + params.windDown() - 1);
      Amount most = set.rate().times(last - set.period() + 1);
      paid = paid.plus(most);
      back = back.plus(set.escrow().minus(most));
      end = Math.max(end, params.deadline(set.openedHeight(), last));
    }
    long empty = agreement.slots().stream().filter(slot -> slot.is(Slot.State.EMPTY)).count();
    return new Ending(
        agreement.id(),
        height,
        heights,
        fee,
        paid,
        back,
        agreement.slotRent().times(empty),
        agreement.deposit(),
        end);
  }
}
