package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The list of peers that are kept connected to, between two hosts on a simulated network.
@Timeout(120)
final class PeeringRpcTest {
  private static final String NOBODY = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";
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

    String message(String call) {
      return node.call(call).json().path("Message").asString();
    }

    String list() {
      return node.json("swarm/peering/ls").toString();
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
        world.node.backend().online().orElseThrow().peering().close();
        world.own.close();
        world.other.close();
      }
    });
  }

  @Test
  void comesBackToAPeerAsLongAsItIsInTheList() {
    simulate(world -> {
      String peer = world.other.id().toString();
      assertThat(world.node.lines("swarm/peering/add?arg=" + world.address))
          .extracting(JsonNode::toString)
          .containsExactly("{\"ID\":\"" + peer + "\",\"Status\":\"success\"}");
      for (int i = 0; i < 3; i++) {
        world.sim.sleep(Duration.ofSeconds(10));
        assertThat(world.own.isConnected(world.other.id())).isTrue();
        world.other.disconnect(world.own.id());
      }
      assertThat(world.node.lines("swarm/peering/rm?arg=" + peer))
          .extracting(JsonNode::toString)
          .containsExactly("{\"ID\":\"" + peer + "\",\"Status\":\"success\"}");
      world.own.disconnect(world.other.id());
      world.sim.sleep(Duration.ofHours(1));
      assertThat(world.own.isConnected(world.other.id())).isFalse();
    });
  }

  @Test
  void listsInKubosForm() {
    simulate(world -> {
      assertThat(world.list()).isEqualTo("{\"Peers\":[]}");
      String other = world.other.id().toString();
      String place = world.address.withoutPeer().orElseThrow().toString();
      String second = "/ip4/10.9.9.9/tcp/4001";
      assertThat(
              world.node.lines(
                  "swarm/peering/add?arg=%s&arg=/p2p/%s&arg=%s/p2p/%s"
                      .formatted(world.address, NOBODY, second, other)))
          .as("one answer for a peer")
          .extracting(line -> line.path("ID").asString())
          .containsExactly(other, NOBODY);
      assertThat(world.list())
          .isEqualTo(
              "{\"Peers\":[{\"ID\":\"%s\",\"Addrs\":[\"%s\",\"%s\"]},{\"ID\":\"%s\",\"Addrs\":[]}]}"
                  .formatted(other, place, second, NOBODY));
      world.node.lines("swarm/peering/add?arg=" + world.address);
      world.node.lines("swarm/peering/rm?arg=" + NOBODY);
      assertThat(world.list())
          .as("addresses are replaced")
          .isEqualTo("{\"Peers\":[{\"ID\":\"%s\",\"Addrs\":[\"%s\"]}]}".formatted(other, place));
    });
  }

  /// All is read before the first peer is added or removed.
  @Test
  void changesNothingWhereOneArgumentIsBad() {
    simulate(world -> {
      String good = "swarm/peering/add?arg=" + world.address;
      assertThat(world.message(good + "&arg=nonsense")).startsWith("invalid peer address: ");
      assertThat(world.message(good + "&arg=/ip4/10.0.0.2/tcp/1"))
          .isEqualTo("invalid peer address: /ip4/10.0.0.2/tcp/1 does not end with /p2p/<peer>");
      String self = "/p2p/" + world.own.id();
      assertThat(world.message(good + "&arg=" + self))
          .isEqualTo("this node itself is the peer of " + self);
      assertThat(world.list()).isEqualTo("{\"Peers\":[]}");
      world.node.lines(good);
      assertThat(world.message("swarm/peering/rm?arg=" + world.other.id() + "&arg=nonsense"))
          .startsWith("invalid peer id: ");
      assertThat(world.list()).contains(world.other.id().toString());
    });
  }

  @Test
  void refusesTooManyAddressesOfAPeer() {
    simulate(world -> {
      String many =
          IntStream.range(0, 17)
              .mapToObj(i -> "arg=/ip4/10.0.0." + i + "/tcp/1/p2p/" + NOBODY)
              .collect(Collectors.joining("&"));
      assertThat(world.message("swarm/peering/add?" + many))
          .isEqualTo("more than 16 addresses for the peer " + NOBODY);
      assertThat(world.list()).isEqualTo("{\"Peers\":[]}");
    });
  }

  @Test
  void needsANetwork() throws IOException {
    try (TestBackend node = TestBackend.offline(home)) {
      node.call("swarm/peering/ls")
          .assertFailed(
              "this command must be run in online mode. Try running 'cairn daemon' first");
    }
  }
}
