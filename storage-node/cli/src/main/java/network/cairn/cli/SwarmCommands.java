package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import network.cairn.api.answer.kubo.AddrsAnswer;
import network.cairn.api.answer.kubo.BandwidthAnswer;
import network.cairn.api.answer.kubo.BitswapAnswer;
import network.cairn.api.answer.kubo.BitswapLedgerAnswer;
import network.cairn.api.answer.kubo.BootstrapAnswer;
import network.cairn.api.answer.kubo.IdAnswer;
import network.cairn.api.answer.kubo.PeerAnswer;
import network.cairn.api.answer.kubo.PeeringAnswer;
import network.cairn.api.answer.kubo.PeeringPeersAnswer;
import network.cairn.api.answer.kubo.PeersAnswer;
import network.cairn.api.answer.kubo.PingAnswer;
import network.cairn.api.answer.kubo.TextsAnswer;
import network.cairn.api.answer.kubo.WantlistAnswer;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;
import network.cairn.api.table.SwarmTable;
import network.cairn.base.units.ByteSize;

/// Commands about the node among others: identity, connections, round trips, the exchange.
final class SwarmCommands {
  private SwarmCommands() {}

  static void add(Roles roles, Actions actions) {
    Remote.Renderer strings = (v, _, out) -> TextsAnswer.read(v).strings().forEach(out::println);
    actions.put(SwarmTable.PEERS, Remote.json(roles, PeersAnswer::read, SwarmCommands::peers));
    actions.put(SwarmTable.ADDRS, Remote.json(roles, AddrsAnswer::read, SwarmCommands::addresses));
    actions.put(SwarmTable.ADDRS_LOCAL, Remote.json(roles, strings));
    actions.put(SwarmTable.ADDRS_LISTEN, Remote.json(roles, strings));
    actions.put(SwarmTable.CONNECT, Remote.json(roles, strings));
    actions.put(SwarmTable.DISCONNECT, Remote.json(roles, new Disconnected()));
    actions.put(SwarmTable.PEERING_ADD, peering(roles, "add "));
    actions.put(SwarmTable.PEERING_RM, peering(roles, "remove "));
    actions.put(
        SwarmTable.PEERING_LS, Remote.json(roles, PeeringPeersAnswer::read, SwarmCommands::kept));
    actions.put(SwarmTable.BOOTSTRAP, bootstrap(roles, ""));
    actions.put(SwarmTable.BOOTSTRAP_LIST, bootstrap(roles, ""));
    actions.put(SwarmTable.BOOTSTRAP_ADD, bootstrap(roles, "added "));
    actions.put(SwarmTable.BOOTSTRAP_REMOVE, bootstrap(roles, "removed "));
    actions.put(SwarmTable.BOOTSTRAP_REMOVE_ALL, bootstrap(roles, "removed "));
    Remote.Renderer counts = Remote.renderer(BitswapAnswer::read, SwarmCommands::bitswap);
    actions.put(SwarmTable.BITSWAP_STAT, Remote.json(roles, counts));
    actions.put(SwarmTable.STATS_BITSWAP, Remote.json(roles, counts));
    actions.put(
        SwarmTable.BITSWAP_LEDGER,
        Remote.json(roles, BitswapLedgerAnswer::read, SwarmCommands::ledger));
    actions.put(
        SwarmTable.BANDWIDTH, Remote.json(roles, BandwidthAnswer::read, SwarmCommands::bandwidth));
    actions.put(
        SwarmTable.WANTLIST,
        Remote.json(roles, WantlistAnswer::read, (w, out) -> w.keys().forEach(out::println)));
    actions.put(SwarmTable.ID, invocation -> id(roles, invocation));
    actions.put(SwarmTable.PING, Remote.json(roles, PingAnswer::read, SwarmCommands::ping));
  }

  /// Kubo tells of a failure in a text only.
  private record Disconnected() implements Remote.Renderer {
    @Override
    public void print(JsonValue value, Invocation invocation, PrintStream out) {
      TextsAnswer.read(value).strings().forEach(out::println);
    }

    @Override
    public String failure(JsonValue value) {
      boolean failed =
          TextsAnswer.read(value).strings().stream().anyMatch(s -> s.contains(" failure: "));
      return failed ? "some connections were not closed" : "";
    }
  }

  private static void bitswap(BitswapAnswer counts, Invocation invocation, PrintStream out) {
    boolean human = invocation.flag("human");
    out.println("bitswap status");
    out.println("\tblocks received: " + counts.received().blocks());
    out.println("\tblocks sent: " + counts.sent().blocks());
    out.println("\tdata received: " + size(counts.received().data(), human));
    out.println("\tdata sent: " + size(counts.sent().data(), human));
    out.println("\tdup blocks received: " + counts.duplicate().blocks());
    out.println("\tdup data received: " + size(counts.duplicate().data(), human));
    out.println("\twantlist [" + counts.wantlist().size() + " keys]");
    counts.wantlist().forEach(cid -> out.println("\t\t" + cid));
    out.println("\tpartners [" + counts.peers().size() + "]");
    if (invocation.flag("verbose")) {
      counts.peers().forEach(peer -> out.println("\t\t" + peer));
    }
  }

  private static void ledger(BitswapLedgerAnswer counts, PrintStream out) {
    out.println("Ledger for " + counts.peer());
    out.println(String.format(Locale.ROOT, "Debt ratio:\t%f", counts.ratio()));
    out.println("Exchanges:\t" + counts.exchanges());
    out.println("Bytes sent:\t" + counts.sent());
    out.println("Bytes received:\t" + counts.received());
    out.println();
  }

  private static String size(long bytes, boolean human) {
    return human ? ByteSize.text(bytes) : Long.toString(bytes);
  }

  private static void bandwidth(BandwidthAnswer bytes, PrintStream out) {
    out.println("Bandwidth");
    out.println("TotalIn: " + ByteSize.text(bytes.totalIn()));
    out.println("TotalOut: " + ByteSize.text(bytes.totalOut()));
    out.println("RateIn: " + ByteSize.text((long) bytes.rateIn()) + "/s");
    out.println("RateOut: " + ByteSize.text((long) bytes.rateOut()) + "/s");
    out.flush();
  }

  private static Actions.Action peering(Roles roles, String done) {
    return Remote.json(
        roles,
        PeeringAnswer::read,
        (answer, out) -> out.println(done + answer.id() + " " + answer.status()));
  }

  private static void kept(PeeringPeersAnswer answer, PrintStream out) {
    answer
        .peers()
        .forEach(peer -> {
          out.println(peer.id());
          peer.addresses().forEach(address -> out.println("\t" + address));
        });
  }

  private static Actions.Action bootstrap(Roles roles, String done) {
    return Remote.json(
        roles,
        BootstrapAnswer::read,
        (answer, out) -> answer.peers().stream().sorted().forEach(p -> out.println(done + p)));
  }

  private static void addresses(AddrsAnswer known, PrintStream out) {
    known
        .addrs()
        .forEach((peer, addresses) -> {
          out.println(peer + " (" + addresses.size() + ")");
          addresses.forEach(a -> out.println("\t" + a));
        });
  }

  private static void peers(PeersAnswer answer, PrintStream out) {
    for (PeerAnswer peer : answer.peers()) {
      StringBuilder line = new StringBuilder(peer.addr());
      if (!line.toString().endsWith("/p2p/" + peer.peer())) {
        line.append("/p2p/").append(peer.peer());
      }
      if (!peer.latency().isEmpty()) {
        line.append(' ').append(peer.latency());
      }
      if (peer.direction() > 0) {
        line.append(peer.direction() == 1 ? " inbound" : " outbound");
      }
      out.println(line);
      peer.streams().ifPresent(streams -> streams.forEach(s -> out.println("  " + s)));
    }
  }

  private static int id(Roles roles, Invocation invocation) throws IOException {
    Api.Query query = new Api.Query();
    invocation.optionalArgument(0).ifPresent(query::arg);
    Remote.options(invocation, query);
    Remote.JsonRenderer renderer = (v, in, out) -> identity(IdAnswer.read(v), in, out);
    return Remote.run(roles, invocation, query, renderer);
  }

  private static void identity(IdAnswer id, Invocation invocation, PrintStream out) {
    if (invocation.given("format")) {
      out.print(
          invocation
              .text("format")
              .orElse("")
              .replace("\\n", "\n")
              .replace("<id>", Printable.of(id.id()))
              .replace("<aver>", Printable.of(id.agentVersion()))
              .replace("<pubkey>", Printable.of(id.publicKey()))
              .replace("<addrs>", lines(id.addresses()))
              .replace("<protocols>", lines(id.protocols())));
      return;
    }
    out.println("{");
    out.println("\t\"ID\": " + quoted(id.id()) + ",");
    out.println("\t\"PublicKey\": " + quoted(id.publicKey()) + ",");
    list(out, "Addresses", id.addresses().orElse(List.of()));
    out.println("\t\"AgentVersion\": " + quoted(id.agentVersion()) + ",");
    list(out, "Protocols", id.protocols().orElse(List.of()));
    out.println("}");
  }

  private static String lines(Optional<List<String>> texts) {
    return texts.orElse(List.of()).stream().map(Printable::of).collect(Collectors.joining("\n"));
  }

  private static String quoted(String text) {
    return Printable.json(RecordWriter.quote(text));
  }

  private static void list(PrintStream out, String name, List<String> texts) {
    String comma = name.equals("Protocols") ? "" : ",";
    if (texts.isEmpty()) {
      out.println("\t\"" + name + "\": null" + comma);
      return;
    }
    out.println("\t\"" + name + "\": [");
    out.println(String.join(",\n", texts.stream().map(t -> "\t\t" + quoted(t)).toList()));
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
