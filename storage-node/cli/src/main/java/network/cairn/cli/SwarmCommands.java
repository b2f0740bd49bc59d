package network.cairn.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// Commands about the node among others: identity, connections, round trips, the exchange.
final class SwarmCommands {
  private SwarmCommands() {}

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
            Remote.json(roles, true, SwarmCommands::peers)),
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
          return Remote.run(roles, false, invocation, query, SwarmCommands::identity);
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
                    Locale.ROOT, "Pong received: time=%.2f ms%n", v.at("Time").number() / 1e6);
              }
              out.flush();
            }));
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
