package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.SimScheduler;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.cid.Cid;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Commands about others, between two hosts on a simulated network.
final class SwarmRpcTest {
  private static final String NOBODY = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";
  private static final String BELOW = "/ip4/10.9.9.9/tcp/4001/p2p/" + NOBODY;
  @TempDir Path home;

  /// A node and a host that it can reach.
  private static final class World {
    final SimScheduler sim;
    final Host own;
    final Host other;
    final Multiaddr address;
    final TestBackend node;

    World(SimScheduler sim, Path home) throws IOException {
      this.sim = sim;
      SimNetwork network = new SimNetwork(sim, 1);
      own = SimNodes.host(sim, network.machine("own"), new SplittableRandom(1), "cairn/sim1");
      Transport machine = network.machine("other");
      other = SimNodes.host(sim, machine, new SplittableRandom(2), "cairn/sim2");
      address = SimNetwork.address(machine).withPeer(other.id());
      node = SimNodes.node(home, sim, own, List.of());
    }

    TestResponse connected() throws InterruptedException {
      TestResponse seen = node.call("swarm/connect?arg=" + address).good();
      sim.sleep(Duration.ofSeconds(1));
      return seen;
    }
  }

  private interface Scenario {
    void run(World world) throws Exception;
  }

  private void simulate(Scenario scenario) {
    SimScheduler sim = new SimScheduler(7);
    sim.run(() -> {
      World world = new World(sim, home);
      try (TestBackend _ = world.node) {
        scenario.run(world);
      } finally {
        world.own.close();
        world.other.close();
      }
    });
  }

  private static List<String> strings(JsonNode answer) {
    return answer.path("Strings").valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void keepsANamedPeerConnectedAsLongAsTheCallLasts() {
    simulate(world -> {
      NamedPeer.Meeting meeting =
          NamedPeer.meet(
              world.node.backend(), Optional.of(world.address.toString()), Deadline.none());
      for (int i = 0; i < 3; i++) {
        assertThat(world.own.isConnected(world.other.id())).isTrue();
        world.other.disconnect(world.own.id());
        world.sim.sleep(Duration.ofSeconds(3));
      }
      assertThat(world.own.isConnected(world.other.id())).isTrue();
      meeting.close();
      world.other.disconnect(world.own.id());
      world.sim.sleep(Duration.ofMinutes(2));
      assertThat(world.own.isConnected(world.other.id())).isFalse();
    });
  }

  @Test
  void connectsAndDisconnects() {
    simulate(world -> {
      String peer = world.other.id().toString();
      assertThat(strings(world.connected().json())).containsExactly("connect " + peer + " success");
      assertThat(world.own.isConnected(world.other.id())).isTrue();
      assertThat(strings(world.node.json("swarm/disconnect?arg=" + world.address)))
          .containsExactly("disconnect " + peer + " success");
      assertThat(world.own.isConnected(world.other.id())).isFalse();
      for (String form : List.of(peer, "/p2p/" + peer)) {
        assertThat(strings(world.node.json("swarm/disconnect?arg=" + form)))
            .containsExactly("disconnect " + peer + " failure: conn not found");
      }
    });
  }

  @Test
  void saysWhyItCannotConnect() {
    simulate(world -> {
      world
          .node
          .call("swarm/connect?arg=/ip4/10.0.0.2/tcp/4001")
          .assertFailed(
              "invalid peer address: /ip4/10.0.0.2/tcp/4001 does not end with /p2p/<peer>");
      TestResponse absent = world.node.call("swarm/connect?timeout=5s&arg=" + BELOW);
      assertThat(absent.json().path("Message").asString())
          .startsWith("connect " + NOBODY + " failure: ");
      for (String bad : List.of("nonsense", "/ip4/1.2.3/tcp/1", "/")) {
        TestResponse seen = world.node.call("swarm/connect?arg=" + bad);
        assertThat(seen.status()).as(bad).isEqualTo(500);
        assertThat(seen.json().path("Message").asString())
            .as(bad)
            .startsWith("invalid peer address: ");
      }
      TestResponse peer = world.node.call("swarm/disconnect?arg=nonsense");
      assertThat(peer.json().path("Message").asString()).startsWith("invalid peer id: ");
    });
  }

  /// All addresses are read before the first is dialled.
  @Test
  void connectsToNobodyWhereOneAddressIsNone() {
    simulate(world -> {
      TestResponse seen = world.node.call("swarm/connect?arg=" + world.address + "&arg=nonsense");
      assertThat(seen.status()).isEqualTo(500);
      assertThat(world.own.isConnected(world.other.id())).isFalse();
    });
  }

  @Test
  void listsPeersWithWhatIsAskedFor() {
    simulate(world -> {
      assertThat(world.node.json("swarm/peers").path("Peers")).isEmpty();
      world.connected();
      JsonNode plain = world.node.json("swarm/peers").path("Peers").get(0);
      assertThat(plain.path("Peer").asString()).isEqualTo(world.other.id().toString());
      assertThat(plain.path("Addr").asString() + "/p2p/" + world.other.id())
          .isEqualTo(world.address.toString());
      assertThat(plain.has("Latency")).isFalse();
      assertThat(plain.has("Streams")).isFalse();
      assertThat(plain.path("Identify").path("ID").asString("")).isEmpty();
      JsonNode all = world.node.json("swarm/peers?verbose=true").path("Peers").get(0);
      assertThat(all.path("Latency").asString()).matches("n/a|[0-9.]+ms");
      assertThat(all.path("Direction").asInt()).as("we dialled").isEqualTo(2);
      assertThat(all.path("Streams").isArray()).isTrue();
      assertThat(all.path("Identify").path("ID").asString()).isEqualTo(world.other.id().toString());
      assertThat(all.path("Identify").path("AgentVersion").asString()).isEqualTo("cairn/sim2");
      JsonNode one = world.node.json("swarm/peers?direction=true").path("Peers").get(0);
      assertThat(one.path("Direction").asInt()).isEqualTo(2);
      assertThat(one.has("Latency")).isFalse();
    });
  }

  @Test
  void tellsAddressesOfAllKinds() {
    simulate(world -> {
      String listen = world.own.listenAddresses().getFirst().toString();
      assertThat(strings(world.node.json("swarm/addrs/listen"))).containsExactly(listen);
      assertThat(strings(world.node.json("swarm/addrs/local"))).containsExactly(listen);
      assertThat(strings(world.node.json("swarm/addrs/local?id=true")))
          .containsExactly(listen + "/p2p/" + world.own.id());
      world.connected();
      JsonNode known = world.node.json("swarm/addrs").path("Addrs");
      assertThat(known.path(world.other.id().toString()).get(0).asString())
          .isEqualTo(world.address.withoutPeer().orElseThrow().toString());
    });
  }

  @Test
  void saysWhoPeersAre() {
    simulate(world -> {
      JsonNode self = world.node.json("id");
      assertThat(self.path("AgentVersion").asString()).isEqualTo("cairn/agent");
      assertThat(self.path("Addresses").get(0).asString())
          .endsWith("/p2p/" + world.node.keys.peerId());
      assertThat(self.path("Protocols"))
          .extracting(JsonNode::asString)
          .contains("/ipfs/bitswap/1.2.0");
      String name = world.node.json("id?peerid-base=base36").path("ID").asString();
      assertThat(Cid.parse(name).multihash().bytes()).isEqualTo(world.node.keys.peerId().bytes());
      assertThat(name).startsWith("k51");
      assertThat(world.node.json("id?peerid-base=v0").path("ID"))
          .isEqualTo(world.node.json("id").path("ID"));
      world.node.call("id?peerid-base=base0").assertFailed("unsupported multibase encoding: base0");
      String other = world.other.id().toString();
      world
          .node
          .call("id?arg=" + other)
          .assertFailed("peer " + other + " is not known; connect to it first");
      world.connected();
      JsonNode peer = world.node.json("id?arg=" + other);
      assertThat(peer.path("ID").asString()).isEqualTo(other);
      assertThat(peer.path("AgentVersion").asString()).isEqualTo("cairn/sim2");
      assertThat(peer.path("PublicKey").asString()).isNotEmpty();
      assertThat(peer.path("Protocols")).extracting(JsonNode::asString).isSorted();
    });
  }

  @Test
  void pingsAsOftenAsAskedTo() {
    simulate(world -> {
      long before = world.sim.nanoTime();
      List<JsonNode> lines = world.node.lines("ping?count=3&arg=" + world.address);
      assertThat(lines).hasSize(5).allMatch(l -> l.path("Success").asBoolean());
      assertThat(lines.getFirst().path("Text").asString())
          .isEqualTo("PING " + world.other.id() + ".");
      assertThat(lines.subList(1, 4)).allMatch(l -> l.path("Time").asLong() > 0);
      assertThat(lines.getLast().path("Text").asString())
          .matches("Average latency: [0-9]+\\.[0-9]{2}ms");
      assertThat(world.sim.nanoTime() - before).as("a second between").isGreaterThan(2_000_000_000);
      assertThat(world.node.lines("ping?n=1&arg=" + world.other.id())).hasSize(3);
      assertThat(world.node.lines("ping?arg=/p2p/" + world.other.id())).hasSize(12);
    });
  }

  @Test
  void pingsWithinItsBounds() {
    simulate(world -> {
      for (String count : List.of("0", "-1")) {
        world
            .node
            .call("ping?count=" + count + "&arg=" + world.address)
            .assertFailed("ping count must be greater than 0, and at most 1000");
      }
      world
          .node
          .call("ping?count=1001&arg=" + world.address)
          .assertRefused("option count must be from 1 to 1000");
      assertThat(world.node.lines("ping?count=1000&arg=" + world.address)).hasSize(1002);
      world.node.call("ping?arg=" + world.own.id()).assertFailed("can't ping self");
      assertThat(world.node.call("ping?arg=nonsense").json().path("Message").asString())
          .startsWith("invalid peer id: ");
      world.node.call("ping").assertRefused("argument \"peer ID\" is required");
    });
  }

  @Test
  void tellsOnceOfAPeerThatItCannotReach() {
    simulate(world -> {
      TestResponse unknown = world.node.call("ping?timeout=3s&arg=" + NOBODY);
      assertThat(unknown.lines())
          .extracting(line -> line.path("Text").asString())
          .containsExactly("Looking up peer " + NOBODY, "PING " + NOBODY + ".");
      assertThat(unknown.trailer().orElseThrow()).startsWith("ping failed: cannot reach ");
      TestResponse seen = world.node.call("ping?timeout=3s&arg=" + BELOW);
      assertThat(seen.lines()).hasSize(1);
      assertThat(seen.trailer().orElseThrow())
          .startsWith("ping failed: cannot reach " + NOBODY + ": ");
    });
  }

  @Test
  void countsTheExchange() {
    simulate(world -> {
      world.connected();
      for (String command : List.of("bitswap/stat", "stats/bitswap")) {
        JsonNode stat = world.node.json(command);
        assertThat(stat.path("Peers"))
            .extracting(JsonNode::asString)
            .containsExactly(world.other.id().toString());
        assertThat(stat.path("Wantlist")).isEmpty();
        for (String count : List.of("BlocksReceived", "DupBlksReceived", "BlocksSent")) {
          assertThat(stat.path(count).asInt(-1)).as(count).isZero();
        }
      }
      assertThat(world.node.call("bitswap/ledger?arg=" + world.other.id()).good().text())
          .isEqualTo(
              "{\"Peer\":\"%s\",\"Value\":0.0,\"Sent\":0,\"Recv\":0,\"Exchanged\":0}\n"
                  .formatted(world.other.id()));
      assertThat(world.node.call("bitswap/ledger?arg=nobody").text()).contains("invalid peer id");
      assertThat(world.node.json("bitswap/wantlist").path("Keys")).isEmpty();
      world
          .node
          .call("bitswap/wantlist?peer=" + world.other.id())
          .assertRefused("the wantlist of a peer is not offered");
    });
  }

  @Test
  void countsBytes() {
    simulate(world -> {
      assertThat(world.node.call("stats/bw").good().text())
          .isEqualTo("{\"TotalIn\":1000,\"TotalOut\":2000,\"RateIn\":1.5,\"RateOut\":0.0}\n");
      for (String option : List.of("peer", "proto")) {
        world
            .node
            .call("stats/bw?" + option + "=x")
            .assertRefused(
                "bandwidth by peer or protocol is not offered; see /debug/metrics/prometheus");
      }
      world
          .node
          .call("stats/bw?poll=true&interval=often")
          .assertRefused(
              "option interval: invalid duration \"often\"; write for example 30s, 1h30m or 180d");
    });
  }
}
