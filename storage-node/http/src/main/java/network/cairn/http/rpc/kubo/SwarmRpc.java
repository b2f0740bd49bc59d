package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import network.cairn.api.answer.kubo.AddrsAnswer;
import network.cairn.api.answer.kubo.IdAnswer;
import network.cairn.api.answer.kubo.PeerAnswer;
import network.cairn.api.answer.kubo.PeersAnswer;
import network.cairn.api.answer.kubo.PingAnswer;
import network.cairn.api.answer.kubo.TextsAnswer;
import network.cairn.api.table.SwarmTable;
import network.cairn.base.time.Deadline;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peerstore.Peerstore;

/// `swarm/…` and `ping`.
final class SwarmRpc {
  private static final Duration PING = Duration.ofSeconds(10);
  private static final Duration BETWEEN_PINGS = Duration.ofSeconds(1);
  private static final int MAX_PINGS = 1000;
  private final Backend backend;

  SwarmRpc(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(SwarmTable.PEERS, this::peers),
        Route.of(SwarmTable.ADDRS, this::addresses),
        Route.of(SwarmTable.ADDRS_LOCAL, this::local),
        Route.of(SwarmTable.ADDRS_LISTEN, this::listening),
        Route.of(SwarmTable.CONNECT, this::connect),
        Route.of(SwarmTable.DISCONNECT, this::disconnect),
        Route.of(SwarmTable.PING, this::ping));
  }

  private Backend.Online online() {
    return online(backend);
  }

  static Backend.Online online(Backend backend) {
    return backend
        .online()
        .orElseThrow(() ->
            new CommandError(
                "this command must be run in online mode. Try running 'cairn daemon' first"));
  }

  private Host host() {
    return online().host();
  }

  private void peers(Call call, Reply reply) throws IOException {
    boolean all = call.flag("verbose");
    reply.value(
        new PeersAnswer(
            host().connections().stream()
                .sorted(Comparator.comparing(Connection::peer))
                .map(c -> peer(call, all, c))
                .toList()));
  }

  private PeerAnswer peer(Call call, boolean all, Connection connection) {
    boolean latency = all || call.flag("latency");
    boolean direction = all || call.flag("direction");
    boolean streams = all || call.flag("streams");
    boolean identify = all || call.flag("identify");
    return new PeerAnswer(
        withoutPeer(connection.remoteAddress()),
        connection.peer().toString(),
        latency ? latency(connection.latencyNanos()) : "",
        direction ? direction(connection) : 0,
        streams ? Optional.of(connection.streams()) : Optional.empty(),
        identify ? NodeInfo.describe(host().peerstore(), connection.peer()) : IdAnswer.UNKNOWN);
  }

  private static int direction(Connection connection) {
    return connection.direction() == Direction.INBOUND ? 1 : 2;
  }

  private static String withoutPeer(Multiaddr address) {
    return address.withoutPeer().map(Multiaddr::toString).orElse("");
  }

  private static String latency(long nanos) {
    return nanos == 0 ? "n/a" : String.format(Locale.ROOT, "%.3fms", nanos / 1e6);
  }

  private void addresses(Call call, Reply reply) throws IOException {
    SequencedMap<String, List<String>> addresses = new LinkedHashMap<>();
    Peerstore known = host().peerstore();
    for (PeerId peer : known.peers()) {
      addresses.put(
          peer.toString(), known.addresses(peer).stream().map(Multiaddr::toString).toList());
    }
    reply.value(new AddrsAnswer(addresses));
  }

  private void local(Call call, Reply reply) throws IOException {
    PeerId id = host().id();
    List<String> texts =
        host().announcedAddresses().stream()
            .map(a -> call.flag("id") ? a.withPeer(id).toString() : a.toString())
            .toList();
    strings(reply, texts);
  }

  private void listening(Call call, Reply reply) throws IOException {
    strings(reply, host().listenAddresses().stream().map(Multiaddr::toString).toList());
  }

  private static void strings(Reply reply, List<String> texts) throws IOException {
    reply.value(new TextsAnswer(texts));
  }

  private void connect(Call call, Reply reply) throws IOException, InterruptedException {
    List<Multiaddr> addresses = call.arguments().stream().map(NamedPeer::address).toList();
    List<String> done = new ArrayList<>();
    for (Multiaddr address : addresses) {
      try (Deadline.Waiting _ = call.deadline().waiting()) {
        PeerId peer = host().connect(address, call.deadline().left(NamedPeer.DIAL));
        host().peerstore().addAddresses(peer, List.of(address), false);
        done.add("connect " + peer + " success");
      } catch (IOException e) {
        throw NamedPeer.failed(address, e);
      }
    }
    strings(reply, done);
  }

  private void disconnect(Call call, Reply reply) throws IOException {
    List<String> done = new ArrayList<>();
    for (String text : call.arguments()) {
      PeerId peer =
          text.startsWith("/") ? NamedPeer.address(text).peerId().orElseThrow() : peer(text);
      boolean connected = host().isConnected(peer);
      host().disconnect(peer);
      done.add("disconnect " + peer + (connected ? " success" : " failure: conn not found"));
    }
    strings(reply, done);
  }

  static PeerId peer(String text) {
    try {
      return PeerId.parse(text.startsWith("/p2p/") ? text.substring("/p2p/".length()) : text);
    } catch (InvalidPeer e) {
      throw new CommandError("invalid peer id: " + e.getMessage(), e);
    }
  }

  private void ping(Call call, Reply reply) throws IOException, InterruptedException {
    String text = call.argument(0);
    boolean address = text.startsWith("/") && !text.startsWith("/p2p/");
    PeerId peer = address ? NamedPeer.address(text).peerId().orElseThrow() : peer(text);
    if (peer.equals(host().id())) {
      throw new CommandError("can't ping self");
    }
    if (call.number("count").orElse(1) < 1) {
      throw new CommandError("ping count must be greater than 0, and at most " + MAX_PINGS);
    }
    int count = call.number("count", 1, MAX_PINGS, 10);
    if (!address && host().peerstore().addresses(peer).isEmpty()) {
      reply.line(line(true, 0, "Looking up peer " + peer));
    }
    reply.line(line(true, 0, "PING " + peer + "."));
    meet(peer, address ? Optional.of(NamedPeer.address(text)) : Optional.empty(), call);
    long sum = 0;
    int answered = 0;
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        backend.scheduler().sleep(BETWEEN_PINGS);
      }
      try {
        long nanos = host().ping(peer, call.deadline().left(PING)).toNanos();
        sum += nanos;
        answered++;
        reply.line(line(true, nanos, ""));
      } catch (IOException e) {
        reply.line(line(false, 0, "Ping error: " + e.getMessage()));
      }
    }
    if (answered == 0) {
      throw new CommandError("ping failed");
    }
    reply.line(
        line(true, 0, String.format(Locale.ROOT, "Average latency: %.2fms", sum / 1e6 / answered)));
  }

  /// One that cannot be reached is told once, not once for each ping.
  private void meet(PeerId peer, Optional<Multiaddr> address, Call call)
      throws InterruptedException {
    try {
      if (address.isPresent()) {
        host().connect(address.get(), call.deadline().left(NamedPeer.DIAL));
      } else {
        host().connect(peer, call.deadline().left(NamedPeer.DIAL));
      }
    } catch (IOException e) {
      throw new CommandError("ping failed: cannot reach " + peer + ": " + e.getMessage(), e);
    }
  }

  private static PingAnswer line(boolean success, long nanos, String text) {
    return new PingAnswer(success, nanos, text);
  }
}
