package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.api.Command;
import network.cairn.api.Option;
import network.cairn.api.answer.kubo.DependencyAnswer;
import network.cairn.api.answer.kubo.LogAnswer;
import network.cairn.api.answer.kubo.TextsAnswer;
import network.cairn.api.answer.kubo.VersionAnswer;
import network.cairn.api.table.Commands;
import network.cairn.api.table.LedgerTable;
import network.cairn.api.table.MarketTable;
import network.cairn.api.table.NodeTable;
import network.cairn.api.table.ProviderTable;

/// What concerns the program as a whole, and the roles that a process can have.
final class NodeCommands {
  /// Makes a role of what the command line says.
  private interface Reader {
    Role read(Invocation invocation) throws IOException;
  }

  private NodeCommands() {}

  static void add(Roles roles, Actions actions) {
    roles(roles, actions);
    ledgerRoles(roles, actions);
    actions.put(NodeTable.UI, in -> UiCommand.run(roles, in));
    actions.put(NodeTable.VERSION, NodeCommands::version);
    actions.put(
        NodeTable.VERSION_DEPS,
        Remote.json(
            roles,
            DependencyAnswer::read,
            (d, out) -> out.println(d.path() + (d.version().isEmpty() ? "" : "@" + d.version()))));
    actions.put(NodeTable.SHUTDOWN, Remote.json(roles, (_, _, _) -> {}));
    Remote.JsonRenderer levels = (value, _, out) -> levels(LogAnswer.read(value), out);
    actions.put(NodeTable.LOG_LEVEL, Remote.json(roles, levels));
    actions.put(
        NodeTable.LOG_LS,
        Remote.json(
            roles, TextsAnswer::read, (areas, out) -> areas.strings().forEach(out::println)));
    actions.put(NodeTable.SYSTEM, Remote.pretty(roles));
    actions.put(NodeTable.PROFILE, in -> ProfileCommand.run(roles, in));
    actions.put(NodeTable.LIST, NodeCommands::list);
    Remote.JsonRenderer raw = (value, _, out) -> out.println(Pretty.print(value));
    Actions.Action asJson = Remote.json(roles, raw);
    actions.put(NodeTable.COMMANDS, in -> in.json() ? asJson.run(in) : commands(in));
    actions.put(NodeTable.COMPLETION_BASH, in -> script(in, completion(in).bash()));
    actions.put(NodeTable.COMPLETION_ZSH, in -> script(in, completion(in).zsh()));
    actions.put(NodeTable.COMPLETION_FISH, in -> script(in, completion(in).fish()));
  }

  /// Under the name of Kubo's program a home is what Kubo's tools expect.
  private static String profiles(Invocation in, String given) {
    return in.terminal().asKubo() ? "ipfs" + (given.isEmpty() ? "" : "," + given) : given;
  }

  /// A home cannot be made where one is at work; joining it to a network says so itself.
  ///
  /// @throws CommandFailed if a daemon has it open
  static Invocation idle(Invocation in) throws IOException {
    if (Holder.of(Client.home(in)).filter(Holder::isDaemon).isPresent()) {
      throw new CommandFailed(
          in.terminal().program() + " daemon is running. please stop it to run this command");
    }
    return in;
  }

  /// A home that joins a network says itself whether it can.
  private static Invocation free(Invocation in) throws IOException {
    return in.text("network").isEmpty() ? idle(in) : in;
  }

  /// @throws UsageError if the node's key is to be of another kind
  private static Invocation key(Invocation in) {
    String algorithm = in.text("algorithm").orElse("ed25519");
    if (!algorithm.equals("ed25519")) {
      throw new UsageError(
          "--algorithm=" + algorithm + ": a node's key is of ed25519; leave the option out");
    }
    if (in.text("bits").isPresent()) {
      throw new UsageError("--bits: a key of ed25519 has one size; leave the option out");
    }
    return in;
  }

  /// Says what is asked for and not here, and goes on: Kubo's tools ask for it by habit.
  private static Invocation notes(Invocation in) {
    for (String option : NodeTable.WITHOUT_EFFECT) {
      if (in.flag(option)) {
        in.terminal().err().println("Warning: --" + option + " has no effect: it is not here");
      }
    }
    return in;
  }

  private static void roles(Roles roles, Actions actions) {
    role(
        roles,
        actions,
        NodeTable.INIT,
        in ->
            new Role.Init(
                Client.home(in),
                in.text("network").map(in.terminal()::file),
                profiles(in, free(key(in)).text("profile").orElse(""))));
    role(
        roles,
        actions,
        NodeTable.DAEMON,
        in ->
            new Role.Daemon(
                Client.home(in),
                in.flag("init"),
                profiles(in, notes(in).text("init-profile").orElse("")),
                in.flag("enable-gc"),
                in.flag("offline")));
    role(
        roles,
        actions,
        ProviderTable.START,
        in ->
            new Role.ProviderStart(
                Client.home(in),
                in.text("capacity"),
                in.text("price"),
                in.text("min-size"),
                in.text("max-size"),
                in.text("payout"),
                in.text("bond"),
                !in.flag("no-repair")));
    role(
        roles,
        actions,
        MarketTable.RECEIPT_VERIFY,
        in ->
            new Role.ReceiptVerify(
                Client.home(in),
                in.terminal().file(in.argument(0)),
                in.text("network").map(in.terminal()::file),
                in.flag("fetch"),
                in.json()));
    role(
        roles,
        actions,
        NodeTable.DEMO,
        in ->
            new Role.Demo(
                in.optionalArgument(0).map(in.terminal()::path),
                in.flag("keep"),
                in.text("validators")));
    role(
        roles,
        actions,
        NodeTable.TESTNET_UP,
        in -> new Role.TestnetUp(folder(in), in.text("validators"), in.json()));
    role(
        roles,
        actions,
        NodeTable.TESTNET_STATUS,
        in -> new Role.TestnetStatus(folder(in), in.json()));
    role(
        roles,
        actions,
        NodeTable.TESTNET_START,
        in -> new Role.TestnetStart(folder(in), in.argument(0), in.json()));
    role(
        roles,
        actions,
        NodeTable.TESTNET_STOP,
        in -> new Role.TestnetStop(folder(in), in.argument(0), in.json()));
    role(roles, actions, NodeTable.TESTNET_DOWN, in -> new Role.TestnetDown(folder(in), in.json()));
  }

  private static void ledgerRoles(Roles roles, Actions actions) {
    role(
        roles,
        actions,
        LedgerTable.INIT,
        in ->
            new Role.LedgerInit(
                folder(in),
                in.text("chain-id"),
                in.flag("dev"),
                in.text("url").orElse(""),
                in.text("validators").map(value -> countOrFile(in, value)),
                in.flag("staking"),
                in.text("genesis").map(in.terminal()::file),
                in.text("treasury").map(in.terminal()::file),
                in.text("p2p").orElse(""),
                in.json()));
    role(
        roles,
        actions,
        LedgerTable.KEYS,
        in ->
            new Role.LedgerKeys(
                folder(in),
                in.argument(0),
                in.text("power"),
                in.text("p2p").orElse(""),
                in.text("url").orElse(""),
                in.text("stake"),
                in.text("chain-id")));
    role(
        roles,
        actions,
        LedgerTable.JOIN,
        in ->
            new Role.LedgerJoin(
                folder(in),
                in.terminal().file(in.argument(0)),
                in.text("p2p").orElse(""),
                in.text("url").orElse(""),
                in.text("peers"),
                in.json()));
    role(
        roles,
        actions,
        LedgerTable.START,
        in ->
            new Role.LedgerStart(
                folder(in),
                in.text("listen"),
                in.text("hosts"),
                in.text("metrics"),
                in.text("history"),
                in.text("snapshots"),
                in.flag("archive"),
                in.text("engine").orElse(""),
                in.text("cometbft")));
    role(
        roles,
        actions,
        LedgerTable.MIGRATE,
        in ->
            new Role.LedgerMigrate(
                folder(in),
                in.terminal().file(in.text("output").orElse("validators")),
                countOrFile(in, in.text("validators").orElse("")),
                in.text("p2p").orElse(""),
                in.json()));
    role(
        roles,
        actions,
        LedgerTable.TREASURY_TRANSFER,
        in -> new Role.LedgerTransfer(folder(in), in.argument(0), in.argument(1), in.json()));
    role(roles, actions, LedgerTable.PARAMS, in -> new Role.LedgerParams(folder(in), in.json()));
    role(
        roles,
        actions,
        LedgerTable.PROPOSE,
        in ->
            new Role.LedgerPropose(
                folder(in),
                in.arguments(),
                in.text("app-version"),
                in.text("release"),
                in.text("at"),
                in.text("treasury").map(in.terminal()::file),
                in.json()));
    role(
        roles,
        actions,
        LedgerTable.VOTE,
        in -> new Role.LedgerVote(folder(in), in.argument(0), in.argument(1), in.json()));
    stakes(roles, actions);
    treasury(roles, actions);
    role(roles, actions, LedgerTable.VERIFY, in -> new Role.LedgerVerify(folder(in), in.json()));
    role(
        roles,
        actions,
        LedgerTable.TRUST,
        in -> new Role.LedgerTrust(Client.home(in), in.text("output").map(in.terminal()::file)));
  }

  private static void role(Roles roles, Actions actions, Command command, Reader reader) {
    actions.put(command, in -> roles.run(reader.read(in), in.terminal()));
  }

  private static void stakes(Roles roles, Actions actions) {
    role(roles, actions, LedgerTable.STAKE, in -> stake(in, Role.LedgerStake.Act.SHOW));
    role(roles, actions, LedgerTable.STAKE_BOND, in -> stake(in, Role.LedgerStake.Act.BOND));
    role(roles, actions, LedgerTable.STAKE_ADD, in -> stake(in, Role.LedgerStake.Act.ADD));
    role(
        roles, actions, LedgerTable.STAKE_WITHDRAW, in -> stake(in, Role.LedgerStake.Act.WITHDRAW));
    role(roles, actions, LedgerTable.STAKE_RETURN, in -> stake(in, Role.LedgerStake.Act.RETURN));
  }

  private static void treasury(Roles roles, Actions actions) {
    role(
        roles,
        actions,
        LedgerTable.TREASURY_KEY,
        in -> new Role.TreasuryKey(folder(in), in.text("chain-id"), in.text("weight")));
    role(
        roles,
        actions,
        LedgerTable.TREASURY_SHOW,
        in -> new Role.TreasuryShow(folder(in), in.json()));
    role(
        roles,
        actions,
        LedgerTable.TREASURY_PAY,
        in -> order(in, Role.TreasuryOrder.Purpose.PAY, in.arguments(), Optional.empty()));
    role(
        roles,
        actions,
        LedgerTable.TREASURY_REKEY,
        in ->
            order(
                in,
                Role.TreasuryOrder.Purpose.REKEY,
                List.of(),
                Optional.of(in.terminal().file(in.argument(0)))));
    role(
        roles,
        actions,
        LedgerTable.TREASURY_KEEP,
        in -> order(in, Role.TreasuryOrder.Purpose.KEEP, List.of(), Optional.empty()));
    role(
        roles,
        actions,
        LedgerTable.TREASURY_SIGN,
        in ->
            new Role.TreasurySign(
                folder(in), in.terminal().file(in.argument(0)), in.flag("look"), in.json()));
    role(
        roles,
        actions,
        LedgerTable.TREASURY_SEND,
        in ->
            new Role.TreasurySend(
                folder(in), in.arguments().stream().map(in.terminal()::file).toList(), in.json()));
  }

  private static Role order(
      Invocation in, Role.TreasuryOrder.Purpose act, List<String> payments, Optional<Path> keys) {
    return new Role.TreasuryOrder(
        folder(in),
        act,
        payments,
        keys,
        in.text("blocks").orElse(""),
        in.terminal().file(in.text("output").orElse("")),
        in.json());
  }

  private static Role stake(Invocation in, Role.LedgerStake.Act act) {
    return new Role.LedgerStake(folder(in), act, in.arguments().stream().findFirst(), in.json());
  }

  private static String countOrFile(Invocation invocation, String value) {
    return value.matches("[0-9]+") ? value : invocation.terminal().file(value).toString();
  }

  /// What `--home` names.
  private static Path folder(Invocation invocation) {
    return invocation.terminal().file(invocation.text("home").orElse(""));
  }

  private static int version(Invocation invocation) {
    PrintStream out = invocation.terminal().out();
    VersionAnswer version = Version.answer();
    if (invocation.json()) {
      out.println(version.json());
    } else if (invocation.flag("number")) {
      out.println(version.version());
    } else if (invocation.flag("repo")) {
      out.println(version.repo());
    } else {
      out.println(invocation.terminal().program() + " version " + version.version());
      if (invocation.flag("all")) {
        out.println("Repo version: " + version.repo());
        out.println("System version: " + version.system());
        out.println("Java version: " + version.java());
      }
    }
    return 0;
  }

  private static void levels(LogAnswer answer, PrintStream out) {
    // The end of the line is a part of the message.
    if (!answer.message().isEmpty()) {
      out.println(Printable.line(answer.message().strip()));
    }
    boolean one = answer.levels().size() == 1;
    answer
        .levels()
        .forEach((area, level) ->
            out.println((one ? "" : Printable.of(area) + ": ") + Printable.of(level)));
  }

  private static Completion completion(Invocation invocation) {
    return new Completion(Commands.TABLE, invocation.terminal().program());
  }

  private static int script(Invocation invocation, String text) {
    invocation.terminal().out().print(text);
    return 0;
  }

  /// As Kubo lists them, sorted; an option's forms on one line.
  private static int commands(Invocation invocation) {
    String program = invocation.terminal().program();
    List<String> lines = new ArrayList<>();
    lines.add(program);
    for (Command row : Commands.TABLE.rows()) {
      if (row.onCommandLine()) {
        String words = program + " " + row.name();
        lines.add(words);
        if (invocation.flag("flags")) {
          row.optionsHere().forEach(o -> lines.add(forms(words, o)));
        }
      }
    }
    lines.stream().sorted().forEach(invocation.terminal().out()::println);
    return 0;
  }

  private static String forms(String words, Option option) {
    String name = option.name();
    String first = words + (name.length() == 1 ? " -" : " --") + name;
    boolean one = option.letter() == 0 || name.length() == 1;
    return one ? first : first + " / " + words + " -" + option.letter();
  }

  private static int list(Invocation invocation) {
    Help help = new Help(Commands.TABLE, invocation.terminal().program());
    list(help, Commands.TABLE.root(), invocation.terminal().out());
    return 0;
  }

  private static void list(Help help, Command command, PrintStream out) {
    out.println(help.words(command));
    Commands.TABLE.children(command).forEach(child -> list(help, child, out));
  }
}
