package network.cairn.api.table;

import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Kind;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// Keeping others' pieces for income.
public final class ProviderTable {
  private static final Kind SIZE = new Kind.Size();
  private static final Kind AMOUNT = new Kind.Amount();
  private static final Argument BONDED = Argument.one("amount", "CAIRN.");

  static final Command PROVIDER = Command.group("provider", "Keep others' pieces for income.");
  public static final Command START =
      Command.of(Needs.STAYING, "provider start", "Run the daemon with the provider's role.")
          .with(
              Option.of(SIZE, "capacity", "Bytes of pieces to take at most, as 2TB.")
                  .used(Use.HERE),
              Option.of(AMOUNT, "price", "CAIRN per GiB and day.").used(Use.HERE),
              Option.of(SIZE, "min-size", "Smallest piece.").used(Use.HERE),
              Option.of(SIZE, "max-size", "Largest piece.").used(Use.HERE),
              Option.text("payout", "Address that is paid, if not this node's wallet.")
                  .used(Use.HERE),
              Option.of(AMOUNT, "bond", "CAIRN to bond when registering.").used(Use.HERE),
              Option.flag("no-repair", "Take no repair tickets.").used(Use.HERE))
          .hereOnly();
  public static final Command STATUS =
      Command.of(Needs.DAEMON, "provider status", "Show income, sets and deadlines.")
          .guardedBy(Guard.MONEY);
  public static final Command REGISTER =
      Command.of(
              Needs.DAEMON,
              "provider register",
              "Register with a bond, or bring addresses up to date.")
          .with(
              Option.of(AMOUNT, "bond", "CAIRN to bond."),
              Option.text("payout", "Address that is paid."))
          .guardedBy(Guard.MONEY);
  static final Command BOND = Command.group("provider bond", "Work with the bond.");
  public static final Command BOND_ADD =
      Command.of(Needs.DAEMON, "provider bond add", "Add to the bond.")
          .with(BONDED)
          .guardedBy(Guard.MONEY);
  public static final Command BOND_WITHDRAW =
      Command.of(
              Needs.DAEMON,
              "provider bond withdraw",
              "Take from the free bond; paid after unbonding.")
          .with(
              Option.flag(
                  "all", "All that can be taken: everything, if no set is live, which ends it."))
          .with(Argument.optional("amount", "CAIRN."))
          .guardedBy(Guard.MONEY);
  public static final Command TAKING =
      Command.of(Needs.DAEMON, "provider taking", "Say whether new deals are taken.")
          .with(Argument.one("value", "true or false."))
          .guardedBy(Guard.MONEY);
  public static final Command LEAVE =
      Command.of(
              Needs.DAEMON,
              "provider leave",
              "Take no new deals and, when the last set has ended, take the whole bond back.")
          .describe(
              """
              Sets that are live are proven and paid until they end; keep the provider running until then. When the last one
              has ended the bond is withdrawn by itself, which ends the registration; it is paid after the unbonding time.
              'provider taking true' takes it back before.\
              """)
          .guardedBy(Guard.MONEY);
  private static final Argument SET = Argument.one("set", "The set's id.");
  public static final Command ENDING =
      Command.of(
              Needs.DAEMON, "provider ending", "Say what leaving a set would cost and bring back.")
          .with(SET)
          .guardedBy(Guard.MONEY)
          .doorOnly();
  public static final Command TERMINATE =
      Command.of(
              Needs.DAEMON,
              "provider terminate",
              "Leave a set at once; costs a quarter of its collateral.")
          .with(Option.flag("yes", 'y', "Do not ask.").used(Use.HERE))
          .with(SET)
          .describe(
              """
              Says what is lost, what comes back and what is no longer earned, and asks.\
              """)
          .guardedBy(Guard.MONEY);

  private ProviderTable() {}
}
