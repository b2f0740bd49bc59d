package network.cairn.api.table;

import java.util.List;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Kind;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// What concerns the program and its home as a whole.
public final class NodeTable {
  /// Flags of `daemon` for what is not here: they are taken, and it is said.
  public static final List<String> WITHOUT_EFFECT =
      List.of("enable-pubsub-experiment", "enable-namesys-pubsub", "mount");

  public static final Command INIT =
      Command.of(Needs.FILES, "init", "Make a home: keys, configuration, repository.")
          .with(
              Option.text("network", "A network file to belong to; a home that is there joins it.")
                  .used(Use.HERE),
              Option.text(
                      "profile",
                      'p',
                      "Configuration profiles, with commas, as test or server; see 'config profile"
                          + " apply'.")
                  .used(Use.HERE),
              Option.text("algorithm", 'a', "Kind of the node's key: ed25519.").used(Use.HERE),
              Option.number("bits", 'b', "Refused: a key of ed25519 has one size.").used(Use.HERE),
              Option.flag("empty-repo", 'e', "Accepted for Kubo's sake.")
                  .orElse("true")
                  .used(Use.HERE))
          .hereOnly();
  public static final Command DAEMON =
      Command.of(Needs.STAYING, "daemon", "Run the node.")
          .with(
              Option.flag("init", "Make a home first, if there is none.").used(Use.HERE),
              Option.text("init-profile", "Configuration profiles of that home.").used(Use.HERE),
              Option.flag("enable-gc", "Collect garbage when the store is nearly full.")
                  .used(Use.HERE),
              Option.flag("migrate", "Accepted for Kubo's sake.").used(Use.HERE),
              Option.flag("enable-pubsub-experiment", "Without effect.").used(Use.HERE),
              Option.flag("enable-namesys-pubsub", "Without effect.").used(Use.HERE),
              Option.flag("mount", "Without effect.").used(Use.HERE))
          .hereOnly();
  public static final Command VERSION =
      Command.of(Needs.NOTHING, "version", "Show the version.")
          .with(
              Option.flag("number", 'n', "Only the number.").used(Use.BOTH),
              Option.flag("commit", "With the commit.").used(Use.BOTH),
              Option.flag("repo", "Only the repository's version.").used(Use.BOTH),
              Option.flag("all", "Everything.").used(Use.BOTH));
  public static final Command VERSION_DEPS =
      Command.of(Needs.NOTHING, "version deps", "List the libraries that the program runs with.");
  public static final Command UI =
      Command.of(Needs.DAEMON, "ui", "Show the node in a browser.")
          .with(
              Option.flag("print", 'p', "Only print the address; open no browser.").used(Use.HERE))
          .describe(
              """
              Prints the address of the daemon's page, with the home's token behind its '#', and opens it where there is
              a desktop ($BROWSER, else what the system opens pages with). Who has the address can spend the home's tokens.\
              """)
          .hereOnly();
  public static final Command DEMO =
      Command.of(
              Needs.LIGHT,
              "demo",
              "Show the whole thing: keep a file for pay, lose a provider, repair, fetch, verify.")
          .with(
              Option.flag("keep", "Leave the network's files for a look.").used(Use.HERE),
              Option.number(
                      "validators",
                      "Let so many validators, 4 to 7, make the blocks with CometBFT; one is"
                          + " killed, one lags.")
                  .used(Use.HERE))
          .with(Argument.optional("file", "What to keep; 64 MiB are made if not given."))
          .describe(
              """
              Starts real processes on this machine: one ledger, four providers, one client, later a fresh node.
              Takes under three minutes, with validators some more, and cleans up behind itself.\
              """)
          .hereOnly();
  static final Command TESTNET =
      Command.group("testnet", "Keep a small network on this machine for playing.");
  private static final Option NETWORK_HOME =
      Option.text("home", "Where the network lives.").orElse("~/.cairn-testnet").used(Use.HERE);
  private static final Argument MEMBER =
      Argument.one(
          "name", "ledger or a validator as validator-2, provider-1 to provider-4, or client.");
  public static final Command TESTNET_UP =
      Command.of(Needs.LIGHT, "testnet up", "Start it, or what of it does not run.")
          .with(
              NETWORK_HOME,
              Option.number(
                      "validators",
                      "Let so many validators, 1 to 7, make the blocks with CometBFT instead of one"
                          + " process alone.")
                  .used(Use.HERE))
          .hereOnly();
  public static final Command TESTNET_STATUS =
      Command.of(Needs.LIGHT, "testnet status", "Show it.").with(NETWORK_HOME).hereOnly();
  public static final Command TESTNET_START =
      Command.of(Needs.LIGHT, "testnet start", "Start one of its processes again.")
          .with(NETWORK_HOME)
          .with(MEMBER)
          .hereOnly();
  public static final Command TESTNET_STOP =
      Command.of(Needs.LIGHT, "testnet stop", "Stop one of its processes.")
          .with(NETWORK_HOME)
          .with(MEMBER)
          .hereOnly();
  public static final Command TESTNET_DOWN =
      Command.of(Needs.LIGHT, "testnet down", "Stop it and remove its files.")
          .with(NETWORK_HOME)
          .hereOnly();
  public static final Command SHUTDOWN =
      Command.of(Needs.DAEMON, "shutdown", "Stop the daemon.").guardedBy(Guard.TOKEN);

  /// What a profile holds where nothing else is asked for.
  public static final String COLLECTORS = "version,config,log,stacks,heap,recording";

  public static final String PROFILE_TIME = "30s";

  static final Command DIAG = Command.group("diag", "Look into the node, for whoever helps.");
  public static final Command SYSTEM =
      Command.of(Needs.HOME, "diag sys", "Show the machine as the node sees it.");
  public static final Command PROFILE =
      Command.of(Needs.DAEMON, "diag profile", "Keep what tells why a node is slow or large.")
          .with(
              Option.text("output", 'o', "The zip file; cairn-profile-TIME.zip if not given.")
                  .used(Use.BOTH),
              Option.text("collectors", "Parts of it, with commas.").orElse(COLLECTORS),
              Option.of(new Kind.Time(), "profile-time", "How long to record; 0 for no recording.")
                  .orElse(PROFILE_TIME),
              Option.number("mutex-profile-fraction", "Accepted for Kubo's sake.").used(Use.BOTH),
              Option.text("block-profile-rate", "Accepted for Kubo's sake.").used(Use.BOTH))
          .describe(
              """
              A zip with the version and the machine, the configuration, the last lines of the log, the stacks of all
              threads, what the heap holds, and a recording for JDK Mission Control or 'jfr' of where the time went while
              it was taken, 5 minutes at most. It holds no secret: neither keys nor the token, nor what the configuration
              keeps from strangers, nor the environment. It tells the addresses of the node and names of peers and files
              that the log has. Kubo's names of collectors stand for ours.\
              """)
          .guardedBy(Guard.TOKEN);

  static final Command LOGS = Command.group("log", "Say how much the daemon writes to its log.");
  public static final Command LOG_LEVEL =
      Command.of(Needs.DAEMON, "log level", "Show or set the level of an area of the log.")
          .with(
              Argument.optional(
                  "subsystem", "An area, as 'log ls' lists them; all for each and the rest."),
              Argument.optional(
                  "level", "error, warn, info, debug, trace, or default for the rest's."))
          .describe(
              """
              Without an area it is the level of the rest, of what belongs to none. Kubo's area core is our daemon.
              A level that is set stands until the daemon ends. CAIRN_LOGGING, as warn,provider=debug, or Log.Level in
              the configuration set what a daemon starts with.\
              """)
          .guardedBy(Guard.CHANGES);
  public static final Command LOG_LS =
      Command.of(Needs.DAEMON, "log ls", "List the areas of the log.");

  static final Command COMPLETION =
      Command.group("commands completion", "Write a completion script.");
  public static final Command COMPLETION_BASH = completion("bash");
  public static final Command COMPLETION_ZSH = completion("zsh");
  public static final Command COMPLETION_FISH = completion("fish");
  public static final Command LIST =
      Command.of(Needs.NOTHING, "commands list", "List all commands.").hereOnly();
  public static final Command COMMANDS =
      Command.of(Needs.NOTHING, "commands", "List all commands, or write completion scripts.")
          .with(Option.flag("flags", 'f', "With their options.").used(Use.BOTH));

  private NodeTable() {}

  private static Command completion(String shell) {
    return Command.of(Needs.NOTHING, "commands completion " + shell, "For " + shell + ".")
        .hereOnly();
  }
}
