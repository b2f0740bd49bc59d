package network.cairn.node.cli;

import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import network.cairn.node.config.ByteSize;

/// Commands about the node: pins, repository, peers, identity, configuration, keys.
final class NodeCommands {
  private NodeCommands() {}

  static Command pin(Roles roles) {
    Option recursive = Option.flag("recursive", 'r', "The whole DAG.").orElse("true");
    Argument paths = Argument.many("path", "CIDs or paths.");
    return Command.group(
        "pin",
        "Keep content from being collected.",
        Command.leaf(
            "add",
            "Pin DAGs, fetching what is missing.",
            List.of(
                recursive,
                Option.text("name", 'n', "The pin's name."),
                Option.flag("progress", "Show progress."),
                Option.text("peer", "A peer to fetch from, as a multiaddr with /p2p.")),
            List.of(paths),
            invocation -> pinAdd(roles, invocation)),
        Command.leaf(
            "rm",
            "Unpin.",
            List.of(recursive),
            List.of(paths),
            Remote.json(
                roles,
                false,
                (v, _, out) ->
                    v.at("Pins").items().forEach(p -> out.println("unpinned " + p.text())))),
        Command.leaf(
            "ls",
            "List pins.",
            List.of(
                Option.text("type", 't', "all, direct, indirect or recursive.").orElse("all"),
                Option.flag("quiet", 'q', "Print CIDs only."),
                Option.text("name", 'n', "Only pins whose name holds this text."),
                Option.flag("names", "Print names."),
                Option.flag("stream", 's', "Print pins as they are found.")),
            List.of(Argument.any("path", "Only these.")),
            Remote.json(roles, false, NodeCommands::pins)),
        Command.leaf(
            "update",
            "Pin one DAG instead of another.",
            List.of(Option.flag("unpin", "Unpin the old one.").orElse("true")),
            List.of(
                Argument.one("from-path", "Pinned until now."),
                Argument.one("to-path", "Pinned from now on.")),
            Remote.json(
                roles,
                false,
                (v, _, out) -> {
                  List<Json> pins = v.at("Pins").items();
                  out.println("updated " + pins.getFirst().text() + " to " + pins.getLast().text());
                })),
        Command.leaf(
            "verify",
            "Check that pinned DAGs are whole.",
            List.of(
                Option.flag("verbose", 'v', "Print good ones too."),
                Option.flag("quiet", 'q', "Print broken CIDs only.")),
            List.of(),
            Remote.json(roles, false, NodeCommands::verified)));
  }

  private static int pinAdd(Roles roles, Invocation invocation) throws java.io.IOException {
    boolean bar =
        invocation.given("progress")
            ? invocation.flag("progress")
            : invocation.terminal().errorIsTerminal();
    Api.Query query = Remote.query(invocation).option("progress", Boolean.toString(bar));
    String kind = invocation.flag("recursive") ? "recursively" : "directly";
    return Remote.run(
        roles,
        false,
        invocation,
        query,
        (value, in, out) -> {
          PrintStream err = in.terminal().err();
          if (value.at("Progress").present() && !value.at("Pins").present()) {
            err.print("\rFetched/Processed " + value.at("Progress").text() + " nodes\u001b[K");
            err.flush();
          }
          if (bar && value.at("Pins").present()) {
            err.print("\r\u001b[K");
          }
          value.at("Pins").items().forEach(p -> out.println("pinned " + p.text() + " " + kind));
        });
  }

  private static void pins(Json value, Invocation invocation, PrintStream out) {
    if (value.at("Keys").present()) {
      value.at("Keys").fields().forEach((cid, pin) -> pinLine(cid, pin, invocation, out));
    } else if (value.at("Cid").present()) {
      pinLine(value.at("Cid").text(), value, invocation, out);
    }
  }

  private static void pinLine(String cid, Json pin, Invocation invocation, PrintStream out) {
    String name = pin.at("Name").text();
    boolean named = !name.isEmpty() && (invocation.flag("names") || invocation.given("name"));
    out.println(
        invocation.flag("quiet")
            ? cid
            : cid + " " + pin.at("Type").text() + (named ? " " + name : ""));
  }

  private static void verified(Json value, Invocation invocation, PrintStream out) {
    String cid = value.at("Cid").text();
    if (value.at("Ok").truth()) {
      if (invocation.flag("verbose")) {
        out.println(cid + " ok");
      }
      return;
    }
    out.println(invocation.flag("quiet") ? cid : cid + " broken");
    if (!invocation.flag("quiet")) {
      value
          .at("BadNodes")
          .items()
          .forEach(n -> out.println("  " + n.at("Cid").text() + ": " + n.at("Err").text()));
    }
  }

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
            Remote.json(roles, false, NodeCommands::repoStat)),
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

  static Command swarm(Roles roles) {
    Remote.Renderer strings =
        (v, _, out) -> v.at("Strings").items().forEach(s -> out.println(s.text()));
    Argument addresses = Argument.many("address", "Multiaddrs with /p2p.");
    return Command.group(
        "swarm",
        "Work with connections to peers.",
        Command.leaf(
            "peers",
            "List connected peers.",
            List.of(
                Option.flag("verbose", 'v', "Print all that is known."),
                Option.flag("streams", "Print open streams."),
                Option.flag("latency", "Print round trip times."),
                Option.flag("direction", "Print who dialled."),
                Option.flag("identify", "Print what the peer says of itself.")),
            List.of(),
            Remote.json(roles, true, NodeCommands::peers)),
        Command.leaf(
                "addrs",
                "List known addresses.",
                List.of(),
                List.of(),
                Remote.json(
                    roles,
                    true,
                    (v, _, out) ->
                        v.at("Addrs")
                            .fields()
                            .forEach((peer, list) -> {
                              out.println(peer + " (" + list.items().size() + ")");
                              list.items().forEach(a -> out.println("\t" + a.text()));
                            })))
            .with(
                Command.leaf(
                    "local",
                    "List this node's addresses.",
                    List.of(Option.flag("id", "With /p2p.")),
                    List.of(),
                    Remote.json(roles, true, strings)),
                Command.leaf(
                    "listen",
                    "List the addresses listened on.",
                    List.of(),
                    List.of(),
                    Remote.json(roles, true, strings))),
        Command.leaf(
            "connect",
            "Connect to peers.",
            List.of(),
            List.of(addresses),
            Remote.json(roles, true, strings)),
        Command.leaf(
            "disconnect",
            "Close connections.",
            List.of(),
            List.of(addresses),
            Remote.json(roles, true, strings)));
  }

  private static void peers(Json value, Invocation invocation, PrintStream out) {
    for (Json peer : value.at("Peers").items()) {
      StringBuilder line = new StringBuilder(peer.at("Addr").text());
      String id = peer.at("Peer").text();
      if (!line.toString().endsWith("/p2p/" + id)) {
        line.append("/p2p/").append(id);
      }
      if (!peer.at("Latency").text().isEmpty()) {
        line.append(' ').append(peer.at("Latency").text());
      }
      if (peer.at("Direction").number() > 0) {
        line.append(peer.at("Direction").number() == 1 ? " inbound" : " outbound");
      }
      out.println(line);
      peer.at("Streams").items().forEach(s -> out.println("  " + s.at("Protocol").text()));
    }
  }

  static Command id(Roles roles) {
    return Command.leaf(
        "id",
        "Show who this node, or a peer, is.",
        List.of(
            Option.text(
                "format",
                'f',
                "Print this, with <id> <aver> <pubkey> <addrs> <protocols> replaced.")),
        List.of(Argument.optional("peerid", "A peer.")),
        invocation -> {
          Api.Query query = new Api.Query();
          invocation.optionalArgument(0).ifPresent(query::arg);
          return Remote.run(roles, false, invocation, query, NodeCommands::identity);
        });
  }

  private static void identity(Json value, Invocation invocation, PrintStream out) {
    if (invocation.given("format")) {
      out.print(
          invocation
              .text("format")
              .orElse("")
              .replace("<id>", value.at("ID").text())
              .replace("<aver>", value.at("AgentVersion").text())
              .replace("<pubkey>", value.at("PublicKey").text())
              .replace(
                  "<addrs>",
                  String.join(
                      "\n", value.at("Addresses").items().stream().map(Json::text).toList()))
              .replace(
                  "<protocols>",
                  String.join(
                      "\n", value.at("Protocols").items().stream().map(Json::text).toList()))
              .replace("\\n", "\n"));
      return;
    }
    out.println("{");
    out.println("\t\"ID\": " + Json.quote(value.at("ID").text()) + ",");
    out.println("\t\"PublicKey\": " + Json.quote(value.at("PublicKey").text()) + ",");
    list(out, "Addresses", value.at("Addresses"));
    out.println("\t\"AgentVersion\": " + Json.quote(value.at("AgentVersion").text()) + ",");
    list(out, "Protocols", value.at("Protocols"));
    out.println("}");
  }

  private static void list(PrintStream out, String name, Json values) {
    String comma = name.equals("Protocols") ? "" : ",";
    if (values.items().isEmpty()) {
      out.println("\t\"" + name + "\": null" + comma);
      return;
    }
    out.println("\t\"" + name + "\": [");
    out.println(
        String.join(
            ",\n", values.items().stream().map(v -> "\t\t" + Json.quote(v.text())).toList()));
    out.println("\t]" + comma);
  }

  static Command ping(Roles roles) {
    return Command.leaf(
        "ping",
        "Measure round trips to a peer.",
        List.of(Option.number("count", 'n', "How many.").orElse("10")),
        List.of(Argument.one("peer", "A peer id or a multiaddr with /p2p.")),
        Remote.json(
            roles,
            true,
            (v, _, out) -> {
              if (!v.at("Text").text().isEmpty()) {
                out.println(v.at("Text").text());
              } else if (v.at("Success").truth()) {
                out.printf(
                    java.util.Locale.ROOT,
                    "Pong received: time=%.2f ms%n",
                    v.at("Time").number() / 1e6);
              }
              out.flush();
            }));
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

  private static int replace(Roles roles, Invocation invocation) throws java.io.IOException {
    byte[] bytes =
        Files.readAllBytes(invocation.terminal().directory().resolve(invocation.argument(0)));
    String boundary = "cairn-" + UUID.randomUUID();
    return new Client(roles, invocation)
        .anyhow(api ->
            api.upload(
                "config/replace",
                new Api.Query(),
                boundary,
                out -> {
                  Multipart multipart = new Multipart(out, boundary);
                  multipart.part(
                      "config",
                      "application/octet-stream",
                      new java.io.ByteArrayInputStream(bytes));
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

  static Command bitswap(Roles roles) {
    return Command.group(
        "bitswap",
        "Look at the exchange.",
        Command.leaf(
            "stat",
            "Print counts.",
            List.of(),
            List.of(),
            Remote.json(roles, true, (v, _, out) -> out.println(Pretty.print(v)))),
        Command.leaf(
            "wantlist",
            "List the blocks wanted.",
            List.of(),
            List.of(),
            Remote.json(
                roles,
                true,
                (v, _, out) -> v.at("Keys").items().forEach(k -> out.println(k.at("/").text())))));
  }
}
