package network.cairn.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Commands about what is kept for pay: agreements, wallet, ledger, receipts.
final class MarketCommands {
  private static final List<Argument> PAYMENT =
      List.of(
          Argument.one("to", "The receiver's address."),
          Argument.one("amount", "CAIRN, as 2.5, or pebbles, as 10pebbles."));

  private MarketCommands() {}

  static Command status(Roles roles) {
    return Command.leaf(
        "status",
        "Show the copies of what you had kept.",
        List.of(),
        List.of(Argument.optional("agreement", "Only this agreement.")),
        Remote.json(roles, true, (v, _, out) -> agreement(v, out)));
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

  static Command agreement(Roles roles) {
    Argument id = Argument.one("agreement", "The agreement's id.");
    return Command.group(
        "agreement",
        "Work with agreements.",
        Command.leaf(
            "ls",
            "List your agreements.",
            List.of(),
            List.of(),
            Remote.json(roles, true, (v, _, out) -> agreement(v, out))),
        Command.leaf(
            "show",
            "Show one agreement.",
            List.of(),
            List.of(id),
            Remote.json(roles, true, (v, _, out) -> agreement(v, out))),
        Command.leaf(
            "terminate",
            "End an agreement; at most the wind-down periods are still paid.",
            List.of(),
            List.of(id),
            Remote.json(
                roles,
                true,
                (v, _, out) -> out.println("agreement " + v.at("Id").text() + " is ending"))));
  }

  static Command wallet(Roles roles) {
    return Command.group(
        "wallet",
        "Work with your tokens.",
        Command.leaf(
            "address",
            "Print your address.",
            List.of(),
            List.of(),
            Remote.json(roles, true, (v, _, out) -> out.println(v.at("Address").text()))),
        Command.leaf(
            "balance",
            "Print a balance.",
            List.of(),
            List.of(Argument.optional("address", "Another address.")),
            Remote.json(roles, true, (v, _, out) -> out.println(Money.text(v.at("Balance"))))),
        Command.leaf(
            "transfer",
            "Send tokens.",
            List.of(),
            PAYMENT,
            Remote.json(
                roles,
                true,
                (v, _, out) ->
                    out.println(
                        "sent "
                            + Money.text(v.at("Amount"))
                            + " to "
                            + v.at("To").text()
                            + " at height "
                            + v.at("Height").text()))));
  }

  static Command ledger(Roles roles) {
    return Command.group(
        "ledger",
        "Run and look at the ledger.",
        Command.leaf(
            "init",
            "Make a ledger's home: keys, genesis and network file.",
            List.of(
                Option.flag("dev", "The dev profile: short periods, everything in the treasury."),
                Option.text("chain-id", "The chain's id."),
                Option.text("url", "Where the ledger will answer.").orElse("http://127.0.0.1:5101"),
                Option.text("home", "The ledger's home.").orElse("~/.cairn-ledger")),
            List.of(),
            invocation -> roles.run("ledger init", Client.home(invocation), invocation)),
        Command.leaf(
            "start",
            "Run the ledger.",
            List.of(
                Option.text("home", "The ledger's home.").orElse("~/.cairn-ledger"),
                Option.text("listen", "Address to answer at, as 127.0.0.1:5101."),
                Option.number(
                    "history",
                    "Blocks for which events and transactions' outcomes are kept; 0 keeps all."
                        + " 518400 if not given.")),
            List.of(),
            invocation -> roles.run("ledger start", Client.home(invocation), invocation)),
        Command.leaf(
            "transfer",
            "Send tokens from the treasury of a ledger's home; the ledger must run.",
            List.of(Option.text("home", "The ledger's home.").orElse("~/.cairn-ledger")),
            PAYMENT,
            invocation -> roles.run("ledger transfer", Client.home(invocation), invocation)),
        Command.leaf(
            "verify",
            "Replay the ledger from genesis and compare.",
            List.of(Option.text("home", "The ledger's home.").orElse("~/.cairn-ledger")),
            List.of(),
            invocation -> roles.run("ledger verify", Client.home(invocation), invocation)),
        Command.leaf(
            "status",
            "Show the ledger as this node sees it.",
            List.of(),
            List.of(),
            Remote.json(
                roles,
                true,
                (v, _, out) ->
                    v.fields()
                        .forEach((name, field) -> out.printf("%-11s %s%n", name, field.text())))));
  }

  static Command receipt(Roles roles) {
    return Command.group(
        "receipt",
        "Prove, without a network, what is kept.",
        Command.leaf(
            "get",
            "Write an agreement's receipt.",
            List.of(Option.text("output", 'o', "The file; standard output if not given.")),
            List.of(Argument.one("agreement", "The agreement's id.")),
            invocation -> receiptGet(roles, invocation)),
        Command.leaf(
            "verify",
            "Check a receipt against the network file; needs no network.",
            List.of(Option.text("network", "The network file, if not the home's.")),
            List.of(Argument.one("file", "The receipt.")),
            invocation -> roles.run("receipt verify", Client.home(invocation), invocation)));
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
