package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import network.cairn.api.answer.BondChange;
import network.cairn.api.answer.DealsTaken;
import network.cairn.api.answer.HappeningAnswer;
import network.cairn.api.answer.HeldSet;
import network.cairn.api.answer.ProviderAnswer;
import network.cairn.api.answer.ProviderAnswer.Registration;
import network.cairn.api.answer.SetEndingAnswer;
import network.cairn.api.answer.SetLeft;
import network.cairn.api.answer.UnbondingPart;
import network.cairn.api.table.ProviderTable;
import network.cairn.base.units.ByteSize;
import network.cairn.base.units.ClockOff;

/// `cairn provider`: keeping others' pieces for income.
final class ProviderCommands {
  private static final int SHOWN = 10;
  private static final int MONTHS = 3;

  /// Rows of sets that a person reads.
  private static final int MOST_SETS = 50;

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
                out.println(
                    "unbonding "
                        + b.unbonding()
                        + " of "
                        + AmountText.text(b.amount())
                        + at(", paid about ", b.at(), b.height()))));
    actions.put(ProviderTable.LEAVE, status);
    actions.put(
        ProviderTable.TAKING,
        Remote.json(
            roles, DealsTaken::read, (d, out) -> out.println("taking new deals: " + d.taking())));
    actions.put(ProviderTable.TERMINATE, invocation -> terminate(roles, invocation));
  }

  private static int terminate(Roles roles, Invocation invocation) throws IOException {
    boolean asks = !invocation.flag("yes");
    if (asks) {
      Question.requireSomebody(invocation.terminal(), "leave the set");
    }
    return new Client(roles, invocation).online(api -> terminate(api, invocation, asks));
  }

  private static int terminate(Api api, Invocation invocation, boolean asks) throws IOException {
    Api.Query query = Remote.query(invocation);
    if (asks) {
      Terminal terminal = invocation.terminal();
      ending(
          SetEndingAnswer.read(Printable.of(api.json("provider/ending", query))), terminal.err());
      Question.require(terminal, "Leave it?", "not left; nothing has changed");
    }
    return api.call(
        "provider/terminate",
        query,
        (_, body) -> {
          Remote.print(
              body,
              invocation,
              (value, _, out) -> out.println("left set " + SetLeft.read(value).set()));
          return 0;
        });
  }

  /// What leaving a set would mean, before anybody is asked.
  private static void ending(SetEndingAnswer ending, PrintStream out) {
    out.println("Leave set " + ending.set());
    out.println("  fee         " + AmountText.text(ending.fee()));
    out.println("  lost        " + AmountText.text(ending.lost()) + " of its collateral");
    out.println("  free again  " + AmountText.text(ending.back()) + " of its collateral");
    if (!ending.paid().equals("0")) {
      out.println(
          "  paid        " + AmountText.text(ending.paid()) + " for the period that is proven");
    }
    out.println("  not earned  " + AmountText.text(ending.forgone()) + " for periods to come");
  }

  private static void provider(ProviderAnswer provider, PrintStream out) {
    out.println("operator    " + provider.operator() + standing(provider));
    ledger(provider.ledger(), out);
    bond(provider, out);
    room(provider, out);
    sums(provider.sums(), out);
    sets(provider.sets(), provider.moreSets(), out);
    for (HappeningAnswer one : provider.history().stream().limit(SHOWN).toList()) {
      out.println(when(one.at()) + "  " + one.text());
    }
    if (provider.history().size() > SHOWN) {
      out.println("... " + (provider.history().size() - SHOWN) + " earlier ones with --enc=json");
    }
    provider.warnings().forEach(w -> out.println("warning: " + w));
  }

  private static String standing(ProviderAnswer provider) {
    if (provider.leaving()) {
      return provider.registration().isPresent()
          ? "  (leaving: the bond is withdrawn when no set is live any more)"
          : "  (has left)";
    }
    if (provider.registration().isPresent()) {
      return "";
    }
    return provider.ledger().height() == 0
        ? "  (the ledger proves nothing now; see the warnings)"
        : "  (not registered)";
  }

  private static void ledger(ProviderAnswer.Ledger ledger, PrintStream out) {
    if (!ledger.downSince().isEmpty()) {
      out.println(
          "ledger      cannot be reached since "
              + when(ledger.downSince())
              + (ledger.height() == 0
                  ? ""
                  : "; this is what it said at height "
                      + ledger.height()
                      + ", "
                      + when(ledger.seenAt())));
    }
    clock(ledger.clockAheadMs(), out);
  }

  /// Tells a clock that is too far off.
  static void clock(long aheadMs, PrintStream out) {
    ClockOff off = ClockOff.ofMillis(aheadMs);
    if (off.isTold()) {
      out.println("clock       " + off + "; set it right");
    }
  }

  private static void bond(ProviderAnswer provider, PrintStream out) {
    if (provider.registration().isPresent()) {
      Registration registration = provider.registration().get();
      out.println("payout      " + registration.payout());
      out.println(
          "bond        "
              + AmountText.text(registration.bond())
              + ", reserved "
              + AmountText.text(registration.reserved())
              + ", free "
              + AmountText.text(registration.free())
              + vetted(registration));
    }
    for (UnbondingPart part : provider.unbonding()) {
      out.println(
          "unbonding   "
              + AmountText.text(part.amount())
              + at(", paid about ", part.at(), part.height()));
    }
  }

  /// Told only where it binds.
  private static String vetted(Registration registration) {
    String bearable = registration.bearable();
    return bearable.isEmpty() || bearable.equals(registration.free())
        ? ""
        : ", of which sets may take " + AmountText.text(bearable) + " so far";
  }

  private static void room(ProviderAnswer provider, PrintStream out) {
    ProviderAnswer.Room room = provider.room();
    out.println(
        "storage     "
            + ByteSize.text(room.stored())
            + " of "
            + ByteSize.text(room.capacity())
            + (room.unfinished() == 0
                ? ""
                : ", unfinished transfers " + ByteSize.text(room.unfinished()))
            + ", free on the disk "
            + ByteSize.text(room.diskFree()));
    out.println(
        "deals       taking new ones: "
            + provider.taking()
            + ", price "
            + AmountText.text(provider.price())
            + " per GiB and day, fills under way "
            + provider.fills());
  }

  private static void sums(ProviderAnswer.Sums sums, PrintStream out) {
    String months =
        sums.months().reversed().stream()
            .limit(MONTHS)
            .map(month -> month.month() + ": " + AmountText.text(month.paid()))
            .collect(Collectors.joining(", "));
    out.println(
        "earned      "
            + AmountText.text(sums.paid())
            + " after the ledger's fee"
            + (months.isEmpty() ? "" : " (" + months + ")"));
    out.println(
        "lost        "
            + AmountText.text(sums.slashed())
            + " by slashes, "
            + sums.missed()
            + " periods not proven, "
            + sums.failed()
            + " sets failed");
  }

  private static void sets(List<HeldSet> sets, long more, PrintStream out) {
    row(out, "set", "agreement", "period", "proven", "unproven", "earned", "next deadline", "ends");
    for (HeldSet set : sets.stream().limit(MOST_SETS).toList()) {
      row(
          out,
          Long.toString(set.set()),
          Long.toString(set.agreement()),
          set.period() + "/" + set.endPeriod(),
          Long.toString(set.proven()),
          Long.toString(set.unproven()),
          AmountText.text(set.income()),
          set.live()
              ? at("", set.deadlineAt(), set.nextDeadline()) + (set.isProven() ? " proven" : "")
              : set.status().toLowerCase(Locale.ROOT),
          set.live() ? when(set.endsAt()) : "");
    }
    long left = Math.max(0, sets.size() - MOST_SETS) + more;
    if (left > 0) {
      out.println(
          "... " + left + " more sets, whose deadlines come later; up to 1000 with --enc=json");
    }
  }

  private static void row(PrintStream out, String... cells) {
    out.println(
        String.format(Locale.ROOT, "%-6s %-10s %-9s %-8s %-9s %-28s %-45s %s", (Object[]) cells)
            .stripTrailing());
  }

  /// `2026-11-30 09:00 UTC (height 99)` behind a word; empty for no time.
  private static String at(String word, String time, long height) {
    return time.isEmpty() ? "" : word + when(time) + " (height " + height + ")";
  }

  /// `2026-11-30 09:00 UTC` of a time in the form of ISO 8601.
  private static String when(String time) {
    return time.length() < "2026-11-30T09:00".length()
        ? time
        : time.substring(0, 10) + " " + time.substring(11, 16) + " UTC";
  }
}
