package network.cairn.deals.provider;

import java.util.Optional;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Address;

/// That the ledger no longer asks a provider for a duty's piece (docs/protocol.md §8): without a
/// proved one nothing is deleted.
///
/// @param why for people
record Release(String why) {
  /// What a head shows of a duty; empty while its slot is this provider's, or may still become so.
  static Optional<Proved<Release>> of(Head head, Holding duty, Address self) {
    return head.find(state -> released(head.height(), state, duty, self));
  }

  /// What a head shows of a duty whose piece was never whole here; empty if its slot is this
  /// provider's nevertheless.
  static Optional<Proved<Release>> unfinished(Head head, Holding duty, Address self) {
    return head.find(state ->
        held(state, duty, self).isPresent()
            ? none()
            : Optional.of(new Release("its piece never came")));
  }

  private static Optional<Release> released(
      long height, LedgerView state, Holding duty, Address self) {
    if (held(state, duty, self).isPresent()) {
      return Optional.empty();
    }
    boolean over = height > duty.validUntil();
    if (duty.state() == Holding.State.OPEN) {
      // A head may lie before the opening: only a set of this slot that has ended is one that was.
      boolean ended =
          state
              .set(duty.set())
              .filter(set -> isOfSlot(set, duty, self) && !set.isLive())
              .isPresent();
      return ended || over ? Optional.of(new Release("set " + duty.set() + " has ended")) : none();
    }
    return (over || isTaken(state, duty)) && !isReserved(state, duty, self)
        ? Optional.of(new Release("its slot is not this provider's and can no longer become so"))
        : none();
  }

  /// Whether the slot of an intent has left EMPTY, which it does once.
  private static boolean isTaken(LedgerView state, Holding duty) {
    return duty.ticket() == 0
        && state
            .agreement(duty.agreement())
            .filter(agreement -> duty.slot() < agreement.slots().size())
            .filter(agreement -> !agreement.slots().get(duty.slot()).is(Slot.State.EMPTY))
            .isPresent();
  }

  private static Optional<Release> none() {
    return Optional.empty();
  }

  private static boolean isReserved(LedgerView state, Holding duty, Address self) {
    return duty.ticket() != 0
        && state.ticket(duty.ticket()).filter(ticket -> ticket.isReservedBy(self)).isPresent();
  }

  /// The live set of a provider in a duty's slot, whatever set the duty remembers.
  static Optional<SetRecord> held(LedgerView state, Holding duty, Address self) {
    return state
        .agreement(duty.agreement())
        .filter(agreement -> duty.slot() < agreement.slots().size())
        .map(agreement -> agreement.slots().get(duty.slot()))
        .filter(slot -> slot.is(Slot.State.SET))
        .flatMap(slot -> state.set(slot.id()))
        .filter(set -> isOfSlot(set, duty, self) && set.isLive());
  }

  private static boolean isOfSlot(SetRecord set, Holding duty, Address self) {
    return set.agreement() == duty.agreement()
        && set.slot() == duty.slot()
        && set.provider().equals(self);
  }
}
