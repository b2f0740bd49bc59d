package network.cairn.ledger.client;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Optional;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.Slot;
import network.cairn.proto.ledger.SlotState;
import network.cairn.proto.ledger.TicketRecord;

/// Whether the ledger, as one head shows it, would let a provider into a slot (docs/protocol.md §4
/// and §6). Stateless.
public final class Eligibility {
  private static final int MAX_BARRED = 64;

  private Eligibility() {}

  /// bond − reserved − minBond; 0 if that is below 0.
  public static Amount free(Params params, ProviderRecord provider) {
    BigInteger free =
        Amount.decode(provider.getBond())
            .pebbles()
            .subtract(Amount.decode(provider.getReserved()).pebbles())
            .subtract(params.minBond().pebbles());
    return Amount.of(free.max(BigInteger.ZERO));
  }

  /// Why a provider cannot hold a (further) copy of an agreement; empty if it can.
  public static Optional<String> obstacle(
      Head head, AgreementRecord agreement, ProviderRecord provider, Amount collateral) {
    LedgerView state = head.state();
    if (agreement.getBarredList().contains(provider.getProvider())) {
      return Optional.of("the provider is barred from agreement " + agreement.getId());
    }
    for (Slot slot : agreement.getSlotsList()) {
      Optional<ByteString> holder = holder(state, slot);
      if (holder.isPresent() && isSame(state, holder.get(), provider)) {
        return Optional.of(
            "the provider or its payout address has a copy of agreement " + agreement.getId());
      }
    }
    Amount free = free(state.params(), provider);
    if (free.compareTo(collateral) < 0) {
      return Optional.of(
          "the free bond, " + free + " pebbles, is below the collateral, " + collateral);
    }
    return Optional.empty();
  }

  private static boolean isSame(LedgerView state, ByteString holder, ProviderRecord provider) {
    return holder.equals(provider.getProvider())
        || state
            .provider(new Address(holder))
            .filter(other -> other.getPayout().equals(provider.getPayout()))
            .isPresent();
  }

  private static Optional<ByteString> holder(LedgerView state, Slot slot) {
    return switch (slot.getState()) {
      case SLOT_SET -> state.set(slot.getId()).map(set -> set.getProvider());
      case SLOT_TICKET ->
          state
              .ticket(slot.getId())
              .map(TicketRecord::getReservedBy)
              .filter(reserver -> !reserver.isEmpty());
      case SLOT_EMPTY, SLOT_DONE, UNRECOGNIZED -> Optional.empty();
    };
  }

  /// Why a provider cannot repair a ticket at this head; empty if it can reserve it or has done so.
  public static Optional<String> obstacle(
      Head head, AgreementRecord agreement, TicketRecord ticket, ProviderRecord provider) {
    if (ticket.getReservedBy().equals(provider.getProvider())) {
      return Optional.empty();
    }
    if (!ticket.getReservedBy().isEmpty()) {
      return Optional.of("ticket " + ticket.getId() + " is reserved by another");
    }
    if (agreement.getTerminatedHeight() != 0) {
      return Optional.of("agreement " + agreement.getId() + " is terminated");
    }
    if (provider.getRegisteredHeight() >= ticket.getOpenedHeight()) {
      return Optional.of("the provider registered after ticket " + ticket.getId() + " opened");
    }
    if (agreement.getBarredCount() >= MAX_BARRED) {
      return Optional.of("agreement " + agreement.getId() + " takes no more repairs");
    }
    if (agreement.getSlotsList().stream().noneMatch(s -> s.getState() == SlotState.SLOT_SET)) {
      return Optional.of("no live copy of agreement " + agreement.getId() + " is left");
    }
    Params params = head.state().params();
    long seed = ((head.height() + 1) / params.window() + 1) * params.window();
    if (seed + params.fill() + params.period() > ticket.getExpiryHeight()) {
      return Optional.of("the end of ticket " + ticket.getId() + " is too near");
    }
    return obstacle(head, agreement, provider, Amount.decode(ticket.getCollateral()));
  }
}
