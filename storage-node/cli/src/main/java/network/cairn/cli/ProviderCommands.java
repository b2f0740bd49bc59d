package network.cairn.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import network.cairn.base.units.ByteSize;

/// `cairn provider`: keeping others' pieces for income.
final class ProviderCommands {
  private ProviderCommands() {}

  static Command provider(Roles roles) {
    Remote.Renderer status = (v, _, out) -> provider(v, out);
    return Command.group(
        "provider",
        "Keep others' pieces for income.",
        Command.leaf(
            "start",
            "Run the daemon with the provider's role.",
            List.of(
                Option.text("capacity", "Bytes of pieces to take at most, as 2TB."),
                Option.text("price", "CAIRN per GiB and day."),
                Option.text("min-size", "Smallest piece."),
                Option.text("max-size", "Largest piece."),
                Option.text("payout", "Address that is paid, if not this node's wallet."),
                Option.text("bond", "CAIRN to bond when registering."),
                Option.flag("no-repair", "Take no repair tickets.")),
            List.of(),
            invocation -> roles.run("provider start", Client.home(invocation), invocation)),
        Command.leaf(
            "status",
            "Show income, sets and deadlines.",
            List.of(),
            List.of(),
            Remote.json(roles, true, status)),
        Command.leaf(
            "register",
            "Register with a bond, or bring addresses up to date.",
            List.of(
                Option.text("bond", "CAIRN to bond."),
                Option.text("payout", "Address that is paid.")),
            List.of(),
            Remote.json(roles, true, status)),
        Command.group(
            "bond",
            "Work with the bond.",
            Command.leaf(
                "add",
                "Add to the bond.",
                List.of(),
                List.of(Argument.one("amount", "CAIRN.")),
                Remote.json(
                    roles,
                    true,
                    (v, _, out) -> out.println("bonded " + Money.text(v.at("Amount"))))),
            Command.leaf(
                "withdraw",
                "Take from the free bond; paid after unbonding.",
                List.of(),
                List.of(Argument.one("amount", "CAIRN.")),
                Remote.json(
                    roles,
                    true,
                    (v, _, out) ->
                        out.println(
                            "unbonding "
                                + v.at("Unbonding").text()
                                + " of "
                                + Money.text(v.at("Amount")))))),
        Command.leaf(
            "taking",
            "Say whether new deals are taken.",
            List.of(),
            List.of(Argument.one("value", "true or false.")),
            Remote.json(
                roles,
                true,
                (v, _, out) -> out.println("taking new deals: " + v.at("Taking").text()))),
        Command.leaf(
            "terminate",
            "Leave a set at once; costs a quarter of its collateral.",
            List.of(),
            List.of(Argument.one("set", "The set's id.")),
            Remote.json(
                roles, true, (v, _, out) -> out.println("left set " + v.at("Set").text()))));
  }

  private static void provider(Json value, PrintStream out) {
    out.println(
        "operator    "
            + value.at("Operator").text()
            + (value.at("Registered").truth() ? "" : "  (not registered)"));
    out.println("payout      " + value.at("Payout").text());
    out.println(
        "bond        "
            + Money.text(value.at("Bond"))
            + ", reserved "
            + Money.text(value.at("Reserved"))
            + ", free "
            + Money.text(value.at("Free")));
    out.println(
        "storage     "
            + ByteSize.text(value.at("Stored").number())
            + " of "
            + ByteSize.text(value.at("Capacity").number())
            + ", fills under way "
            + value.at("Fills").text()
            + ", taking new deals: "
            + value.at("Taking").text());
    out.printf(
        "%-6s %-10s %-9s %-8s %-9s %-28s %s%n",
        "set", "agreement", "period", "proven", "unproven", "income", "next deadline");
    for (Json set : value.at("Sets").items()) {
      out.printf(
          Locale.ROOT,
          "%-6s %-10s %-9s %-8s %-9s %-28s %s%n",
          set.at("Set").text(),
          set.at("Agreement").text(),
          set.at("Period").text() + "/" + set.at("EndPeriod").text(),
          set.at("Proven").text(),
          set.at("Unproven").text(),
          Money.text(set.at("Income")),
          set.at("Live").truth()
              ? set.at("NextDeadline").text() + (set.at("IsProven").truth() ? " (proven)" : "")
              : "ended");
    }
    value.at("Warnings").items().forEach(w -> out.println("warning: " + w.text()));
  }
}
