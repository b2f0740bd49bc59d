package network.cairn.http.rpc.cairn;

import network.cairn.deals.market.AgreementStatus;
import network.cairn.deals.market.Offer;
import network.cairn.deals.market.PutListener.Progress;
import network.cairn.deals.market.PutResult;
import network.cairn.deals.market.Quote;
import network.cairn.deals.market.SlotStatus;
import network.cairn.deals.provider.ProviderStatus;
import network.cairn.http.rpc.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON of docs/rpc.md.
final class Shapes {
  private final Texts texts;

  Shapes(Texts texts) {
    this.texts = texts;
  }

  ObjectNode quote(String id, Quote quote, String balance) {
    ObjectNode value =
        Json.object()
            .put("Quote", id)
            .put("Root", quote.root().toString())
            .put("Piece", quote.piece().toString())
            .put("PieceBytes", quote.pieceBytes())
            .put("Copies", quote.copies())
            .put("Term", quote.term())
            .put("Ceiling", quote.ceiling().toString())
            .put("Rent", quote.rent().toString())
            .put("Deposit", quote.deposit().toString())
            .put("Fee", quote.fee().toString())
            .put("Collateral", quote.collateral().toString())
            .put("Total", quote.total().toString())
            .put("PeriodMillis", quote.periodMillis())
            .put("ValidUntil", quote.validUntil())
            .put("Balance", balance);
    ArrayNode providers = value.putArray("Providers");
    for (Offer offer : quote.chosen()) {
      providers
          .addObject()
          .put("Provider", texts.text(offer.provider()))
          .put("Peer", offer.peer().toString())
          .put("Price", offer.price().toString());
    }
    return value;
  }

  ObjectNode agreement(AgreementStatus status) {
    ObjectNode value =
        Json.object()
            .put("Id", status.id())
            .put("Height", status.height())
            .put("Root", status.root().toString())
            .put("Piece", status.piece().toString())
            .put("Ceiling", status.ceiling().toString())
            .put("Term", status.term())
            .put("FillUntil", status.fillUntil())
            .put("Deposit", status.deposit().toString())
            .put("Escrow", status.escrow().toString())
            .put("TerminatedHeight", status.terminatedHeight())
            .put("ClosedHeight", status.closedHeight());
    ArrayNode slots = value.putArray("Slots");
    status.slots().forEach(slot -> slots.add(slot(slot)));
    return value;
  }

  private ObjectNode slot(SlotStatus slot) {
    return Json.object()
        .put("Slot", slot.slot())
        .put("State", slot.state().name())
        .put("Provider", slot.provider().map(texts::text).orElse(""))
        .put("Peer", slot.peer().map(Object::toString).orElse(""))
        .put("Set", slot.set())
        .put("Period", slot.period())
        .put("EndPeriod", slot.endPeriod())
        .put("Proven", slot.proven())
        .put("Unproven", slot.unproven())
        .put("Misses", slot.misses())
        .put("Rate", slot.rate().toString())
        .put("Paid", slot.paid().toString())
        .put("Escrow", slot.escrow().toString())
        .put("Slashed", slot.slashed().toString())
        .put("Deadline", slot.deadline())
        .put("Ticket", slot.ticket());
  }

  ObjectNode event(Progress progress) {
    ObjectNode value = Json.object();
    return switch (progress) {
      case Progress.Created(long agreement, long height) ->
          value.put("Event", "created").put("Agreement", agreement).put("Height", height);
      case Progress.Taken(int slot, var provider) ->
          value.put("Event", "taken").put("Slot", slot).put("Provider", texts.text(provider));
      case Progress.Pulling(int slot, var provider, long bytes, long of) ->
          value
              .put("Event", "pulling")
              .put("Slot", slot)
              .put("Provider", texts.text(provider))
              .put("Bytes", bytes)
              .put("Of", of);
      case Progress.Refused(int slot, var provider, String reason) ->
          value
              .put("Event", "refused")
              .put("Slot", slot)
              .put("Provider", texts.text(provider))
              .put("Reason", reason);
      case Progress.Opened(int slot, var provider, long set, long deadline) ->
          value
              .put("Event", "opened")
              .put("Slot", slot)
              .put("Provider", texts.text(provider))
              .put("Set", set)
              .put("Deadline", deadline);
      case Progress.Proven(int slot, long set) ->
          value.put("Event", "proven").put("Slot", slot).put("Set", set);
    };
  }

  ObjectNode done(PutResult result, boolean proven) {
    ObjectNode value =
        Json.object()
            .put("Event", "done")
            .put("Agreement", result.agreement())
            .put("Complete", result.isComplete())
            .put("Proven", proven);
    value.set("Problems", Json.texts(result.problems()));
    return value.put("FirstProofsDue", result.firstProofsDue());
  }

  ObjectNode provider(ProviderStatus status) {
    ObjectNode value =
        Json.object()
            .put("Height", status.height())
            .put("Operator", texts.text(status.operator()))
            .put("Registered", status.registered().isPresent());
    status
        .registered()
        .ifPresent(r ->
            value
                .put("Payout", texts.text(r.payout()))
                .put("Bond", r.bond().toString())
                .put("Reserved", r.reserved().toString())
                .put("Free", r.free().toString()));
    value
        .put("Taking", status.taking())
        .put("Capacity", status.capacity())
        .put("Stored", status.stored())
        .put("Fills", status.fills());
    ArrayNode sets = value.putArray("Sets");
    status.sets().forEach(set -> sets.add(set(set)));
    value.set("Warnings", Json.texts(status.warnings()));
    return value;
  }

  private static ObjectNode set(ProviderStatus.HeldSet set) {
    return Json.object()
        .put("Set", set.set())
        .put("Agreement", set.agreement())
        .put("Slot", set.slot())
        .put("Piece", set.piece())
        .put("Bytes", set.bytes())
        .put("Period", set.period())
        .put("EndPeriod", set.endPeriod())
        .put("Proven", set.proven())
        .put("Unproven", set.unproven())
        .put("Income", set.income().toString())
        .put("NextDeadline", set.nextDeadline())
        .put("IsProven", set.isProven())
        .put("Live", set.live());
  }
}
