package network.cairn.api.table;

import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Kind;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// What is kept for pay: quotes, puts, agreements, receipts.
public final class MarketTable {
  private static final Option COPIES =
      Option.of(new Kind.Number(1, 16), "copies", "Copies on different providers.").orElse("3");
  private static final Option FOR =
      Option.text(
          "for",
          "How long: 12h, 30d, 2w, 6mo, 1y, or 20p for periods; 180d, or what the network takes at"
              + " most if that is less, if not given.");
  private static final Option MAX_PRICE =
      Option.of(new Kind.Amount(), "max-price", "Highest price in CAIRN per GiB and day.");
  private static final Option MULTIPLIER =
      Option.of(new Kind.Number(1, 4), "multiplier", "Collateral multiplier, 1 to 4.").orElse("1");
  private static final Option WAIT_PROOF =
      Option.flag("wait-proof", "Wait until every copy has been proven once.");
  private static final Option COUNT =
      Option.of(new Kind.Number(1, 1_000), "count", 'n', "How many at most, the newest.")
          .orElse("100");
  private static final Option BEFORE =
      Option.number("before", "Only agreements of lower numbers than this, for earlier ones.");
  private static final Argument AGREEMENT = Argument.one("agreement", "The agreement's id.");

  /// The whole purchase as a person makes it; calls `add`, `put/quote`, `put` and `receipt/get`.
  public static final Command PUT =
      Command.of(Needs.DAEMON, "put", "Keep a file or directory with providers, for pay.")
          .with(
              COPIES.used(Use.HERE),
              FOR.used(Use.HERE),
              MAX_PRICE.used(Use.HERE),
              MULTIPLIER.used(Use.HERE),
              Option.flag("cid", "The arguments are CIDs of DAGs that are kept here.")
                  .used(Use.HERE),
              Option.of(ContentTable.PROFILE, "profile", "Import profile.")
                  .orElse("home")
                  .used(Use.HERE),
              Option.flag("hidden", 'H', "Include hidden files of directories.").used(Use.HERE),
              WAIT_PROOF.used(Use.HERE),
              Option.text(
                      "receipt",
                      "File or folder for the receipt; agreement-<number>.receipt in this folder if"
                          + " not given.")
                  .used(Use.HERE),
              Option.text("resume", "Fill what is empty of the agreement of this number.")
                  .used(Use.HERE),
              Option.flag("again", "Pay also for what an agreement of yours keeps already.")
                  .used(Use.HERE),
              Option.flag("dry-run", "Show what it costs and buy nothing.").used(Use.HERE),
              Option.flag("yes", 'y', "Do not ask.").used(Use.HERE))
          .with(
              Argument.any(
                  "path", "Files or directories, each kept by itself; - is standard input."))
          .describe(
              """
              Adds each PATH to this node, asks the providers that the ledger knows, and shows what keeping it
              costs, exactly: rent for the whole term at the ceiling, deposits that come back, and the fee. After one
              question it creates the agreement, lets the providers fetch the copies and writes a receipt that
              proves them without a network ('cairn receipt verify').
              Once paid, the daemon places the copies, whether this command waits for them or not, and goes on
              after it was stopped ('cairn status').\
              """)
          .guardedBy(Guard.MONEY)
          .hereOnly();

  public static final Command CHECK =
      Command.of(Needs.DAEMON, "put check", "Say whether the network takes such terms.")
          .with(COPIES, FOR, MAX_PRICE, MULTIPLIER)
          .guardedBy(Guard.MONEY)
          .doorOnly();
  public static final Command QUOTE =
      Command.of(Needs.DAEMON, "put quote", "Say what keeping a DAG costs.")
          .with(COPIES, FOR, MAX_PRICE, MULTIPLIER)
          .with(Argument.one("root", "The DAG's root."))
          .guardedBy(Guard.MONEY)
          .doorOnly();
  public static final Command PAY =
      Command.of(Needs.DAEMON, "put", "Buy what was quoted.")
          .with(WAIT_PROOF)
          .with(Argument.one("quote", "The quote's name, good for ten minutes and once."))
          .guardedBy(Guard.MONEY)
          .doorOnly();
  public static final Command RESUME =
      Command.of(Needs.DAEMON, "put resume", "Fill what is empty of an agreement.")
          .with(WAIT_PROOF)
          .with(AGREEMENT)
          .guardedBy(Guard.MONEY)
          .doorOnly();

  public static final Command PROVIDERS =
      Command.of(Needs.DAEMON, "providers", "List the providers of the network and what they ask.")
          .with(
              Argument.optional(
                  "provider", "Only this one: its short name, as it is listed, or its address."))
          .describe(
              """
              Asks each provider that the ledger names. The record is of its live sets: periods proven, of those that
              are over. --enc=json gives the whole addresses.\
              """)
          .guardedBy(Guard.MONEY);
  public static final Command STATUS =
      Command.of(Needs.DAEMON, "status", "Show the copies of what you had kept.")
          .with(COUNT, BEFORE)
          .with(Argument.optional("agreement", "Only this agreement."))
          .guardedBy(Guard.MONEY);
  static final Command AGREEMENTS = Command.group("agreement", "Work with agreements.");
  public static final Command AGREEMENT_LS =
      Command.of(Needs.DAEMON, "agreement ls", "List your agreements.")
          .with(COUNT, BEFORE)
          .with(Argument.optional("agreement", "Only this agreement.").doorOnly())
          .guardedBy(Guard.MONEY);
  public static final Command AGREEMENT_SHOW =
      Command.of(Needs.DAEMON, "agreement show", "Show one agreement.")
          .with(AGREEMENT)
          .guardedBy(Guard.MONEY);
  public static final Command AGREEMENT_ENDING =
      Command.of(
              Needs.DAEMON,
              "agreement ending",
              "Say what ending an agreement would cost and bring back.")
          .with(AGREEMENT)
          .guardedBy(Guard.MONEY)
          .doorOnly();
  public static final Command AGREEMENT_TERMINATE =
      Command.of(
              Needs.DAEMON,
              "agreement terminate",
              "End an agreement; at most the wind-down periods are still paid.")
          .with(Option.flag("yes", 'y', "Do not ask.").used(Use.HERE))
          .with(AGREEMENT)
          .describe(
              """
              Says what is still paid, what comes back and when, and asks. Its copies are kept and paid for the
              wind-down periods of the network at most; what is held for later periods comes back.\
              """)
          .guardedBy(Guard.MONEY);

  static final Command RECEIPTS =
      Command.group("receipt", "Prove, without a network, what is kept.");
  public static final Command RECEIPT_GET =
      Command.of(Needs.DAEMON, "receipt get", "Write an agreement's receipt.")
          .with(
              Option.text("output", 'o', "The file; standard output if not given.").used(Use.HERE))
          .with(AGREEMENT)
          .guardedBy(Guard.MONEY);
  public static final Command RECEIPT_VERIFY =
      Command.of(
              Needs.FILES,
              "receipt verify",
              "Check a receipt against the network file; needs no network.")
          .with(
              Option.text("network", "The network file, if not the home's.").used(Use.HERE),
              Option.flag(
                      "fetch",
                      "Ask the file's servers for hand-overs between validators that the receipt"
                          + " lacks, and keep them in it.")
                  .used(Use.HERE))
          .with(Argument.one("file", "The receipt."))
          .hereOnly();

  private MarketTable() {}
}
