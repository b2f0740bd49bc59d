package network.cairn.http.rpc.cairn;

import java.time.Instant;
import java.util.Optional;
import network.cairn.api.answer.AgreementAnswer;
import network.cairn.api.answer.HappeningAnswer;
import network.cairn.api.answer.HeldSet;
import network.cairn.api.answer.MonthPaid;
import network.cairn.api.answer.ProviderAnswer;
import network.cairn.api.answer.PutEvent;
import network.cairn.api.answer.QuoteAnswer;
import network.cairn.api.answer.QuotedProvider;
import network.cairn.api.answer.SlotAnswer;
import network.cairn.api.answer.UnbondingPart;
import network.cairn.deals.market.AgreementStatus;
import network.cairn.deals.market.Offer;
import network.cairn.deals.market.PutListener.Progress;
import network.cairn.deals.market.PutQuote;
import network.cairn.deals.market.PutResult;
import network.cairn.deals.market.SlotStatus;
import network.cairn.deals.provider.Happening;
import network.cairn.deals.provider.ProviderStatus;
import network.cairn.deals.provider.Totals;

/// Makes answers of what market and provider say.
final class Shapes {
  private final Texts texts;

  Shapes(Texts texts) {
    this.texts = texts;
  }

  QuoteAnswer quote(String id, PutQuote quote, String balance) {
    return new QuoteAnswer(
        id,
        quote.root().toString(),
        quote.piece().toString(),
        quote.pieceBytes(),
        quote.copies(),
        quote.term(),
        quote.ceiling().toString(),
        quote.rent().toString(),
        quote.deposit().toString(),
        quote.fee().toString(),
        quote.collateral().toString(),
        quote.total().toString(),
        quote.periodMillis(),
        quote.validUntil(),
        balance,
        quote.chosen().stream().map(this::offer).toList());
  }

  private QuotedProvider offer(Offer offer) {
    return new QuotedProvider(
        texts.text(offer.provider()), offer.peer().toString(), offer.price().toString());
  }

  AgreementAnswer agreement(AgreementStatus status) {
    return new AgreementAnswer(
        status.id(),
        status.height(),
        status.root().toString(),
        status.piece().toString(),
        status.ceiling().toString(),
        status.term(),
        status.fillUntil(),
        status.deposit().toString(),
        status.escrow().toString(),
        status.terminatedHeight(),
        status.closedHeight(),
        status.slots().stream().map(this::slot).toList());
  }

  private SlotAnswer slot(SlotStatus slot) {
    return new SlotAnswer(
        slot.slot(),
        slot.state().name(),
        slot.provider().map(texts::text).orElse(""),
        slot.peer().map(Object::toString).orElse(""),
        slot.set(),
        slot.period(),
        slot.endPeriod(),
        slot.proven(),
        slot.unproven(),
        slot.misses(),
        slot.rate().toString(),
        slot.paid().toString(),
        slot.escrow().toString(),
        slot.slashed().toString(),
        slot.deadline(),
        slot.ticket());
  }

  PutEvent event(Progress progress) {
    return switch (progress) {
      case Progress.Created(long agreement, long height) -> new PutEvent.Created(agreement, height);
      case Progress.Taken(int slot, var provider) -> new PutEvent.Taken(slot, texts.text(provider));
      case Progress.Pulling(int slot, var provider, long bytes, long of) ->
          new PutEvent.Pulling(slot, texts.text(provider), bytes, of);
      case Progress.Refused(int slot, var provider, String reason) ->
          new PutEvent.Refused(slot, texts.text(provider), reason);
      case Progress.Opened(int slot, var provider, long set, long deadline) ->
          new PutEvent.Opened(slot, texts.text(provider), set, deadline);
      case Progress.Proven(int slot, long set) -> new PutEvent.Proven(slot, set);
    };
  }

  PutEvent done(PutResult result, boolean proven) {
    return new PutEvent.Done(
        result.agreement(),
        result.isComplete(),
        proven,
        result.problems(),
        result.firstProofsDue());
  }

  ProviderAnswer provider(ProviderStatus status) {
    Optional<ProviderAnswer.Registration> registration =
        status
            .registered()
            .map(r ->
                new ProviderAnswer.Registration(
                    texts.text(r.payout()),
                    r.bond().toString(),
                    r.reserved().toString(),
                    r.free().toString()));
    ProviderStatus.Seen seen = status.ledger();
    return new ProviderAnswer(
        new ProviderAnswer.Ledger(
            seen.height(),
            seen.height() == 0 ? "" : date(seen.atMillis()),
            seen.downSince().map(Shapes::date).orElse(""),
            seen.clockAheadMs().orElse(0L)),
        texts.text(status.operator()),
        registration,
        status.unbonding().stream().map(part -> unbonding(seen, part)).toList(),
        status.taking(),
        status.leaving(),
        status.price().toString(),
        new ProviderAnswer.Room(
            status.room().capacity(),
            status.room().stored(),
            status.room().unfinished(),
            status.room().free()),
        status.fills(),
        status.sets().stream().map(set -> set(seen, set)).toList(),
        sums(status.totals()),
        status.history().stream().map(Shapes::happening).toList(),
        status.warnings());
  }

  /// In the form of ISO 8601, to the second.
  static String date(long millis) {
    return Instant.ofEpochSecond(Math.floorDiv(millis, 1_000L)).toString();
  }

  private static UnbondingPart unbonding(
      ProviderStatus.Seen seen, ProviderStatus.Unbonding part) {
    return new UnbondingPart(
        part.id(),
        part.amount().toString(),
        part.dueHeight(),
        date(seen.millisOf(part.dueHeight())));
  }

  private static ProviderAnswer.Sums sums(Totals totals) {
    return new ProviderAnswer.Sums(
        totals.paid().toString(),
        totals.slashed().toString(),
        totals.missed(),
        totals.failed(),
        totals.months().entrySet().stream()
            .map(month -> new MonthPaid(month.getKey(), month.getValue().toString()))
            .toList());
  }

  private static HappeningAnswer happening(Happening one) {
    return new HappeningAnswer(
        date(one.atMillis()),
        one.height(),
        one.kind().name(),
        one.amount().toString(),
        one.text());
  }

  private static HeldSet set(ProviderStatus.Seen seen, ProviderStatus.HeldSet set) {
    return new HeldSet(
        set.set(),
        set.agreement(),
        set.slot(),
        set.piece(),
        set.bytes(),
        set.period(),
        set.endPeriod(),
        set.proven(),
        set.unproven(),
        set.income().toString(),
        set.status().name(),
        set.collateral().toString(),
        set.slashed().toString(),
        date(seen.millisOf(set.endHeight())),
        set.nextDeadline(),
        set.live() ? date(seen.millisOf(set.nextDeadline())) : "",
        set.isProven(),
        set.live());
  }
}
