package network.cairn.ledger.rules;

/// A rule that a state must meet before the ledger takes a message, and the reason of the result
/// when it does not.
public enum Precondition {
  PROVIDER_REGISTERED(Reason.NOT_FOUND),
  AGREEMENT_KNOWN(Reason.NOT_FOUND),
  TICKET_KNOWN(Reason.NOT_FOUND),

  /// The intent decodes.
  INTENT_FORM(Reason.WRONG_INTENT),
  INTENT_CHAIN(Reason.WRONG_INTENT),
  INTENT_PROVIDER(Reason.WRONG_INTENT),
  INTENT_PIECE(Reason.WRONG_INTENT),

  /// The agreement has the slot that the intent names.
  INTENT_SLOT(Reason.WRONG_INTENT),
  INTENT_VALIDITY(Reason.WRONG_INTENT),
  INTENT_PRICE(Reason.WRONG_INTENT),
  INTENT_COLLATERAL(Reason.WRONG_INTENT),

  /// The agreement's client signed the intent.
  INTENT_SIGNATURE(Reason.BAD_SIGNATURE),
  SLOT_EMPTY(Reason.WRONG_STATE),

  /// The rent of a period is at least the chain's least.
  RATE(Reason.TOO_SMALL),

  /// The provider is not barred from the agreement.
  NOT_BARRED(Reason.BARRED),

  /// Neither the provider nor its payout address has a copy of the agreement.
  NEWCOMER(Reason.CONFLICT),

  /// The free bond covers the collateral, and the provider has kept enough to take it.
  FREE_BOND(Reason.INSUFFICIENT_FUNDS),

  /// No more sets than the chain bears have their deadlines at this block's residue; the next block
  /// has another.
  DUE_ROOM(Reason.NEXT_BLOCK),
  TICKET_UNRESERVED(Reason.WRONG_STATE),
  AGREEMENT_RUNNING(Reason.WRONG_STATE),

  /// The provider registered before the ticket opened.
  REGISTERED_BEFORE(Reason.NOT_PERMITTED),

  /// The agreement's list of barred providers has room for one more.
  BARRED_ROOM(Reason.BARRED),

  /// The agreement has a live copy to read from.
  LIVE_COPY(Reason.WRONG_STATE),

  /// A period fits between the end of the reservation and that of the ticket.
  TIME_LEFT(Reason.TOO_LATE),
  ROOT_FORM(Reason.OUT_OF_RANGE),
  PIECE_FORM(Reason.OUT_OF_RANGE),
  FILL_UNTIL(Reason.OUT_OF_RANGE),
  COLLATERAL(Reason.OUT_OF_RANGE),
  FUNDS(Reason.INSUFFICIENT_FUNDS);

  private final Reason reason;

  Precondition(Reason reason) {
    this.reason = reason;
  }

  /// Why a transaction fails whose message does not meet this.
  public Reason reason() {
    return reason;
  }

  /// A precondition that is not met.
  ///
  /// @param detail for people
  public record Unmet(Precondition precondition, String detail) {}

  /// @throws Rejected if the precondition does not hold
  void require(boolean holds, String detail) {
    if (!holds) {
      throw rejection(detail);
    }
  }

  Rejected rejection(String detail) {
    return new Rejected(new Unmet(this, detail));
  }
}
