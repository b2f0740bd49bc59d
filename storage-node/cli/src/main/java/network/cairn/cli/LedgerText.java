package network.cairn.cli;

import java.io.PrintStream;
import java.util.Locale;
import network.cairn.api.answer.LedgerAnswer;
import network.cairn.api.json.JsonValue;

/// A ledger as `ledger status` shows it, whoever looked at it.
public final class LedgerText {
  private static final String CLOCK = "ClockAheadMs";

  private LedgerText() {}

  /// @param json whether a program reads it
  public static void print(LedgerAnswer answer, boolean json, PrintStream out) {
    if (json) {
      out.print(Printable.json(answer.json()) + "\n");
    } else {
      print(Printable.of(JsonValue.parse(answer.json())), out);
    }
  }

  static void print(JsonValue value, PrintStream out) {
    value
        .fields()
        .forEach((name, field) -> {
          if (!name.equals(CLOCK)) {
            out.printf(Locale.ROOT, "%-11s %s%n", name, field.text());
          }
        });
    ProviderCommands.clock(value.at(CLOCK).number(), out);
  }
}
