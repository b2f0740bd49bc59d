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
              Option.text(
                      "validators",
                      "Make a home for each of so many validators, validator-1 and so on; or a"
                          + " chain of the validators in this file.")
                  .used(Use.HERE),
              Option.flag(
                      "staking",
                      "Validators are chosen by stake from then on, and vote on parameters; a file"
                          + " of them names their stakes.")
                  .used(Use.HERE),
              Option.text(
                      "genesis",
                      "Take this genesis, which another made of the same file, for the validator"
                          + " whose keys are in the home.")
                  .used(Use.HERE),
              Option.text(
                      "treasury",
                      "The file of the keys that spend the treasury together; one key is made for"
                          + " it if not given.")
                  .used(Use.HERE),
              Option.text(
                      "p2p",
                      "Where the first validator's CometBFT listens; the others' stand ten ports"
                          + " above each.")
                  .orElse("127.0.0.1:26656")
                  .used(Use.HERE),
              HOME)
          .hereOnly();
  public static final Command KEYS =
      Command.of(
              Needs.FILES,
              "ledger keys",
              "Make a validator's keys and print its lines for the file of validators.")
          .with(
              HOME,
              Option.number("power", "Of its votes; 1 if not given.").used(Use.HERE),
              Option.text("stake", "CAIRN that it bonds in the genesis of a chain with staking.")
                  .used(Use.HERE),
              Option.text("chain-id", "With a stake: the chain that it is for.").used(Use.HERE),
              Option.text("p2p", "Where the others reach its CometBFT.")
                  .orElse("127.0.0.1:26656")
                  .used(Use.HERE),
              Option.text("url", "Where its door will answer.")
                  .orElse("http://127.0.0.1:5101")
                  .used(Use.HERE))
          .with(Argument.one("name", "What it is called in the file."))
          .hereOnly();
  public static final Command JOIN =
      Command.of(
              Needs.FILES,
              "ledger join",
              "Make the home of a further node of a chain that has several validators.")
          .with(
              HOME,
              Option.text("p2p", "Where its CometBFT listens.")
                  .orElse("127.0.0.1:26656")
                  .used(Use.HERE),
              Option.text("url", "Where its door will answer.")
                  .orElse("http://127.0.0.1:5101")
                  .used(Use.HERE),
              Option.text(
                      "peers",
                      "Consensus nodes to connect to, ID@HOST:PORT with commas, besides those that"
                          + " the network's servers name.")
                  .used(Use.HERE))
          .with(Argument.one("network", "The network file."))
          .describe(
              """
              Takes the genesis from the network's servers, checks it against the file, and makes keys. The node takes the
              state of others over when it is started; 'ledger stake bond' makes it a validator where they are chosen by stake.\
              """)
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
              Option.text(
                      "metrics",
                      "Address of a door for who watches it, as 127.0.0.1:9101: /metrics, /healthz,"
                          + " /readyz. None if not given.")
                  .used(Use.HERE),
              Option.number(
                      "history",
                      "Blocks for which events and transactions' outcomes are kept; 0 keeps all."
                          + " 518400 if not given.")
                  .used(Use.HERE),
              Option.number(
                      "snapshots",
                      "Blocks from one snapshot of the state to the next, of which two are kept; 0"
                          + " takes none. 10000 if not given.")
                  .used(Use.HERE),
              Option.flag(
                      "archive",
                      "Keep all blocks, also those that neither snapshots, evidence nor light"
                          + " clients need.")
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
  public static final Command MIGRATE =
      Command.of(
              Needs.FILES,
              "ledger migrate",
              "Move a chain of one validator to several; the ledger must not run.")
          .with(
              Option.text(
                      "validators",
                      "How many, with a home for each, validator-1 and so on; or the file of them.")
                  .orElse("4")
                  .used(Use.HERE),
              Option.text("output", 'o', "The folder of their homes.")
                  .orElse("validators")
                  .used(Use.HERE),
              Option.text(
                      "p2p",
                      "Where the first validator's CometBFT listens; the others' stand ten ports"
                          + " above each.")
                  .orElse("127.0.0.1:26656")
                  .used(Use.HERE),
              HOME)
          .describe(
              """
              Makes the chain's last two blocks here, the first of which names the new validators, and a home for each of
              them; whoever's keys are in the file gets a folder without keys, and takes it with 'ledger init
              --validators FOLDER/validators --genesis FOLDER/genesis'. State, chain_ref, agreements and receipts stay;
              heights stand still until they are started.\
              """)
          .hereOnly();
  public static final Command TREASURY_TRANSFER =
      Command.of(
              Needs.FILES,
              "ledger transfer",
              "Send tokens from the treasury of a ledger's home; the ledger must run.")
          .with(HOME)
          .with(TO, AMOUNT)
          .hereOnly();
  static final Command TREASURY = Command.group("ledger treasury", "The treasury of several keys.");
  public static final Command TREASURY_KEY =
      Command.of(
              Needs.FILES,
              "ledger treasury key",
              "Make a key that spends the treasury with others, and print its line for their"
                  + " file.")
          .with(
              HOME,
              Option.text("chain-id", "The chain that it is for.").used(Use.HERE),
              Option.number("weight", "Of its signature; 1 if not given.").used(Use.HERE))
          .describe(
              """
              The file begins 'cairn-treasury 1', then 'chain-id ID', 'treasury-threshold WEIGHT', and the lines of all keys.
              The key is `keystore/treasury` of the home, which needs no ledger. Where it is there already its line is
              printed again.\
              """)
          .hereOnly();
  public static final Command TREASURY_SHOW =
      Command.of(
              Needs.FILES,
              "ledger treasury show",
              "Show the treasury's balance, its keys and those that wait.")
          .with(HOME)
          .hereOnly();
  private static final Option ORDER =
      Option.text("output", 'o', "The order's file.").orElse("order").used(Use.HERE);
  private static final Option BLOCKS =
      Option.number("blocks", "For how many blocks the order is valid.")
          .orElse("100000")
          .used(Use.HERE);
  public static final Command TREASURY_PAY =
      Command.of(
              Needs.FILES,
              "ledger treasury pay",
              "Make an order that pays from the treasury, for its keys to sign.")
          .with(HOME, ORDER, BLOCKS)
          .with(Argument.many("payment", "ADDRESS=CAIRN, 16 at most."))
          .hereOnly();
  public static final Command TREASURY_REKEY =
      Command.of(
              Needs.FILES,
              "ledger treasury rekey",
              "Make an order that gives the treasury other keys after a delay, for those of now to"
                  + " sign.")
          .with(HOME, ORDER, BLOCKS)
          .with(Argument.one("keys", "The file of the new keys."))
          .hereOnly();
  public static final Command TREASURY_KEEP =
      Command.of(
              Needs.FILES,
              "ledger treasury keep",
              "Make an order that takes waiting keys back, for those of now to sign.")
          .with(HOME, ORDER, BLOCKS)
          .hereOnly();
  private static final Option LOOK =
      Option.flag("look", "Show the order and sign nothing.").used(Use.HERE);
  public static final Command TREASURY_SIGN =
      Command.of(
              Needs.FILES,
              "ledger treasury sign",
              "Sign an order with the key in the home, and show it; needs no ledger.")
          .with(HOME, LOOK)
          .with(Argument.one("order", "Its file, to which the signature is added."))
          .hereOnly();
  public static final Command TREASURY_SEND =
      Command.of(Needs.FILES, "ledger treasury send", "Send a signed order; the ledger must run.")
          .with(HOME)
          .with(Argument.many("order", "Files of it, whose signatures are put together."))
          .describe(
              "The home's key `treasury` pays the fee, or where it has none the key `operator`.")
          .hereOnly();
  public static final Command PARAMS =
      Command.of(
              Needs.FILES,
              "ledger params",
              "Show the parameters in force, their bounds and what is voted on.")
          .with(HOME)
          .hereOnly();
  public static final Command PROPOSE =
      Command.of(
              Needs.FILES,
              "ledger propose",
              "Propose other parameters, a program that all must run, or keys of the treasury; for"
                  + " validators' operators.")
          .with(
              HOME,
              Option.text("app-version", "An upgrade: the least that a program needs then.")
                  .used(Use.HERE),
              Option.text("release", "An upgrade: the name of the release, as 1.2.0.")
                  .used(Use.HERE),
              Option.text(
                      "at",
                      "The first block that it would hold for; soon after the vote and the delay"
                          + " if not given.")
                  .used(Use.HERE),
              Option.text("treasury", "The file of keys that the treasury would have.")
                  .used(Use.HERE))
          .with(Argument.any("change", "NAME=VALUE; money in CAIRN."))
          .describe(
              """
              Locks the proposal's deposit, which goes back if a third of the power is for it. The ledger of the home must
              run; its key `operator` signs.\
              """)
          .hereOnly();
  public static final Command VOTE =
      Command.of(Needs.FILES, "ledger vote", "Vote on a proposal; for validators' operators.")
          .with(HOME)
          .with(
              Argument.one("proposal", "Its number, as ledger params shows it."),
              Argument.one("vote", "yes or no; the last one counts."))
          .hereOnly();
  static final Command STAKES =
      Command.group("ledger stake", "What a validator's operator has bonded.");
  public static final Command STAKE =
      Command.of(
              Needs.FILES, "ledger stake show", "Show what this validator's operator has bonded.")
          .with(HOME)
          .hereOnly();
  public static final Command STAKE_BOND =
      Command.of(
              Needs.FILES,
              "ledger stake bond",
              "Become a validator: bond for the first time, with the keys of this home.")
          .with(HOME)
          .with(Argument.one("amount", "In CAIRN; the least stake or more."))
          .describe(
              """
              The ledger of the home must run and have caught up; its key `operator` pays. It may be chosen at the next
              border, and signs from two blocks after it on.\
              """)
          .hereOnly();
  public static final Command STAKE_ADD =
      Command.of(Needs.FILES, "ledger stake add", "Bond more as a validator.")
          .with(HOME)
          .with(Argument.one("amount", "In CAIRN."))
          .hereOnly();
  public static final Command STAKE_WITHDRAW =
      Command.of(
              Needs.FILES,
              "ledger stake withdraw",
              "Take from what is bonded; paid after the unbonding time.")
          .with(HOME)
          .with(Argument.one("amount", "In CAIRN; all of it, or what leaves the least stake."))
          .hereOnly();
  public static final Command STAKE_RETURN =
      Command.of(
              Needs.FILES,
              "ledger stake return",
              "Come back as a validator after a jail for absence.")
          .with(HOME)
          .hereOnly();
  public static final Command VERIFY =
      Command.of(Needs.FILES, "ledger verify", "Replay the ledger's blocks and compare.")
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
