package network.cairn.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.UUID;
import network.cairn.api.json.JsonValue;
import network.cairn.api.table.RepoTable;
import network.cairn.base.units.ByteSize;

/// Commands about the home: its repository, its configuration, its keys.
final class RepoCommands {
  private RepoCommands() {}

  static void add(Roles roles, Actions actions) {
    repo(roles, actions);
    config(roles, actions);
    keys(roles, actions);
  }

  private static void repo(Roles roles, Actions actions) {
    actions.put(RepoTable.COLLECT, Remote.json(roles, RepoCommands::collected));
    actions.put(RepoTable.STAT, Remote.json(roles, RepoCommands::repoStat));
    actions.put(
        RepoTable.VERIFY,
        Remote.json(
            roles,
            (v, _, out) -> {
              if (!v.at("Msg").text().isEmpty()) {
                out.println(v.at("Msg").text());
              }
            }));
    actions.put(
        RepoTable.VERSION,
        Remote.json(
            roles,
            (v, in, out) ->
                out.println(
                    (in.flag("quiet") ? "" : "cairn repo version ") + v.at("Version").text())));
  }

  private static void collected(JsonValue value, Invocation invocation, PrintStream out) {
    if (!value.at("Error").text().isEmpty()) {
      throw new CommandFailed(value.at("Error").text());
    }
    if (!invocation.flag("silent") && value.at("Key").present()) {
      out.println((invocation.flag("quiet") ? "" : "removed ") + value.at("Key").at("/").text());
    }
  }

  private static void repoStat(JsonValue value, Invocation invocation, PrintStream out) {
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

  private static void config(Roles roles, Actions actions) {
    actions.put(RepoTable.CONFIG, invocation -> setting(roles, invocation));
    actions.put(
        RepoTable.CONFIG_SHOW, Remote.json(roles, (v, _, out) -> out.println(Pretty.print(v))));
    actions.put(RepoTable.CONFIG_REPLACE, invocation -> replace(roles, invocation));
  }

  private static int setting(Roles roles, Invocation invocation) throws IOException {
    Api.Query query = new Api.Query();
    invocation.arguments().forEach(query::arg);
    if (invocation.flag("json") || invocation.flag("bool")) {
      query.option("json", "true");
    }
    return Remote.run(
        roles,
        invocation,
        query,
        (v, in, out) -> {
          if (in.arguments().size() == 1) {
            JsonValue set = v.at("Value");
            out.println(set instanceof JsonValue.Text t ? t.value() : Pretty.print(set));
          }
        });
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
                  MultipartWriter multipart = new MultipartWriter(out, boundary);
                  multipart.part(
                      "config", "application/octet-stream", new ByteArrayInputStream(bytes));
                  multipart.end();
                },
                (_, body) -> (int) (body.skip(Long.MAX_VALUE) * 0)));
  }

  private static void keys(Roles roles, Actions actions) {
    Remote.Renderer keys =
        (v, in, out) ->
            v.at("Keys")
                .items()
                .forEach(k ->
                    out.println(
                        (in.flag("long") ? k.at("Id").text() + " " : "") + k.at("Name").text()));
    actions.put(
        RepoTable.KEY_GENERATE, Remote.json(roles, (v, _, out) -> out.println(v.at("Id").text())));
    actions.put(RepoTable.KEY_LIST, Remote.json(roles, keys));
    actions.put(RepoTable.KEY_LS, Remote.json(roles, keys));
    actions.put(RepoTable.KEY_REMOVE, Remote.json(roles, keys));
    actions.put(
        RepoTable.KEY_RENAME,
        Remote.json(
            roles,
            (v, _, out) ->
                out.println(
                    "Key "
                        + v.at("Id").text()
                        + " renamed to "
                        + v.at("Now").text()
                        + (v.at("Overwrite").truth() ? " with overwriting" : ""))));
  }
}
