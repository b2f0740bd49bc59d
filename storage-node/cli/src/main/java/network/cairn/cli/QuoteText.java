package network.cairn.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import network.cairn.api.answer.QuoteAnswer;
import network.cairn.api.answer.QuotedProvider;
import network.cairn.api.answer.StandingAgreement;
import network.cairn.api.json.JsonValue;
import network.cairn.base.units.ByteSize;
import network.cairn.base.units.Durations;
import network.cairn.base.units.ShortNames;

/// A quote as whoever pays reads it before paying.
final class QuoteText {
  private QuoteText() {}

  /// To people on standard output; to programs on standard error, since events come on the other,
  /// unless nothing but the quote is wanted.
  static void show(QuoteAnswer quote, Invocation invocation) {
    Terminal terminal = invocation.terminal();
    if (invocation.json()) {
      if (invocation.flag("dry-run")) {
        terminal.out().println(Printable.json(quote.json()));
      } else {
        terminal.err().println(Pretty.print(JsonValue.parse(quote.json())));
      }
      return;
    }
    people(quote, terminal.out());
    terminal.out().flush();
  }

  /// The short names of a quote's providers by their addresses.
  static Map<String, String> names(QuoteAnswer quote) {
    return ShortNames.distinct(quote.providers().stream().map(QuotedProvider::provider).toList());
  }

  private static void people(QuoteAnswer quote, PrintStream out) {
    out.println("Keep " + quote.root());
    out.println("  piece       " + quote.piece() + " (" + ByteSize.text(quote.pieceBytes()) + ")");
    out.println("  copies      " + quote.copies() + ", " + term(quote));
    out.println("  price       at most " + AmountText.text(quote.ceiling()) + " per GiB and day");
    out.println("  rent        " + AmountText.text(quote.rent()) + " (unproven periods come back)");
    out.println("  deposits    " + AmountText.text(quote.deposit()) + " (come back at the end)");
    out.println("  fee         " + AmountText.text(quote.fee()));
    out.println(
        "  collateral  " + AmountText.text(quote.collateral()) + " locked by each provider");
    Map<String, String> names = names(quote);
    for (QuotedProvider offer : quote.providers()) {
      out.println(
          "  provider    " + names.get(offer.provider()) + " at " + AmountText.text(offer.price()));
    }
    out.println(
        "  total       "
            + AmountText.text(quote.total())
            + " of "
            + AmountText.text(quote.balance()));
    for (StandingAgreement standing : quote.standing()) {
      out.println("  kept        " + standing(quote, standing));
    }
  }

  private static String term(QuoteAnswer quote) {
    Duration period = Duration.ofMillis(quote.periodMillis());
    return "for "
        + Durations.rough(period.multipliedBy(quote.term()))
        + " ("
        + quote.term()
        + " periods of "
        + Durations.text(period)
        + "), until about "
        + quote.clock().brief(quote.endHeight());
  }

  private static String standing(QuoteAnswer quote, StandingAgreement standing) {
    return "already by your agreement "
        + standing.agreement()
        + ": copies "
        + standing.copies()
        + ", until about "
        + quote.clock().brief(standing.endHeight());
  }

  /// The agreements that keep the same already, as a part of a sentence.
  static String standing(QuoteAnswer quote) {
    return quote.standing().size() == 1
        ? "agreement " + quote.standing().getFirst().agreement()
        : "agreements "
            + String.join(
                ", ", quote.standing().stream().map(s -> Long.toString(s.agreement())).toList());
  }
}
