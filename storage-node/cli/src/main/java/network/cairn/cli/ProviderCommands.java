package network.cairn.cli;

import java.io.PrintStream;
import java.util.Locale;
import network.cairn.api.table.ProviderTable;
import network.cairn.base.units.ByteSize;

/// `cairn provider`: keeping others' pieces for income.
final class ProviderCommands {
  private ProviderCommands() {}

  static void add(Roles roles, Actions actions) {
    Remote.Renderer status = (v, _, out) -> provider(v, out);
    actions.put(ProviderTable.STATUS, Remote.json(roles, status));
    actions.put(ProviderTable.REGISTER, Remote.json(roles, status));
    actions.put(
        ProviderTable.BOND_ADD,
        Remote.json(roles, (v, _, out) -> out.println("bonded " + Money.text(v.at("Amount")))));
    actions.put(
        ProviderTable.BOND_WITHDRAW,
        Remote.json(
            roles,
            (v, _, out) ->
                out.println(
                    "unbonding "
                        + v.at("Unbonding").text()
                        + " of "
                        + Money.text(v.at("Amount")))));
    actions.put(
        ProviderTable.TAKING,
        Remote.json(
            roles, (v, _, out) -> out.println("taking new deals: " + v.at("Taking").text())));
    actions.put(
        ProviderTable.TERMINATE,
        Remote.json(roles, (v, _, out) -> out.println("left set " + v.at("Set").text())));
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
