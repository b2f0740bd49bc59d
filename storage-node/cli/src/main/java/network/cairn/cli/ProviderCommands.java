package network.cairn.cli;

import java.io.PrintStream;
import java.util.Locale;
import network.cairn.api.answer.BondChange;
import network.cairn.api.answer.DealsTaken;
import network.cairn.api.answer.HeldSet;
import network.cairn.api.answer.ProviderAnswer;
import network.cairn.api.answer.ProviderAnswer.Registration;
import network.cairn.api.answer.SetLeft;
import network.cairn.api.table.ProviderTable;
import network.cairn.base.units.ByteSize;

/// `cairn provider`: keeping others' pieces for income.
final class ProviderCommands {
  private ProviderCommands() {}

  static void add(Roles roles, Actions actions) {
    Actions.Action status = Remote.json(roles, ProviderAnswer::read, ProviderCommands::provider);
    actions.put(ProviderTable.STATUS, status);
    actions.put(ProviderTable.REGISTER, status);
    actions.put(
        ProviderTable.BOND_ADD,
        Remote.json(
            roles,
            BondChange::read,
            (b, out) -> out.println("bonded " + AmountText.text(b.amount()))));
    actions.put(
        ProviderTable.BOND_WITHDRAW,
        Remote.json(
            roles,
            BondChange::read,
            (b, out) ->
                out.println("unbonding " + b.unbonding() + " of " + AmountText.text(b.amount()))));
    actions.put(
        ProviderTable.TAKING,
        Remote.json(
            roles, DealsTaken::read, (d, out) -> out.println("taking new deals: " + d.taking())));
    actions.put(
        ProviderTable.TERMINATE,
        Remote.json(roles, SetLeft::read, (s, out) -> out.println("left set " + s.set())));
  }

  private static String standing(ProviderAnswer provider) {
    if (provider.registration().isPresent()) {
      return "";
    }
    return provider.height() == 0
        ? "  (the ledger proves nothing now; see the warnings)"
        : "  (not registered)";
  }

  private static void provider(ProviderAnswer provider, PrintStream out) {
    Registration registration =
        provider.registration().orElseGet(() -> new Registration("", "", "", ""));
    out.println("operator    " + provider.operator() + standing(provider));
    out.println("payout      " + registration.payout());
    out.println(
        "bond        "
            + AmountText.text(registration.bond())
            + ", reserved "
            + AmountText.text(registration.reserved())
            + ", free "
            + AmountText.text(registration.free()));
    out.println(
        "storage     "
            + ByteSize.text(provider.stored())
            + " of "
            + ByteSize.text(provider.capacity())
            + ", fills under way "
            + provider.fills()
            + ", taking new deals: "
            + provider.taking());
    out.printf(
        Locale.ROOT,
        "%-6s %-10s %-9s %-8s %-9s %-28s %s%n",
        "set",
        "agreement",
        "period",
        "proven",
        "unproven",
        "income",
        "next deadline");
    for (HeldSet set : provider.sets()) {
      out.printf(
          Locale.ROOT,
          "%-6s %-10s %-9s %-8s %-9s %-28s %s%n",
          set.set(),
          set.agreement(),
          set.period() + "/" + set.endPeriod(),
          set.proven(),
          set.unproven(),
          AmountText.text(set.income()),
          set.live() ? set.nextDeadline() + (set.isProven() ? " (proven)" : "") : "ended");
    }
    provider.warnings().forEach(w -> out.println("warning: " + w));
  }
}
