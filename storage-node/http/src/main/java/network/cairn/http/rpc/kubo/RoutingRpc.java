package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.api.answer.kubo.QueryAnswer;
import network.cairn.api.table.RoutingTable;
import network.cairn.base.time.Deadline;
import network.cairn.http.delegated.DelegatedRouter;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.kad.InvalidValue;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.kad.KadPeer;
import network.cairn.libp2p.kad.LookupWatcher;
import network.cairn.libp2p.peer.PeerId;

/// `routing/…`: what a DHT is asked and told.
final class RoutingRpc {
  private static final Duration TIME = Duration.ofMinutes(1);
  private static final int MAX_PROVIDERS = 1_000;
  private static final int ANSWER_SHARE = 20;

  /// No record is kept under a longer key.
  private static final int MAX_KEY = 80;

  private static final String NAMES = "/ipns/";
  private static final int MAX_VALUE = 10 * 1024;

  private final Backend backend;

  RoutingRpc(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(RoutingTable.FIND_PROVIDERS, this::findProviders),
        Route.of(RoutingTable.FIND_PEER, this::findPeer),
        Route.of(RoutingTable.PROVIDE, this::provide),
        Route.of(RoutingTable.GET, this::get),
        Route.of(RoutingTable.PUT, this::put));
  }

  private List<KadDht> dhts() {
    List<KadDht> dhts = SwarmRpc.online(backend).dhts();
    if (dhts.isEmpty()) {
      throw new CommandError(
          "this node takes part in no DHT; set 'cairn config Routing.Type auto' and start the"
              + " daemon again");
    }
    return dhts;
  }

  /// Somebody must be there to be asked.
  private List<DelegatedRouter> routers() {
    Backend.Online online = SwarmRpc.online(backend);
    if (online.routers().isEmpty()) {
      dhts();
    }
    return online.routers();
  }

  static Cid cid(String text) {
    try {
      return Cid.parse(text.startsWith("/ipfs/") ? text.substring("/ipfs/".length()) : text);
    } catch (InvalidCid e) {
      throw new CommandError("invalid CID '" + text + "': " + e.getMessage(), e);
    }
  }

  private static byte[] key(String text) {
    Cid cid = cid(text);
    byte[] key = cid.multihash().bytes();
    if (key.length > MAX_KEY) {
      throw new CommandError(
          "a DHT keeps nothing of "
              + text
              + ": its multihash has "
              + key.length
              + " bytes, over 80");
    }
    return key;
  }

  private void findProviders(Call call, Reply reply) throws IOException, InterruptedException {
    byte[] key = key(call.argument(0));
    int most = call.number("num-providers", 1, MAX_PROVIDERS, 20);
    Duration time = call.deadline().left(TIME);
    RoutingLines lines = new RoutingLines(backend.scheduler(), most);
    for (DelegatedRouter router : routers()) {
      lines.run(() -> router.findProviders(cid(call.argument(0)), most, time, lines.ofRouter()));
    }
    for (KadDht dht : SwarmRpc.online(backend).dhts()) {
      lines.run(() -> dht.findProviders(key, most, time, lines::provider, lines));
    }
    try (Deadline.Waiting _ = call.deadline().waiting()) {
      lines.writeTo(reply, time);
    }
  }

  private void findPeer(Call call, Reply reply) throws IOException, InterruptedException {
    PeerId peer = SwarmRpc.peer(call.argument(0));
    Duration time = call.deadline().left(TIME);
    List<DelegatedRouter> routers = routers();
    Host host = SwarmRpc.online(backend).host();
    if (host.isConnected(peer)) {
      reply.line(
          RoutingLines.peer(
              QueryAnswer.FINAL_PEER, new KadPeer(peer, host.peerstore().addresses(peer))));
      return;
    }
    RoutingLines lines = new RoutingLines(backend.scheduler(), 1);
    for (DelegatedRouter router : routers) {
      lines.run(() ->
          router
              .findPeer(peer, time)
              .ifPresent(p -> lines.place(new KadPeer(p.peer(), p.addresses()))));
    }
    for (KadDht dht : SwarmRpc.online(backend).dhts()) {
      lines.run(() -> dht.findPeer(peer, time, lines).ifPresent(lines::place));
    }
    try (Deadline.Waiting _ = call.deadline().waiting()) {
      lines.writeTo(reply, time);
    }
    if (lines.found() == 0) {
      throw new CommandError(
          "routing: not found: nobody who was asked knows where " + peer + " is");
    }
  }

  private void provide(Call call, Reply reply) throws IOException, InterruptedException {
    List<KadDht> dhts = dhts();
    KadDht dht =
        dhts.stream()
            .filter(d -> d.peers() > 0)
            .findFirst()
            .orElseThrow(() -> new CommandError("cannot provide, no connected peers"));
    for (String text : call.arguments()) {
      if (!backend.repository().blockstore().has(cid(text))) {
        throw new CommandError("block " + text + " not found locally, cannot provide");
      }
    }
    for (String text : call.arguments()) {
      byte[] key = key(text);
      Duration time = call.deadline().left(TIME);
      RoutingLines lines = new RoutingLines(backend.scheduler(), 1);
      AtomicInteger told = new AtomicInteger();
      // It ends before the wait for it does, so that whom it told is known.
      Duration first = time.minus(time.dividedBy(ANSWER_SHARE));
      lines.run(() -> told.set(dht.provide(key, first, lines)));
      try (Deadline.Waiting _ = call.deadline().waiting()) {
        lines.writeTo(reply, time);
      }
      if (told.get() == 0) {
        throw new CommandError(
            "no peer of the DHT took the record of "
                + text
                + ": it has no address of this node that they may tell others, or none answered");
      }
      SwarmRpc.online(backend).sweepers().stream()
          .filter(sweeper -> sweeper.dht().equals(dht))
          .forEach(sweeper -> sweeper.announced(cid(text).multihash(), told.get()));
    }
  }

  private void get(Call call, Reply reply) throws IOException, InterruptedException {
    for (String text : call.arguments()) {
      byte[] key = valueKey(text);
      // Routers have records of names alone.
      List<DelegatedRouter> routers = text.startsWith(NAMES) ? routers() : List.of();
      List<KadDht> dhts = routers.isEmpty() ? dhts() : SwarmRpc.online(backend).dhts();
      Duration time = call.deadline().left(TIME);
      RoutingValue best = new RoutingValue(key);
      RoutingLines lines = new RoutingLines(backend.scheduler(), 1);
      // They end before the wait for them does, so that what they found is known.
      Duration first = time.minus(time.dividedBy(ANSWER_SHARE));
      for (KadDht dht : dhts) {
        lines.run(() -> best.ask(dht, first));
      }
      for (DelegatedRouter router : routers) {
        PeerId name = SwarmRpc.peer(text.substring(NAMES.length()));
        Instant now = Instant.ofEpochMilli(backend.scheduler().epochMillis());
        lines.run(() -> best.ask(router, name, first, now));
      }
      try (Deadline.Waiting _ = call.deadline().waiting()) {
        lines.await(time);
      }
      reply.line(
          QueryAnswer.found(
              best.value()
                  .orElseThrow(() ->
                      new CommandError(
                          "routing: not found: "
                              + (routers.isEmpty() ? "no peer of the DHT" : "nobody who was asked")
                              + " has a value of "
                              + text))));
    }
  }

  private void put(Call call, Reply reply) throws IOException, InterruptedException {
    byte[] key = valueKey(call.argument(0));
    Part part =
        call.part().orElseThrow(() -> new BadRequest("file argument 'value-file' is required"));
    byte[] value = part.body().readNBytes(MAX_VALUE + 1);
    if (value.length > MAX_VALUE) {
      throw new CommandError("a DHT keeps no value of more than " + MAX_VALUE + " bytes");
    }
    List<KadDht> dhts = dhts();
    KadDht dht = dhts.stream().filter(d -> d.peers() > 0).findFirst().orElse(dhts.getLast());
    Duration time = call.deadline().left(TIME);
    Duration first = time.minus(time.dividedBy(ANSWER_SHARE));
    int took;
    try (Deadline.Waiting _ = call.deadline().waiting()) {
      took = dht.putValue(key, value, first, LookupWatcher.NONE);
    } catch (InvalidValue e) {
      throw new CommandError("cannot put " + call.argument(0) + ": " + e.getMessage(), e);
    }
    if (took == 0 && !call.flag("allow-offline")) {
      throw new CommandError(
          "no peer of the DHT took the value of "
              + call.argument(0)
              + "; it is kept here only, until the daemon ends");
    }
    PeerId self = SwarmRpc.online(backend).host().id();
    reply.value(new QueryAnswer("", self.toString(), List.of(), QueryAnswer.VALUE));
  }

  /// `/ipns/` or `/pk/` and a peer's id, as the DHT has it: with the id's bytes.
  private static byte[] valueKey(String text) {
    String kind = text.startsWith("/pk/") ? "/pk/" : NAMES;
    if (!text.startsWith(kind)) {
      throw new CommandError(
          "invalid key '" + text + "': a DHT keeps values of /ipns/PEER and /pk/PEER");
    }
    byte[] start = kind.getBytes(StandardCharsets.US_ASCII);
    byte[] peer = SwarmRpc.peer(text.substring(kind.length())).bytes();
    byte[] key = Arrays.copyOf(start, start.length + peer.length);
    System.arraycopy(peer, 0, key, start.length, peer.length);
    return key;
  }
}
