package network.cairn.api.table;

import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// Tokens and the ledger that counts them.
public final class LedgerTable {
  /// Where a ledger lives if nothing else is said.
  public static final String USUAL_HOME = "~/.cairn-ledger";

  private static final Option HOME =
      Option.text("home", "The ledger's home.").orElse(USUAL_HOME).used(Use.HERE);
  private static final Argument TO = Argument.one("to", "The receiver's address.");
  private static final Argument AMOUNT = Argument.one("amount", "CAIRN, as 2.5.");

  static final Command WALLET = Command.group("wallet", "Work with your tokens.");
  public static final Command ADDRESS =
      Command.of(Needs.HOME, "wallet address", "Print your address; needs no daemon.")
          .guardedBy(Guard.MONEY);
  public static final Command BALANCE =
      Command.of(Needs.DAEMON, "wallet balance", "Print a balance.")
          .with(Argument.optional("address", "Another address."))
          .guardedBy(Guard.MONEY);
  public static final Command TRANSFER =
      Command.of(Needs.DAEMON, "wallet transfer", "Send tokens.")
          .with(TO, AMOUNT)
          .guardedBy(Guard.MONEY);

  static final Command LEDGER = Command.group("ledger", "Run and look at the ledger.");
  public static final Command INIT =
      Command.of(
              Needs.FILES, "ledger init", "Make a ledger's home: keys, genesis and network file.")
          .with(
              Option.flag("dev", "The dev profile: short periods, everything in the treasury.")
                  .used(Use.HERE),
              Option.text("chain-id", "The chain's id.").used(Use.HERE),
              Option.text("url", "Where the ledger will answer.")
                  .orElse("http://127.0.0.1:5101")
                  .used(Use.HERE),
              Option.number(
                      "validators",
                      "Make a home for each of so many validators: validator-1 and so on.")
                  .used(Use.HERE),
              Option.text(
                      "p2p",
                      "Where the first validator's CometBFT listens; the others' stand ten ports"
                          + " above each.")
                  .orElse("127.0.0.1:26656")
                  .used(Use.HERE),
              HOME)
          .hereOnly();
  public static final Command START =
      Command.of(Needs.LIGHT, "ledger start", "Run the ledger.")
          .with(
              HOME,
              Option.text("listen", "Address to answer at, as 127.0.0.1:5101.").used(Use.HERE),
              Option.text(
                      "hosts",
                      "Names that it may be called by, with commas, besides the network file's"
                          + " host, localhost and addresses.")
                  .used(Use.HERE),
              Option.number(
                      "history",
                      "Blocks for which events and transactions' outcomes are kept; 0 keeps all."
                          + " 518400 if not given.")
                  .used(Use.HERE),
              Option.text(
                      "engine",
                      "What makes the blocks: embedded, this process alone, or cometbft, with other"
                          + " validators.")
                  .orElse("embedded")
                  .used(Use.HERE),
              Option.text(
                      "cometbft",
                      "CometBFT's program; CAIRN_COMETBFT names it too. Looked for on PATH if not"
                          + " given.")
                  .used(Use.HERE))
          .hereOnly();
  public static final Command TREASURY_TRANSFER =
      Command.of(
              Needs.FILES,
              "ledger transfer",
              "Send tokens from the treasury of a ledger's home; the ledger must run.")
          .with(HOME)
          .with(TO, AMOUNT)
          .hereOnly();
  public static final Command VERIFY =
      Command.of(Needs.FILES, "ledger verify", "Replay the ledger from genesis and compare.")
          .with(HOME)
          .hereOnly();
  public static final Command TRUST =
      Command.of(
              Needs.FILES,
              "ledger trust",
              "Write a network file that trusts the newest header this home believes.")
          .with(
              Option.text("output", 'o', "The file; standard output if not given.").used(Use.HERE))
          .hereOnly();
  public static final Command STATUS =
      Command.of(Needs.HOME, "ledger status", "Show the ledger as this node sees it.")
          .with(Option.text("home", "A ledger's home on this machine to look at.").used(Use.HERE))
          .describe(
              """
              Without a daemon the ledger of the home's network is asked by this command, and proved. A home that belongs
              to no network shows the ledger in ~/.cairn-ledger, also one that does not run.\
              """)
          .guardedBy(Guard.MONEY);

  private LedgerTable() {}
}
