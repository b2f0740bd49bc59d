package network.cairn.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import network.cairn.api.answer.LedgerAnswer;
import network.cairn.api.answer.LedgerServer;
import network.cairn.api.answer.LedgerSigner;
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

  /// A ledger, and what its server says of itself.
  ///
  /// @param json whether a program reads it; then the server is a second object
  public static void print(
      LedgerAnswer answer, Optional<LedgerServer> server, boolean json, PrintStream out) {
    print(answer, json, out);
    server.ifPresent(said -> {
      if (json) {
        out.print(Printable.json(said.json()) + "\n");
      } else {
        print(LedgerServer.read(Printable.of(JsonValue.parse(said.json()))), out);
      }
    });
  }

  private static void print(LedgerServer said, PrintStream out) {
    out.printf(Locale.ROOT, "%-11s %s%n", "Server", said.url());
    out.printf(Locale.ROOT, "%-11s %s%n", "Engine", said.engine());
    out.printf(Locale.ROOT, "%-11s %d%n", "AppVersion", said.appVersion());
    out.printf(
        Locale.ROOT,
        "%-11s %s%s%n",
        "Lag",
        said.behind() == 0 ? "none" : said.behind() + " blocks behind another server",
        said.catchingUp() ? ", catching up" : "");
    out.printf(Locale.ROOT, "%-11s %d%n", "Peers", said.peers());
    for (LedgerSigner one : said.validators()) {
      out.printf(
          Locale.ROOT,
          "%-11s %s  power %d, signed %d of the newest %d blocks%s%n",
          "Validator",
          one.address(),
          one.power(),
          one.signed(),
          said.commits(),
          one.last() == 0 || one.signed() == said.commits() ? "" : ", last " + one.last());
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
