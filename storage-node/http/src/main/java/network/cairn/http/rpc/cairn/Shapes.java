package network.cairn.http.rpc.cairn;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import network.cairn.api.answer.AgreementAnswer;
import network.cairn.api.answer.DayPaid;
import network.cairn.api.answer.EndingAnswer;
import network.cairn.api.answer.HappeningAnswer;
import network.cairn.api.answer.HeldSet;
import network.cairn.api.answer.LedgerClock;
import network.cairn.api.answer.MonthPaid;
import network.cairn.api.answer.ProviderAnswer;
import network.cairn.api.answer.ProviderEntry;
import network.cairn.api.answer.PutEvent;
import network.cairn.api.answer.QuoteAnswer;
import network.cairn.api.answer.QuotedProvider;
import network.cairn.api.answer.SetEndingAnswer;
import network.cairn.api.answer.SlotAnswer;
import network.cairn.api.answer.StandingAgreement;
import network.cairn.api.answer.UnbondingPart;
import network.cairn.base.units.Heights;
import network.cairn.base.units.ShortNames;
import network.cairn.deals.market.AgreementStatus;
import network.cairn.deals.market.Ending;
import network.cairn.deals.market.Offer;
import network.cairn.deals.market.ProviderListing;
import network.cairn.deals.market.PutListener.Progress;
import network.cairn.deals.market.PutQuote;
import network.cairn.deals.market.PutResult;
import network.cairn.deals.market.SlotStatus;
import network.cairn.deals.market.Terms;
import network.cairn.deals.provider.Happening;
import network.cairn.deals.provider.ProviderStatus;
import network.cairn.deals.provider.SetEnding;
import network.cairn.deals.provider.Totals;
import network.cairn.http.rpc.BadRequest;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Ask;
import network.cairn.ledger.types.Params;

/// Makes answers of what market and provider say.
final class Shapes {
  private final Texts texts;

  Shapes(Texts texts) {
    this.texts = texts;
  }

  QuoteAnswer quote(String id, PutQuote quote, String balance, List<AgreementStatus> standing) {
    return new QuoteAnswer(
        id,
        quote.root().toString(),
        quote.piece().toString(),
        quote.pieceBytes(),
        quote.copies(),
        quote.term(),
        quote.ceiling().decimal(),
        quote.rent().decimal(),
        quote.deposit().decimal(),
        quote.fee().decimal(),
        quote.collateral().decimal(),
        quote.total().decimal(),
        quote.periodMillis(),
        quote.validUntil(),
        balance,
        quote.chosen().stream().map(this::offer).toList(),
        quote.endHeight(),
        standing.stream().map(Shapes::standing).toList(),
        LedgerClock.of(quote.heights().height(), quote.heights()));
  }

  private static StandingAgreement standing(AgreementStatus status) {
    return new StandingAgreement(status.id(), status.copies(), status.endHeight());
  }

  private QuotedProvider offer(Offer offer) {
    return new QuotedProvider(
        texts.text(offer.provider()), offer.peer().toString(), offer.price().decimal());
  }

  /// The provider that a short name or an address means.
  ///
  /// @throws BadRequest if it is none, or more than one
  Address provider(String word, List<Address> known) {
    Map<String, Address> names = new LinkedHashMap<>();
    known.forEach(address -> names.put(texts.text(address), address));
    List<String> meant = ShortNames.matching(word, names.keySet());
    if (meant.size() == 1) {
      return Objects.requireNonNull(names.get(meant.getFirst()));
    }
    throw new BadRequest(
        meant.isEmpty()
            ? "'" + word + "' is no provider of this ledger; 'cairn providers' lists them"
            : "'" + word + "' means " + meant.size() + " providers; write more of the address");
  }

  ProviderEntry listing(ProviderListing listing, Head head) {
    Params params = head.state().params();
    return new ProviderEntry(
        texts.text(listing.provider()),
        listing.peer().map(Object::toString).orElse(""),
        listing.addresses().stream().map(Object::toString).toList(),
        listing.ask().map(ask -> ask.price().decimal()).orElse(""),
        listing.ask().map(Ask::minBytes).orElse(0L),
        listing.ask().map(Ask::maxBytes).orElse(0L),
        listing.ask().map(Ask::maxTerm).orElse(0),
        Terms.period(params).toMillis(),
        listing.bond().decimal(),
        listing.free().decimal(),
        listing.registeredHeight(),
        listing.sets(),
        listing.proven(),
        listing.unproven(),
        listing.promises().kept(),
        listing.promises().missed(),
        listing.promises().failed(),
        listing.promises().left(),
        listing.problem(),
        LedgerClock.of(head.height(), head.heights()));
  }

  /// @param clockAhead how far this machine's clock is ahead of the ledger's, if that is known
  AgreementAnswer agreement(AgreementStatus status, Optional<Duration> clockAhead) {
    return new AgreementAnswer(
        status.id(),
        LedgerClock.of(status.height(), status.heights()),
        clockAhead.map(Duration::toMillis).orElse(0L),
        status.root().toString(),
        status.piece().toString(),
        status.ceiling().decimal(),
        status.term(),
        status.fillUntil(),
        status.deposit().decimal(),
        status.escrow().decimal(),
        status.terminatedHeight(),
        status.closedHeight(),
        status.period().toMillis(),
        status.endHeight(),
        status.monthly().decimal(),
        status.paid().decimal(),
        status.unfilled().decimal(),
        status.gone(),
        status.slots().stream().map(this::slot).toList());
  }

  static EndingAnswer ending(Ending ending) {
    return new EndingAnswer(
        ending.agreement(),
        LedgerClock.of(ending.height(), ending.heights()),
        ending.fee().decimal(),
        ending.stillPaid().decimal(),
        ending.back().decimal(),
        ending.backNow().decimal(),
        ending.deposit().decimal(),
        ending.endHeight());
  }

  static SetEndingAnswer ending(SetEnding ending) {
    return new SetEndingAnswer(
        ending.set(),
        LedgerClock.of(ending.height(), ending.heights()),
        ending.fee().decimal(),
        ending.lost().decimal(),
        ending.back().decimal(),
        ending.paid().decimal(),
        ending.forgone().decimal());
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
        slot.strip(),
        slot.rate().decimal(),
        slot.paid().decimal(),
        slot.escrow().decimal(),
        slot.slashed().decimal(),
        slot.deadline(),
        slot.endHeight(),
        slot.ticket(),
        slot.note());
  }

  PutEvent event(Progress progress) {
    return switch (progress) {
      case Progress.Created(long agreement, long height, Heights heights) ->
          new PutEvent.Created(agreement, LedgerClock.of(height, heights));
      case Progress.Taken(int slot, var provider) -> new PutEvent.Taken(slot, texts.text(provider));
      case Progress.Pulling(int slot, var provider, long bytes, long of) ->
          new PutEvent.Pulling(slot, texts.text(provider), bytes, of);
      case Progress.Refused(int slot, var provider, String reason) ->
          new PutEvent.Refused(slot, texts.text(provider), reason);
      case Progress.Opened(int slot, var provider, long set, long deadline, Heights heights) ->
          new PutEvent.Opened(
              slot, texts.text(provider), set, deadline, LedgerClock.of(heights.height(), heights));
      case Progress.Proven(int slot, long set) -> new PutEvent.Proven(slot, set);
    };
  }

  PutEvent done(PutResult result, boolean proven) {
    return new PutEvent.Done(
        result.agreement(),
        result.status().root().toString(),
        result.isComplete(),
        proven,
        result.problems(),
        result.firstProofsDue(),
        LedgerClock.of(result.status().height(), result.status().heights()));
  }

  ProviderAnswer provider(ProviderStatus status) {
    Optional<ProviderAnswer.Registration> registration =
        status
            .registered()
            .map(r ->
                new ProviderAnswer.Registration(
                    texts.text(r.payout()),
                    r.bond().decimal(),
                    r.reserved().decimal(),
                    r.free().decimal(),
                    r.bearable().decimal()));
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
        status.price().decimal(),
        new ProviderAnswer.Room(
            status.room().capacity(),
            status.room().stored(),
            status.room().unfinished(),
            status.room().free()),
        status.fills(),
        status.sets().stream().map(set -> set(seen, set)).toList(),
        status.moreSets(),
        sums(status.totals()),
        status.history().stream().map(Shapes::happening).toList(),
        status.warnings());
  }

  /// In the form of ISO 8601, to the second.
  static String date(long millis) {
    return Instant.ofEpochSecond(Math.floorDiv(millis, 1_000L)).toString();
  }

  private static UnbondingPart unbonding(ProviderStatus.Seen seen, ProviderStatus.Unbonding part) {
    return new UnbondingPart(
        part.id(),
        part.amount().decimal(),
        part.dueHeight(),
        date(seen.millisOf(part.dueHeight())));
  }

  private static ProviderAnswer.Sums sums(Totals totals) {
    return new ProviderAnswer.Sums(
        totals.paid().decimal(),
        totals.slashed().decimal(),
        totals.missed(),
        totals.failed(),
        totals.months().entrySet().stream()
            .map(month -> new MonthPaid(month.getKey(), month.getValue().decimal()))
            .toList(),
        totals.days().entrySet().stream()
            .map(day -> new DayPaid(day.getKey(), day.getValue().decimal()))
            .toList());
  }

  private static HappeningAnswer happening(Happening one) {
    return new HappeningAnswer(
        date(one.atMillis()), one.height(), one.kind().name(), one.amount().decimal(), one.text());
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
        set.income().decimal(),
        set.status().name(),
        set.collateral().decimal(),
        set.slashed().decimal(),
        set.atRisk().map(Amount::decimal).orElse(""),
        date(seen.millisOf(set.endHeight())),
        set.nextDeadline(),
        set.live() ? date(seen.millisOf(set.nextDeadline())) : "",
        set.isProven(),
        set.live());
  }
}
