package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.http.rpc.TestDoor;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.kad.KadPeer;
import network.cairn.libp2p.kad.KadScope;
import network.cairn.libp2p.kad.LookupWatcher;
import network.cairn.libp2p.kad.MemoryProviders;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A node among others of a DHT, on a simulated network.
@Timeout(300)
final class RoutingRpcTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String NOBODY = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";
  private static final Cid CID = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {1, 2, 3}));

  @TempDir Path home;

  /// The first host is the node's; each of the others serves the DHT.
  private static final class World {
    final SimScheduler sim;
    final SimNetwork network;
    final SplittableRandom random = new SplittableRandom(1);
    final List<Host> hosts = new ArrayList<>();
    final List<KadDht> dhts = new ArrayList<>();
    final List<MemoryProviders> records = new ArrayList<>();
    final List<Multiaddr> addresses = new ArrayList<>();
    final TestBackend node;

    World(SimScheduler sim, Path home, int members) throws IOException, InterruptedException {
      this.sim = sim;
      this.network = new SimNetwork(sim, 1);
      for (int i = 0; i <= members; i++) {
        add(members > 0);
      }
      for (int i = 2; i <= members; i++) {
        hosts.get(i).connect(addresses.get(1), LONG);
      }
      node = SimNodes.node(home, sim, hosts.getFirst(), dhts.stream().limit(1).toList());
      if (members > 0) {
        hosts.getFirst().connect(addresses.get(1), LONG);
        sim.sleep(Duration.ofMinutes(5));
      }
    }

    private void add(boolean member) throws IOException {
      Transport machine = network.machine("h" + hosts.size());
      Host host = SimNodes.host(sim, machine, random.split(), "cairn/sim" + hosts.size());
      hosts.add(host);
      addresses.add(SimNetwork.address(machine).withPeer(host.id()));
      if (member) {
        MemoryProviders own =
            new MemoryProviders(new MemoryProviders.Bounds(10, 100, 1_000), sim::epochMillis);
        records.add(own);
        dhts.add(
            new KadDht(host, sim, new KadDht.Options(KadScope.LAN, true, own, random.split())));
      }
    }
  }

  private interface Scenario {
    void run(World world) throws Exception;
  }

  private void simulate(int members, Scenario scenario) {
    SimScheduler sim = new SimScheduler(7);
    sim.run(() -> {
      World world = new World(sim, home, members);
      try (TestBackend _ = world.node) {
        scenario.run(world);
      } finally {
        world.dhts.forEach(KadDht::close);
        world.hosts.forEach(Host::close);
      }
    });
  }

  private static List<JsonNode> ofType(List<JsonNode> lines, int type) {
    return lines.stream().filter(line -> line.path("Type").asInt() == type).toList();
  }

  private static List<String> ids(List<JsonNode> lines) {
    return lines.stream()
        .flatMap(line -> line.path("Responses").valueStream())
        .map(place -> place.path("ID").asString())
        .toList();
  }

  @Test
  void findsProvidersAndSaysWhomItAsks() {
    simulate(
        4,
        world -> {
          world.dhts.get(3).provide(CID.multihash().bytes(), LONG, LookupWatcher.NONE);
          world.dhts.get(4).provide(CID.multihash().bytes(), LONG, LookupWatcher.NONE);
          String call = "routing/findprovs?arg=" + CID;
          List<JsonNode> lines = world.node.lines(call);
          assertThat(ids(ofType(lines, 4)))
              .containsExactlyInAnyOrder(
                  world.hosts.get(3).id().toString(), world.hosts.get(4).id().toString());
          assertThat(ofType(world.node.lines(call + "&num-providers=1"), 4)).hasSize(1);
          assertThat(world.node.call(call + "&num-providers=0").text()).contains("num-providers");
        });
  }

  @Test
  void isNotFilledByProvidersThatAreNowhere() {
    simulate(
        4,
        world -> {
          world.dhts.get(3).provide(CID.multihash().bytes(), LONG, LookupWatcher.NONE);
          List<String> nowhere = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            PrivateKey key = PrivateKey.generate(KeyType.ED25519, world.random.split());
            KadPeer liar = new KadPeer(PeerId.of(key.publicKey()), List.of());
            world.records.getFirst().add(CID.multihash().bytes(), liar);
            nowhere.add(liar.id().toString());
          }
          List<String> told =
              ids(ofType(world.node.lines("routing/findprovs?num-providers=4&arg=" + CID), 4));
          assertThat(told).containsOnlyOnce(world.hosts.get(3).id().toString());
          assertThat(told).containsAll(nowhere).hasSize(nowhere.size() + 1);
        });
  }

  @Test
  void findsPeersAndSaysWhereNobodyKnowsThem() {
    simulate(
        4,
        world -> {
          String other = world.hosts.get(3).id().toString();
          world.hosts.getFirst().disconnect(world.hosts.get(3).id());
          List<JsonNode> lines = world.node.lines("routing/findpeer?arg=" + other);
          assertThat(ofType(lines, 2)).hasSize(1);
          assertThat(ofType(lines, 2).getFirst().path("Responses").path(0).path("Addrs").toString())
              .isEqualTo("[\"" + world.hosts.get(3).announcedAddresses().getFirst() + "\"]");
          assertThat(world.node.call("routing/findpeer?arg=" + NOBODY).trailer())
              .hasValueSatisfying(why -> assertThat(why).contains("routing: not found"));
        });
  }

  @Test
  void providesWhatIsHere() {
    simulate(
        4,
        world -> {
          String cid = world.node.block("", "hello");
          assertThat(world.node.lines("routing/provide?arg=" + cid)).isNotEmpty();
          List<String> told = new ArrayList<>();
          world
              .dhts
              .get(2)
              .findProviders(
                  Cid.parse(cid).multihash().bytes(),
                  20,
                  LONG,
                  provider -> told.add(provider.id().toString()),
                  LookupWatcher.NONE);
          assertThat(told).containsExactly(world.hosts.getFirst().id().toString());
          world
              .node
              .call("routing/provide?arg=" + CID)
              .assertFailed("block " + CID + " not found locally, cannot provide");
        });
  }

  @Test
  void leavesValuesWithPeersAndGetsThem() {
    simulate(
        4,
        world -> {
          PrivateKey owner = PrivateKey.generate(KeyType.SECP256K1, world.random.split());
          String key = "/pk/" + PeerId.of(owner.publicKey());
          byte[] value = owner.publicKey().protobuf();
          JsonNode put = put(world, key, value).good().json();
          assertThat(put.path("ID").asString()).isEqualTo(world.hosts.getFirst().id().toString());
          assertThat(put.path("Type").asInt()).isEqualTo(5);
          TestBackend other =
              SimNodes.node(
                  home.resolve("other"), world.sim, world.hosts.get(4), world.dhts.subList(4, 5));
          try (other) {
            JsonNode got = other.json("routing/get?arg=" + key);
            assertThat(got.path("Type").asInt()).isEqualTo(5);
            assertThat(Base64.getDecoder().decode(got.path("Extra").asString())).isEqualTo(value);
          }
        });
  }

  private static TestResponse put(World world, String key, byte[] value) {
    return world.node.door.upload("routing/put?arg=" + key, TestDoor.Upload.file("", value));
  }

  @Test
  void saysThatNothingIsAnnounced() {
    simulate(
        2,
        world ->
            world
                .node
                .call("provide/stat")
                .assertFailed(
                    "this node announces nothing: Routing.Type is none, Provide.Enabled is false,"
                        + " or Provide.Strategy names nothing that is here; change that with 'cairn"
                        + " config' and start the daemon again"));
  }

  @Test
  void refusesValuesThatAreNotTrueOrTooLargeAndKeysOfNoKind() {
    simulate(
        2,
        world -> {
          String name = "/ipns/" + NOBODY;
          assertThat(put(world, name, new byte[] {1}).text()).contains("cannot put " + name + ": ");
          put(world, name, new byte[10 * 1024 + 1])
              .assertFailed("a DHT keeps no value of more than 10240 bytes");
          put(world, "/dnslink/x", new byte[1])
              .assertFailed(
                  "invalid key '/dnslink/x': a DHT keeps values of /ipns/PEER and /pk/PEER");
          assertThat(world.node.call("routing/get?arg=/ipns/nobody").text())
              .contains("invalid peer id");
          world
              .node
              .call("routing/get?arg=" + name)
              .assertFailed("routing: not found: no peer of the DHT has a value of " + name);
        });
  }

  @Test
  void keepsAValueThatNoPeerTakesOnlyWhereThatIsAllowed() {
    simulate(
        2,
        world -> {
          world.hosts.subList(1, 3).forEach(Host::close);
          PrivateKey owner = PrivateKey.generate(KeyType.ED25519, world.random.split());
          String key = "/pk/" + PeerId.of(owner.publicKey());
          byte[] value = owner.publicKey().protobuf();
          put(world, key, value)
              .assertFailed(
                  "no peer of the DHT took the value of "
                      + key
                      + "; it is kept here only, until the daemon ends");
          assertThat(put(world, key + "&allow-offline=true", value).good().json().path("Type"))
              .hasToString("5");
        });
  }

  @Test
  void saysThatThereIsNoDht() {
    simulate(
        0,
        world ->
            world
                .node
                .call("routing/findprovs?arg=" + CID)
                .assertFailed(
                    "this node takes part in no DHT; set 'cairn config Routing.Type auto' and"
                        + " start the daemon again"));
  }
}
