package network.cairn.cli;

import java.io.IOException;
import java.util.List;

/// All commands.
final class Tree {
  static final List<Option> GLOBAL =
      List.of(
          Option.flag("help", "Show the whole help."),
          new Option("h", 'h', Option.Type.FLAG, "", "Show a short help."),
          Option.text("api", "The daemon's address, as /ip4/127.0.0.1/tcp/5001."),
          Option.text("api-auth", "The token, as bearer:TOKEN, if not the home's."),
          Option.text("repo-dir", "The home, if not CAIRN_PATH or ~/.cairn."),
          Option.flag("offline", "Use the repository itself, not the daemon."),
          Option.text("enc", "Output: text or json.").orElse("text"),
          Option.text("timeout", "Give up after this time, as 30s."),
          Option.text("cid-base", "Multibase of CIDs."),
          Option.flag("debug", 'D', "Accepted for Kubo's sake."));

  private Tree() {}

  static Command root(Roles roles) {
    Command tree =
        Command.group(
            "cairn",
            "Content-addressed storage that pays for keeping data.",
            init(roles),
            daemon(roles),
            AddCommand.command(roles),
            ContentCommands.cat(roles),
            GetCommand.command(roles),
            ContentCommands.ls(roles),
            ContentCommands.refs(roles),
            PutCommand.command(roles),
            MarketCommands.status(roles),
            MarketCommands.wallet(roles),
            MarketCommands.agreement(roles),
            MarketCommands.receipt(roles),
            ProviderCommands.provider(roles),
            MarketCommands.ledger(roles),
            BlockCommands.block(roles),
            DagCommands.dag(roles),
            ContentCommands.resolve(roles),
            PinCommands.pin(roles),
            RepoCommands.repo(roles),
            SwarmCommands.swarm(roles),
            SwarmCommands.bitswap(roles),
            SwarmCommands.id(roles),
            SwarmCommands.ping(roles),
            version(roles),
            RepoCommands.config(roles),
            RepoCommands.key(roles),
            demo(roles),
            testnet(roles),
            Command.leaf(
                "shutdown",
                "Stop the daemon.",
                List.of(),
                List.of(),
                Remote.json(roles, true, (_, _, _) -> {})));
    return tree.with(append(tree.children(), commands(tree)));
  }

  private static Command[] append(List<Command> children, Command last) {
    Command[] all = children.toArray(new Command[children.size() + 1]);
    all[children.size()] = last;
    return all;
  }

  private static Command role(
      Roles roles, String name, String summary, List<Option> options, List<Argument> arguments) {
    return Command.leaf(
        name.substring(name.lastIndexOf(' ') + 1),
        summary,
        options,
        arguments,
        invocation -> roles.run(name, Client.home(invocation), invocation));
  }

  private static Command init(Roles roles) {
    return role(
        roles,
        "init",
        "Make a home: keys, configuration, repository.",
        List.of(
            Option.text("network", "A network file to belong to."),
            Option.text("profile", 'p', "Configuration profile: server, test."),
            Option.flag("empty-repo", 'e', "Accepted for Kubo's sake.").orElse("true")),
        List.of());
  }

  private static Command daemon(Roles roles) {
    return role(
        roles,
        "daemon",
        "Run the node.",
        List.of(
            Option.flag("init", "Make a home first, if there is none."),
            Option.flag("enable-gc", "Collect garbage when the store is nearly full.")),
        List.of());
  }

  private static Command demo(Roles roles) {
    return role(
            roles,
            "demo",
            "Show the whole thing: keep a file for pay, lose a provider, repair, fetch, verify.",
            List.of(Option.flag("keep", "Leave the network's files for a look.")),
            List.of(Argument.optional("file", "What to keep; 64 MiB are made if not given.")))
        .describe(
            """
            Starts real processes on this machine: one ledger, four providers, one client, later a fresh node.
            Takes under three minutes and cleans up behind itself.\
            """);
  }

  private static Command testnet(Roles roles) {
    List<Option> home =
        List.of(Option.text("home", "Where the network lives.").orElse("~/.cairn-testnet"));
    return Command.group(
        "testnet",
        "Keep a small network on this machine for playing.",
        role(roles, "testnet up", "Start it.", home, List.of()),
        role(roles, "testnet status", "Show it.", home, List.of()),
        role(roles, "testnet down", "Stop it and remove its files.", home, List.of()));
  }

  private static Command version(Roles roles) {
    return Command.leaf(
        "version",
        "Show the version.",
        List.of(
            Option.flag("number", 'n', "Only the number."),
            Option.flag("commit", "With the commit."),
            Option.flag("repo", "Only the repository's version."),
            Option.flag("all", "Everything.")),
        List.of(),
        invocation -> {
          Json version = Version.json();
          if (invocation.json()) {
            invocation.terminal().out().println(Version.text());
          } else if (invocation.flag("number")) {
            invocation.terminal().out().println(version.at("Version").text());
          } else if (invocation.flag("repo")) {
            invocation.terminal().out().println(version.at("Repo").text());
          } else {
            invocation.terminal().out().println("cairn version " + version.at("Version").text());
            if (invocation.flag("all")) {
              invocation.terminal().out().println("Repo version: " + version.at("Repo").text());
              invocation.terminal().out().println("System version: " + version.at("System").text());
              invocation.terminal().out().println("Java version: " + version.at("Java").text());
            }
          }
          return 0;
        });
  }

  private static Command commands(Command tree) {
    return Command.group(
        "commands",
        "List the commands, or write completion scripts.",
        Command.group(
            "completion",
            "Write a completion script.",
            script("bash", tree),
            script("zsh", tree),
            script("fish", tree)),
        Command.leaf(
            "list",
            "List all commands.",
            List.of(),
            List.of(),
            invocation -> {
              list(tree, "cairn", invocation);
              return 0;
            }));
  }

  private static Command script(String shell, Command tree) {
    return Command.leaf(
        shell,
        "For " + shell + ".",
        List.of(),
        List.of(),
        invocation -> {
          Completion completion = new Completion(tree, GLOBAL);
          invocation
              .terminal()
              .out()
              .print(
                  switch (shell) {
                    case "bash" -> completion.bash();
                    case "zsh" -> completion.zsh();
                    default -> completion.fish();
                  });
          return 0;
        });
  }

  private static void list(Command command, String path, Invocation invocation) throws IOException {
    invocation.terminal().out().println(path);
    for (Command child : command.children()) {
      list(child, path + " " + child.name(), invocation);
    }
  }
}
