package network.cairn.app.daemon;

import java.io.PrintStream;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import network.cairn.api.answer.LedgerParams;
import network.cairn.base.units.Coins;

/// A ledger's parameters in words.
final class GovernanceText {
  private GovernanceText() {}

  static void print(LedgerParams params, PrintStream out) {
    out.println(
        "in force for block "
            + (params.height() + 1)
            + ", for programs of app version "
            + params.appVersion()
            + " and above"
            + (params.votes() ? "" : "; this chain's parameters never change"));
    for (LedgerParams.Parameter one : params.parameters()) {
      out.println(
          String.format(Locale.ROOT, "%-24s %-22s", one.name(), shown(one, one.value()))
              + " "
              + shown(one, one.lowest())
              + " to "
              + shown(one, one.highest())
              + (params.votes() && !one.votable() ? " (never changes)" : ""));
    }
    params.ballots().forEach(ballot -> print(ballot, params.parameters(), out));
  }

  private static String shown(LedgerParams.Parameter one, String number) {
    return one.unit().equals(LedgerParams.SMALLEST)
        ? Coins.text(new BigInteger(number))
        : number + " " + one.unit();
  }

  private static void print(
      LedgerParams.Ballot ballot, List<LedgerParams.Parameter> parameters, PrintStream out) {
    out.println();
    out.println(
        "proposal "
            + ballot.id()
            + (ballot.accepted()
                ? " is accepted"
                : " is voted on up to height "
                    + ballot.end()
                    + " ("
                    + ballot.yes().size()
                    + " yes, "
                    + ballot.no().size()
                    + " no)")
            + " and holds from block "
            + ballot.activation()
            + " on");
    ballot.changes().forEach(change -> out.println("  " + words(change, parameters)));
    ballot.yes().forEach(voter -> out.println("  yes " + voter));
    ballot.no().forEach(voter -> out.println("  no  " + voter));
  }

  private static String words(String change, List<LedgerParams.Parameter> parameters) {
    for (LedgerParams.Parameter one : parameters) {
      String head = one.name() + "=";
      if (change.startsWith(head)) {
        return one.name() + " becomes " + shown(one, change.substring(head.length()));
      }
    }
    return change;
  }
}
