package network.cairn.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import network.cairn.api.answer.AgreementAnswer;
import network.cairn.api.answer.EndingAnswer;
import network.cairn.api.answer.LedgerClock;
import network.cairn.api.answer.SlotAnswer;
import network.cairn.base.units.ShortNames;

/// An agreement as whoever pays reads it: until when, for how much, and where each copy stands.
final class AgreementText {
  private static final String ROW = "  %-5s %-9s %-7s %-9s %-22s %-10s %s%n";

  private AgreementText() {}

  static void print(AgreementAnswer agreement, PrintStream out) {
    LedgerClock clock = agreement.clock();
    out.println("agreement " + agreement.id() + "  " + state(agreement) + "  " + agreement.root());
    out.println("  until     " + until(agreement));
    out.println(
        "  price     "
            + AmountText.text(agreement.monthly())
            + " for 30 days; at most "
            + AmountText.text(agreement.ceiling())
            + " per GiB and day");
    out.println(
        "  paid      "
            + AmountText.text(agreement.paid())
            + " so far; the deposit of "
            + AmountText.text(agreement.deposit())
            + (agreement.closedHeight() > 0 ? " came back" : " comes back at the end"));
    if (!agreement.unfilled().isEmpty() && !agreement.unfilled().equals("0")) {
      out.println(
          "  unfilled  "
              + AmountText.text(agreement.unfilled())
              + " come back if nobody takes the empty copies by "
              + clock.text(agreement.fillUntil()));
    }
    copies(agreement, out);
  }

  private static String state(AgreementAnswer agreement) {
    if (agreement.gone()) {
      return "over, last seen " + agreement.clock().date(agreement.clock().height());
    }
    return agreement.closedHeight() > 0
        ? "closed"
        : agreement.terminatedHeight() > 0 ? "ending" : "open";
  }

  private static String until(AgreementAnswer agreement) {
    LedgerClock clock = agreement.clock();
    if (agreement.gone()) {
      long last = agreement.closedHeight() > 0 ? agreement.closedHeight() : agreement.endHeight();
      return (agreement.closedHeight() > 0 ? "closed " : "") + clock.date(last);
    }
    if (agreement.closedHeight() > 0) {
      return "closed " + clock.text(agreement.closedHeight());
    }
    return (agreement.terminatedHeight() > 0 ? "at the latest " : "")
        + clock.text(agreement.endHeight());
  }

  private static void copies(AgreementAnswer agreement, PrintStream out) {
    Map<String, String> names =
        ShortNames.distinct(agreement.slots().stream().map(SlotAnswer::provider).toList());
    out.printf(
        Locale.ROOT,
        ROW,
        "copy",
        "state",
        "proven",
        "unproven",
        "paid",
        "provider",
        "next proof by");
    for (SlotAnswer slot : agreement.slots()) {
      out.printf(
          Locale.ROOT,
          ROW,
          slot.slot(),
          slot.state().toLowerCase(Locale.ROOT),
          slot.proven(),
          slot.unproven(),
          AmountText.text(slot.paid()),
          slot.provider().isEmpty() ? "-" : names.get(slot.provider()),
          slot.deadline() == 0 ? "-" : agreement.clock().brief(slot.deadline()));
      if (!slot.note().isEmpty()) {
        out.println("        " + slot.note());
      }
    }
  }

  /// What ending it would mean, before anybody is asked.
  static void print(EndingAnswer ending, PrintStream out) {
    out.println("End agreement " + ending.id());
    out.println("  fee         " + AmountText.text(ending.fee()));
    out.println(
        "  still paid  "
            + AmountText.text(ending.stillPaid())
            + " at most, while its copies are kept until "
            + ending.clock().text(ending.endHeight()));
    out.println("  back now    " + AmountText.text(ending.backNow()) + " of empty copies");
    out.println(
        "  back then   "
            + AmountText.text(ending.back())
            + " of rent and the deposit of "
            + AmountText.text(ending.deposit()));
  }
}
