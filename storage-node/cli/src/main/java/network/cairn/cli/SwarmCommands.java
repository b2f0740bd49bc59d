package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import network.cairn.api.answer.kubo.PingAnswer;
import network.cairn.api.answer.kubo.TextsAnswer;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.JsonWriter;
import network.cairn.api.table.SwarmTable;

/// Commands about the node among others: identity, connections, round trips, the exchange.
final class SwarmCommands {
  private SwarmCommands() {}

  static void add(Roles roles, Actions actions) {
    Remote.Renderer strings = (v, _, out) -> TextsAnswer.read(v).strings().forEach(out::println);
    actions.put(SwarmTable.PEERS, Remote.json(roles, SwarmCommands::peers));
    actions.put(SwarmTable.ADDRS, Remote.json(roles, (v, _, out) -> addresses(v, out)));
    actions.put(SwarmTable.ADDRS_LOCAL, Remote.json(roles, strings));
    actions.put(SwarmTable.ADDRS_LISTEN, Remote.json(roles, strings));
    actions.put(SwarmTable.CONNECT, Remote.json(roles, strings));
    actions.put(SwarmTable.DISCONNECT, Remote.json(roles, strings));
    actions.put(
        SwarmTable.BITSWAP_STAT, Remote.json(roles, (v, _, out) -> out.println(Pretty.print(v))));
    actions.put(
        SwarmTable.WANTLIST,
        Remote.json(
            roles,
            (v, _, out) -> v.at("Keys").items().forEach(k -> out.println(k.at("/").text()))));
    actions.put(SwarmTable.ID, invocation -> id(roles, invocation));
    actions.put(SwarmTable.PING, Remote.json(roles, PingAnswer::read, SwarmCommands::ping));
  }

  private static void addresses(JsonValue value, PrintStream out) {
    value
        .at("Addrs")
        .fields()
        .forEach((peer, list) -> {
          out.println(peer + " (" + list.items().size() + ")");
          list.items().forEach(a -> out.println("\t" + a.text()));
        });
  }

  private static void peers(JsonValue value, Invocation invocation, PrintStream out) {
    for (JsonValue peer : value.at("Peers").items()) {
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

  private static int id(Roles roles, Invocation invocation) throws IOException {
    Api.Query query = new Api.Query();
    invocation.optionalArgument(0).ifPresent(query::arg);
    return Remote.run(roles, invocation, query, SwarmCommands::identity);
  }

  private static void identity(JsonValue value, Invocation invocation, PrintStream out) {
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
                      "\n", value.at("Addresses").items().stream().map(JsonValue::text).toList()))
              .replace(
                  "<protocols>",
                  String.join(
                      "\n", value.at("Protocols").items().stream().map(JsonValue::text).toList()))
              .replace("\\n", "\n"));
      return;
    }
    out.println("{");
    out.println("\t\"ID\": " + JsonWriter.quote(value.at("ID").text()) + ",");
    out.println("\t\"PublicKey\": " + JsonWriter.quote(value.at("PublicKey").text()) + ",");
    list(out, "Addresses", value.at("Addresses"));
    out.println("\t\"AgentVersion\": " + JsonWriter.quote(value.at("AgentVersion").text()) + ",");
    list(out, "Protocols", value.at("Protocols"));
    out.println("}");
  }

  private static void list(PrintStream out, String name, JsonValue values) {
    String comma = name.equals("Protocols") ? "" : ",";
    if (values.items().isEmpty()) {
      out.println("\t\"" + name + "\": null" + comma);
      return;
    }
    out.println("\t\"" + name + "\": [");
    out.println(
        String.join(
            ",\n", values.items().stream().map(v -> "\t\t" + JsonWriter.quote(v.text())).toList()));
    out.println("\t]" + comma);
  }

  private static void ping(PingAnswer ping, PrintStream out) {
    if (!ping.text().isEmpty()) {
      out.println(ping.text());
    } else if (ping.success()) {
      out.printf(Locale.ROOT, "Pong received: time=%.2f ms%n", ping.time() / 1e6);
    }
    out.flush();
  }
}
