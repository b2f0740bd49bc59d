package network.cairn.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import network.cairn.base.units.ByteSize;

/// Commands about the home: its repository, its configuration, its keys.
final class RepoCommands {
  private RepoCommands() {}

  static Command repo(Roles roles) {
    return Command.group(
        "repo",
        "Work with the repository.",
        Command.leaf(
            "gc",
            "Remove what nothing pins.",
            List.of(
                Option.flag("quiet", 'q', "Print CIDs only."),
                Option.flag("silent", "Print nothing."),
                Option.flag("stream-errors", "Go on after errors.")),
            List.of(),
            Remote.json(
                roles,
                false,
                (v, in, out) -> {
                  if (!v.at("Error").text().isEmpty()) {
                    throw new CommandFailed(v.at("Error").text());
                  }
                  if (!in.flag("silent") && v.at("Key").present()) {
                    out.println((in.flag("quiet") ? "" : "removed ") + v.at("Key").at("/").text());
                  }
                })),
        Command.leaf(
            "stat",
            "Print sizes and limits.",
            List.of(
                Option.flag("size-only", 's', "Print sizes only."),
                Option.flag("human", 'H', "Print sizes in MiB.")),
            List.of(),
            Remote.json(roles, false, RepoCommands::repoStat)),
        Command.leaf(
            "verify",
            "Check every block against its CID.",
            List.of(Option.flag("drop", "Remove damaged blocks.")),
            List.of(),
            Remote.json(
                roles,
                false,
                (v, in, out) -> {
                  if (!v.at("Msg").text().isEmpty()) {
                    out.println(v.at("Msg").text());
                  }
                })),
        Command.leaf(
            "version",
            "Print the repository's version.",
            List.of(Option.flag("quiet", 'q', "Print the number only.")),
            List.of(),
            Remote.json(
                roles,
                false,
                (v, in, out) ->
                    out.println(
                        (in.flag("quiet") ? "" : "cairn repo version ")
                            + v.at("Version").text()))));
  }

  private static void repoStat(Json value, Invocation invocation, PrintStream out) {
    boolean human = invocation.flag("human");
    String used =
        human ? ByteSize.text(value.at("RepoSize").number()) : value.at("RepoSize").text();
    String most =
        human ? ByteSize.text(value.at("StorageMax").number()) : value.at("StorageMax").text();
    if (!invocation.flag("size-only")) {
      out.println("NumObjects: " + value.at("NumObjects").text());
      long pieces = value.at("NumPieces").number();
      if (pieces > 0) {
        long bytes = value.at("PieceBytes").number();
        out.println("NumPieces:  " + pieces);
        out.println("PieceBytes: " + (human ? ByteSize.text(bytes) : Long.toString(bytes)));
      }
    }
    out.println("RepoSize:   " + used + "\nStorageMax: " + most);
    if (!invocation.flag("size-only")) {
      out.println(
          "RepoPath:   "
              + value.at("RepoPath").text()
              + "\nVersion:    "
              + value.at("Version").text());
    }
  }

  static Command config(Roles roles) {
    Remote.Renderer whole = (v, _, out) -> out.println(Pretty.print(v));
    return Command.leaf(
            "config",
            "Read or set a configuration value.",
            List.of(
                Option.flag("json", "The value is JSON."),
                Option.flag("bool", "The value is true or false.")),
            List.of(
                Argument.one("key", "The key, as Addresses.API."),
                Argument.optional("value", "The new value.")),
            invocation -> {
              Api.Query query = new Api.Query();
              invocation.arguments().forEach(query::arg);
              if (invocation.flag("json") || invocation.flag("bool")) {
                query.option("json", "true");
              }
              return Remote.run(
                  roles,
                  false,
                  invocation,
                  query,
                  (v, in, out) -> {
                    if (in.arguments().size() == 1) {
                      Json set = v.at("Value");
                      out.println(set instanceof Json.Text t ? t.value() : Pretty.print(set));
                    }
                  });
            })
        .with(
            Command.leaf(
                "show",
                "Print the configuration.",
                List.of(),
                List.of(),
                Remote.json(roles, false, whole)),
            Command.leaf(
                "replace",
                "Replace the configuration by a file.",
                List.of(),
                List.of(Argument.one("file", "The new configuration.")),
                invocation -> replace(roles, invocation)));
  }

  private static int replace(Roles roles, Invocation invocation) throws IOException {
    byte[] bytes = Files.readAllBytes(invocation.terminal().readable(invocation.argument(0)));
    String boundary = "cairn-" + UUID.randomUUID();
    return new Client(roles, invocation)
        .anyhow(api ->
            api.upload(
                "config/replace",
                new Api.Query(),
                boundary,
                out -> {
                  Multipart multipart = new Multipart(out, boundary);
                  multipart.file("config", new ByteArrayInputStream(bytes));
                  multipart.end();
                },
                (_, body) -> (int) (body.skip(Long.MAX_VALUE) * 0)));
  }

  static Command key(Roles roles) {
    Remote.Renderer keys =
        (v, in, out) ->
            v.at("Keys")
                .items()
                .forEach(k ->
                    out.println(
                        (in.flag("long") ? k.at("Id").text() + " " : "") + k.at("Name").text()));
    Command list =
        Command.leaf(
            "list",
            "List keys.",
            List.of(Option.flag("long", 'l', "With ids.")),
            List.of(),
            Remote.json(roles, false, keys));
    return Command.group(
        "key",
        "Work with keys.",
        Command.leaf(
            "gen",
            "Make a key.",
            List.of(Option.text("type", 't', "ed25519.").orElse("ed25519")),
            List.of(Argument.one("name", "The key's name.")),
            Remote.json(roles, false, (v, _, out) -> out.println(v.at("Id").text()))),
        list,
        new Command(
            "ls", list.summary(), "", list.options(), list.arguments(), List.of(), list.action()),
        Command.leaf(
            "rename",
            "Rename a key.",
            List.of(Option.flag("force", 'f', "Overwrite a key of the new name.")),
            List.of(
                Argument.one("name", "The old name."), Argument.one("newName", "The new name.")),
            Remote.json(
                roles,
                false,
                (v, _, out) ->
                    out.println(
                        "Key "
                            + v.at("Id").text()
                            + " renamed to "
                            + v.at("Now").text()
                            + (v.at("Overwrite").truth() ? " with overwriting" : "")))),
        Command.leaf(
            "rm",
            "Remove keys.",
            List.of(Option.flag("long", 'l', "With ids.")),
            List.of(Argument.many("name", "Names.")),
            Remote.json(roles, false, keys)));
  }
}
