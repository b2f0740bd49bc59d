package network.cairn.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import network.cairn.api.table.LedgerTable;
import network.cairn.api.table.MarketTable;

/// Commands about what is kept for pay: agreements, wallet, ledger, receipts.
final class MarketCommands {
  private MarketCommands() {}

  static void add(Roles roles, Actions actions) {
    Remote.Renderer agreement = (v, _, out) -> agreement(v, out);
    actions.put(MarketTable.STATUS, Remote.json(roles, agreement));
    actions.put(MarketTable.AGREEMENT_LS, Remote.json(roles, agreement));
    actions.put(MarketTable.AGREEMENT_SHOW, Remote.json(roles, agreement));
    actions.put(
        MarketTable.AGREEMENT_TERMINATE,
        Remote.json(
            roles, (v, _, out) -> out.println("agreement " + v.at("Id").text() + " is ending")));
    actions.put(MarketTable.RECEIPT_GET, invocation -> receiptGet(roles, invocation));
    actions.put(
        LedgerTable.ADDRESS,
        Remote.json(roles, (v, _, out) -> out.println(v.at("Address").text())));
    actions.put(
        LedgerTable.BALANCE,
        Remote.json(roles, (v, _, out) -> out.println(Money.text(v.at("Balance")))));
    actions.put(
        LedgerTable.TRANSFER,
        Remote.json(
            roles,
            (v, _, out) ->
                out.println(
                    "sent "
                        + Money.text(v.at("Amount"))
                        + " to "
                        + v.at("To").text()
                        + " at height "
                        + v.at("Height").text())));
    actions.put(
        LedgerTable.STATUS,
        Remote.json(
            roles,
            (v, _, out) ->
                v.fields().forEach((name, field) -> out.printf("%-11s %s%n", name, field.text()))));
  }

  private static void agreement(Json value, PrintStream out) {
    String state =
        value.at("ClosedHeight").number() > 0
            ? "closed"
            : value.at("TerminatedHeight").number() > 0 ? "ending" : "open";
    out.println(
        "agreement " + value.at("Id").text() + "  " + state + "  " + value.at("Root").text());
    out.println(
        "  term "
            + value.at("Term").text()
            + " periods, at most "
            + Money.text(value.at("Ceiling"))
            + " per GiB and day, deposit "
            + Money.text(value.at("Deposit")));
    out.printf(
        "  %-5s %-7s %-7s %-9s %-7s %-28s %s%n",
        "copy", "state", "proven", "unproven", "period", "paid", "provider");
    for (Json slot : value.at("Slots").items()) {
      out.printf(
          Locale.ROOT,
          "  %-5s %-7s %-7s %-9s %-7s %-28s %s%n",
          slot.at("Slot").text(),
          slot.at("State").text().toLowerCase(Locale.ROOT),
          slot.at("Proven").text(),
          slot.at("Unproven").text(),
          slot.at("Period").text() + "/" + slot.at("EndPeriod").text(),
          Money.text(slot.at("Paid")),
          slot.at("Provider").text().isEmpty() ? "-" : slot.at("Provider").text());
    }
  }

  private static int receiptGet(Roles roles, Invocation invocation) throws IOException {
    return new Client(roles, invocation)
        .online(api ->
            api.call(
                "receipt/get",
                new Api.Query().arg(invocation.argument(0)),
                (_, body) -> {
                  if (invocation.given("output")) {
                    Path file = invocation.terminal().path(invocation.text("output").orElse(""));
                    try (OutputStream out = Files.newOutputStream(file)) {
                      body.transferTo(out);
                    }
                  } else {
                    body.transferTo(invocation.terminal().out());
                  }
                  return 0;
                }));
  }
}
