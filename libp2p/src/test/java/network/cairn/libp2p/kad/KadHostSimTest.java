package network.cairn.libp2p.kad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.SimScheduler;
import network.cairn.base.varint.Varint;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import network.cairn.libp2p.transport.memory.SimNetwork.Quality;
import network.cairn.proto.libp2p.KadProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The DHT on whole hosts, with their streams, on a simulated network.
@Timeout(300)
final class KadHostSimTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final byte[] KEY = {0x12, 4, 1, 2, 3, 4};
  private static final Multiaddr SOMEWHERE = Multiaddr.parse("/ip4/10.1.2.3/tcp/4001");
  private static final KadMessage PING = KadMessage.of(KadMessage.Type.PING, new byte[0]);

  /// Hosts that know the first of them.
  private static final class World {
    final SimScheduler sim;
    final SimNetwork network;
    final SplittableRandom random;
    final List<Host> hosts = new ArrayList<>();
    final List<KadDht> dhts = new ArrayList<>();
    final List<Multiaddr> addresses = new ArrayList<>();

    World(SimScheduler sim, long seed) {
      this.sim = sim;
      this.network = new SimNetwork(sim, seed);
      this.random = new SplittableRandom(seed);
    }

    Host host() throws IOException, InterruptedException {
      Transport transport = network.machine("h" + hosts.size());
      Host host =
          HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random.split()))
              .transport(transport)
              .scheduler(sim)
              .random(random.split())
              .build();
      host.listen(SimNetwork.address(transport));
      hosts.add(host);
      addresses.add(SimNetwork.address(transport).withPeer(host.id()));
      return host;
    }

    KadDht add(boolean serving) throws IOException, InterruptedException {
      Host host = host();
      ProviderRecords records =
          new MemoryProviders(MemoryProviders.Bounds.ofHeap(1 << 30), sim::epochMillis);
      KadDht dht =
          new KadDht(host, sim, new KadDht.Options(KadScope.LAN, serving, records, random.split()));
      dhts.add(dht);
      if (hosts.size() > 1) {
        host.connect(addresses.getFirst(), LONG);
      }
      return dht;
    }
  }

  private interface Scenario {
    void run(World world) throws Exception;
  }

  private static void simulate(long seed, Scenario scenario) {
    SimScheduler sim = new SimScheduler(seed);
    sim.run(() -> {
      World world = new World(sim, seed);
      scenario.run(world);
      world.dhts.forEach(KadDht::close);
      world.hosts.forEach(Host::close);
    });
  }

  @Test
  void findsProvidersPeersAndValues() {
    simulate(
        1,
        world -> {
          for (int i = 0; i < 8; i++) {
            world.add(true);
          }
          KadDht client = world.add(false);
          world.sim.sleep(Duration.ofMinutes(5));
          assertThat(world.dhts.subList(0, 8)).extracting(KadDht::peers).containsOnly(7);
          assertThat(client.peers()).isEqualTo(8);
          assertThat(world.dhts.get(3).provide(KEY, LONG, LookupWatcher.NONE)).isEqualTo(7);
          List<KadPeer> told = new ArrayList<>();
          client.findProviders(KEY, 20, LONG, told::add, LookupWatcher.NONE);
          assertThat(told)
              .containsExactly(
                  new KadPeer(world.hosts.get(3).id(), world.hosts.get(3).announcedAddresses()));
          assertThat(world.dhts.get(5).findPeer(world.hosts.get(8).id(), LONG, LookupWatcher.NONE))
              .as("a client that is in no table")
              .map(KadPeer::addresses)
              .contains(world.hosts.get(8).announcedAddresses());
          PrivateKey owner = PrivateKey.generate(KeyType.SECP256K1, world.random.split());
          byte[] name = name(owner);
          byte[] value = owner.publicKey().protobuf();
          assertThat(client.putValue(name, value, LONG, LookupWatcher.NONE)).isEqualTo(8);
          assertThat(world.dhts.get(2).getValue(name, LONG, LookupWatcher.NONE)).contains(value);
        });
  }

  private static byte[] name(PrivateKey owner) {
    byte[] start = "/pk/".getBytes(StandardCharsets.US_ASCII);
    byte[] id = network.cairn.libp2p.peer.PeerId.of(owner.publicKey()).bytes();
    byte[] key = java.util.Arrays.copyOf(start, start.length + id.length);
    System.arraycopy(id, 0, key, start.length, id.length);
    return key;
  }

  @Test
  void peersThatHaveGoneAreForgotten() {
    simulate(
        2,
        world -> {
          for (int i = 0; i < 6; i++) {
            world.add(true);
          }
          world.sim.sleep(Duration.ofMinutes(5));
          world.hosts.get(5).close();
          world.sim.sleep(Duration.ofMinutes(30));
          assertThat(world.dhts.subList(0, 5)).extracting(KadDht::peers).containsOnly(4);
        });
  }

  @Test
  void aLookupThatEndsPutsNobodyOutWhomItNeedsNoMore() {
    simulate(
        4,
        world -> {
          for (int i = 0; i < 12; i++) {
            world.add(true);
          }
          world.sim.sleep(Duration.ofMinutes(5));
          KadDht client = world.add(false);
          world.sim.sleep(Duration.ofMinutes(5));
          assertThat(client.peers()).isEqualTo(12);
          assertThat(world.dhts.get(3).provide(KEY, LONG, LookupWatcher.NONE)).isEqualTo(11);
          world.network.partition(Set.of("h12", "h0", "h1", "h2", "h3", "h4"));
          List<KadPeer> told = new ArrayList<>();
          client.findProviders(KEY, 1, LONG, told::add, LookupWatcher.NONE);
          assertThat(told).hasSize(1);
          assertThat(client.peers()).isEqualTo(12);
          world.sim.sleep(Duration.ofMillis(500));
          assertThat(client.peers()).as("once its open questions have ended").isEqualTo(12);
          world.network.heal();
        });
  }

  @Test
  void badMessagesResetTheirStreamAndNothingElse() {
    simulate(
        3,
        world -> {
          world.add(true);
          Host attacker = world.host();
          attacker.connect(world.addresses.getFirst(), LONG);
          for (byte[] bad :
              List.of(
                  Varint.encode(KadStreams.MAX_REQUEST + 1),
                  Varint.encode(1L << 40),
                  new byte[] {1, (byte) 0xff},
                  new byte[] {2, 8, 99},
                  new byte[] {2, 8, 4})) {
            try (Stream stream = open(world, attacker)) {
              stream.write(bad, 0, bad.length);
              assertThatThrownBy(() -> KadStreams.read(stream, KadStreams.MAX_REQUEST))
                  .isInstanceOf(IOException.class);
            }
          }
          try (Stream silent = open(world, attacker)) {
            silent.write(new byte[] {100}, 0, 1);
            assertThatThrownBy(() -> KadStreams.read(silent, KadStreams.MAX_REQUEST))
                .as("a request that never ends")
                .isInstanceOf(IOException.class);
          }
          try (Stream good = open(world, attacker)) {
            for (int i = 0; i < 3; i++) {
              KadStreams.write(good, KadMessage.of(KadMessage.Type.PING, new byte[0]));
              assertThat(KadCodec.decode(KadStreams.read(good, 100).orElseThrow()).type())
                  .isEqualTo(KadMessage.Type.PING);
            }
          }
        });
  }

  @Test
  void aQuestionEndsAtItsTimeHoweverLongTheStreamTook() {
    simulate(
        5,
        world -> {
          world.network.quality(new Quality(Duration.ofMillis(700), 1 << 20, 0));
          Host silent = world.host();
          silent.handle("/x", KadStreams.BOUNDS, stream -> world.sim.sleep(LONG));
          Host asker = world.host();
          asker.peerstore().addAddresses(silent.id(), world.addresses, false);
          KadNetwork network = new HostNetwork(asker, "/x", world.sim);
          long before = world.sim.nanoTime();
          assertThatThrownBy(() -> network.ask(silent.id(), PING, Lookup.QUESTION))
              .isInstanceOf(IOException.class);
          assertThat(world.sim.nanoTime() - before)
              .isBetween(Lookup.QUESTION.toNanos() - 1, Lookup.QUESTION.plusMillis(1).toNanos());
        });
  }

  @Test
  void anAnswerOverItsBoundIsRefusedByItsLength() {
    simulate(
        6,
        world -> {
          Host liar = world.host();
          byte[] length = Varint.encode(KadStreams.MAX_RESPONSE + 1);
          liar.handle("/x", KadStreams.BOUNDS, stream -> stream.write(length, 0, length.length));
          Host asker = world.host();
          asker.peerstore().addAddresses(liar.id(), world.addresses, false);
          KadNetwork network = new HostNetwork(asker, "/x", world.sim);
          assertThatThrownBy(() -> network.ask(liar.id(), PING, Lookup.QUESTION))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("the length of a DHT message");
          assertThat(KadStreams.MAX_RESPONSE).isEqualTo(4 << 20);
        });
  }

  /// Other programs tell all the providers that they know.
  @Test
  void aLargeAnswerIsReadAsFarAsItIsWantedAndFewAtOnce() {
    simulate(
        8,
        world -> {
          KadMessage question = KadMessage.of(KadMessage.Type.GET_PROVIDERS, KEY);
          var proto = KadProto.KadMessage.newBuilder().setType(3);
          for (int i = 0; i < 10_000; i++) {
            byte[] id = new byte[34];
            world.random.nextBytes(id);
            id[0] = 0x12;
            id[1] = 32;
            proto.addProviderPeers(
                KadProto.KadPeer.newBuilder()
                    .setId(ByteString.copyFrom(id))
                    .addAddrs(ByteString.copyFrom(SOMEWHERE.bytes())));
          }
          byte[] body = proto.build().toByteArray();
          byte[] length = Varint.encode(body.length);
          assertThat(body.length).isBetween(KadStreams.USUAL_RESPONSE + 1, KadStreams.MAX_RESPONSE);
          Host whole = world.host();
          whole.handle(
              "/x",
              KadStreams.BOUNDS,
              stream -> {
                stream.write(length, 0, length.length);
                stream.write(body, 0, body.length);
              });
          Host slow = world.host();
          slow.handle(
              "/x",
              KadStreams.BOUNDS,
              stream -> {
                stream.write(length, 0, length.length);
                world.sim.sleep(Duration.ofSeconds(5));
                stream.write(body, 0, body.length);
              });
          Host asker = world.host();
          asker.peerstore().addAddresses(whole.id(), world.addresses.subList(0, 1), false);
          asker.peerstore().addAddresses(slow.id(), world.addresses.subList(1, 2), false);
          KadNetwork network = new HostNetwork(asker, "/x", world.sim);
          assertThat(network.ask(whole.id(), question, Lookup.QUESTION).providers())
              .hasSize(KadCodec.MAX_PROVIDERS);
          for (int i = 0; i < KadStreams.LARGE_AT_ONCE; i++) {
            world.sim.start("slow", () -> ask(network, slow, question));
          }
          world.sim.sleep(Duration.ofSeconds(2));
          assertThatThrownBy(() -> network.ask(whole.id(), question, Lookup.QUESTION))
              .isInstanceOf(KadStreams.NoRoom.class);
          world.sim.sleep(Duration.ofSeconds(20));
          assertThat(network.ask(whole.id(), question, Lookup.QUESTION).providers()).isNotEmpty();
        });
  }

  private static void ask(KadNetwork network, Host host, KadMessage question) {
    try {
      assertThat(network.ask(host.id(), question, Lookup.QUESTION).providers()).isNotEmpty();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoAnswersAndHasNoPlaceIsLeftAloneForTenMinutes() {
    simulate(
        7,
        world -> {
          AtomicInteger asked = new AtomicInteger();
          Host far = world.host();
          far.handle(
              KadScope.WAN.protocol(),
              KadStreams.BOUNDS,
              stream ->
                  KadStreams.serve(
                      stream,
                      request -> {
                        asked.incrementAndGet();
                        return Optional.of(KadMessage.of(request.type(), new byte[0]));
                      }));
          Host near = world.host();
          KadDht.Options options =
              new KadDht.Options(
                  KadScope.WAN,
                  false,
                  new MemoryProviders(
                      MemoryProviders.Bounds.ofHeap(1 << 30), world.sim::epochMillis),
                  world.random.split());
          KadDht dht = new KadDht(near, world.sim, options);
          world.dhts.add(dht);
          near.connect(world.addresses.getFirst(), LONG);
          world.sim.sleep(Duration.ofMinutes(9));
          assertThat(dht.peers()).as("peers of the internet at private addresses").isZero();
          assertThat(asked).hasValue(1);
          world.sim.sleep(Duration.ofMinutes(3));
          assertThat(asked).hasValue(2);
        });
  }

  private static Stream open(World world, Host attacker) throws IOException, InterruptedException {
    Stream stream =
        attacker.open(world.hosts.getFirst().id(), List.of(KadScope.LAN.protocol()), LONG);
    stream.deadline(LONG);
    return stream;
  }
}
