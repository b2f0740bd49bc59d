package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.SlotState;

/// How sets end: FAILED or CLOSED, for ever (docs/protocol.md §5). What is slashed was slashed
/// before.
final class SetEnd {
  private SetEnd() {}

  /// The set failed or was left: a ticket opens while periods remain.
  static void fail(Draft draft, AgreementRecord.Builder agreement, SetRecord.Builder set) {
    BigInteger pot = Money.of(set.getSlashPot()).add(Money.of(set.getBounty()));
    BigInteger escrow = Money.of(set.getEscrow());
    end(draft, set, SetStatus.STATUS_FAILED);
    Slots.bar(agreement, set.getProvider());
    Payments.event(draft, EventKind.SET_FAILED, set, set.getProvider(), BigInteger.ZERO);
    if (set.getPeriod() < set.getEndPeriod()) {
      Tickets.open(draft, agreement, set, pot, escrow);
    } else {
      draft.credit(agreement.getClient(), escrow);
      draft.payRepairFund(pot);
      Slots.set(agreement, set.getSlot(), SlotState.SLOT_DONE, 0);
    }
    Slots.settle(draft, agreement);
  }

  /// The last period is over: everything is released.
  static void close(Draft draft, AgreementRecord.Builder agreement, SetRecord.Builder set) {
    if (2 * set.getProven() >= set.getEndPeriod()) {
      Payments.payBounty(draft, set);
    }
    draft.payRepairFund(Money.of(set.getSlashPot()).add(Money.of(set.getBounty())));
    draft.credit(agreement.getClient(), Money.of(set.getEscrow()));
    end(draft, set, SetStatus.STATUS_CLOSED);
    Payments.event(draft, EventKind.SET_CLOSED, set, set.getProvider(), BigInteger.ZERO);
    Slots.set(agreement, set.getSlot(), SlotState.SLOT_DONE, 0);
    Slots.settle(draft, agreement);
  }

  private static void end(Draft draft, SetRecord.Builder set, SetStatus status) {
    BigInteger held = Money.of(set.getCollateral()).subtract(Money.of(set.getSlashed()));
    Providers.release(draft, set.getProvider(), held, BigInteger.ZERO);
    Sets.countLive(draft, set.getTerms(), set.getOpenedHeight(), -1);
    draft.put(
        set.setStatus(status)
            .setEndedHeight(draft.height())
            .setEscrow(ByteString.EMPTY)
            .setSlashPot(ByteString.EMPTY)
            .setBounty(ByteString.EMPTY)
            .setBountyAfter(0)
            .build());
  }
}
