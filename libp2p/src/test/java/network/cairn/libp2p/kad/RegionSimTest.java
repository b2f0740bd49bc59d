package network.cairn.libp2p.kad;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.libp2p.multiaddr.Multiaddr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Announcing many keys by regions, in virtual time.
@Timeout(600)
final class RegionSimTest {
  private static final int KEYS = 100_000;
  private static final int SINGLE = 40;
  private static final int LOOKUPS = 200;

  /// What one provider left, in few bytes a record.
  private static final class OneProvider implements ProviderRecords {
    private final Set<Long> keys = new HashSet<>();
    private Optional<KadPeer> provider = Optional.empty();

    @Override
    public void add(byte[] key, KadPeer from) {
      keys.add(KeyRegion.place(key));
      provider = Optional.of(from);
    }

    @Override
    public List<KadPeer> of(byte[] key) {
      return keys.contains(KeyRegion.place(key)) ? provider.stream().toList() : List.of();
    }
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(34).put((byte) 0x12).put((byte) 32).putInt(number).array();
  }

  @Test
  void aSweepOfManyKeysCostsATenthOfSingleProvidesAtMostAndAllAreFound() {
    SimKad.simulate(
        1,
        KadScope.WAN,
        world -> {
          world.recordsOfNext = OneProvider::new;
          world.grow(400);
          SimKad.Node node = world.nodes.get(17);
          long before = world.messages;
          for (int i = 0; i < SINGLE; i++) {
            node.engine.provide(key(-1 - i), SimKad.LONG, LookupWatcher.NONE);
          }
          long single = (world.messages - before) * KEYS / SINGLE;
          before = world.messages;
          long recordsBefore = world.records;
          int bits = node.engine.regionBits(SimKad.LONG).orElseThrow();
          assertThat(bits).as("log2(400/20) is 4.3").isBetween(3, 5);
          long told = sweep(node, bits);
          long swept = world.messages - before;
          assertThat(swept)
              .as("exchanges; single provides take %d", single)
              .isLessThan(single / 10);
          assertThat(world.records - recordsBefore).isGreaterThanOrEqualTo(told);
          assertThat(told).as("records of 20 a key").isGreaterThan(KEYS * 19L);
          assertFound(world, node);
        });
  }

  /// @return records that peers took
  private static long sweep(SimKad.Node node, int bits) throws InterruptedException {
    List<List<byte[]>> regions = new ArrayList<>();
    for (int i = 0; i < 1 << bits; i++) {
      regions.add(new ArrayList<>());
    }
    for (int i = 0; i < KEYS; i++) {
      regions.get((int) (KeyRegion.place(key(i)) >>> Long.SIZE - bits)).add(key(i));
    }
    long records = 0;
    for (List<byte[]> keys : regions) {
      KeyRegion region = KeyRegion.of(bits, KeyRegion.place(keys.getFirst()));
      RegionPeers peers = node.engine.explore(region, keys.getFirst(), SimKad.LONG);
      RegionPeers.Told told = node.engine.announce(peers, keys, SimKad.LONG);
      assertThat(told.keys()).as("region %s", region).isEqualTo(keys.size());
      records += told.records();
    }
    return records;
  }

  private static void assertFound(SimKad world, SimKad.Node provider) throws InterruptedException {
    for (int i = 0; i < LOOKUPS; i++) {
      SimKad.Node asker = world.nodes.get(world.random.nextInt(world.nodes.size()));
      List<KadPeer> found = new ArrayList<>();
      int key = world.random.nextInt(KEYS);
      asker.engine.findProviders(key(key), 1, SimKad.LONG, found::add, LookupWatcher.NONE);
      if (asker != provider) {
        assertThat(found).as("key %d", key).extracting(KadPeer::id).containsExactly(provider.id);
      }
    }
  }

  /// A line that is down for a while must not make the network look small.
  @Test
  void lookupsThatFailTellNothingOfTheNetworksSize() {
    SimKad.simulate(
        6,
        KadScope.WAN,
        world -> {
          world.grow(400);
          SimKad.Node node = world.nodes.get(17);
          List<SimKad.Node> others = world.nodes.stream().filter(n -> n != node).toList();
          others.forEach(other -> other.dead = true);
          world.sim.start(
              "the line is there again",
              () -> {
                try {
                  world.sim.sleep(SimKad.LONG.dividedBy(4).minusSeconds(1));
                  others.forEach(other -> other.dead = false);
                  node.meet(others.getFirst());
                  node.meet(others.getLast());
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
          assertThat(node.engine.regionBits(SimKad.LONG).orElseThrow())
              .as("by the last three of four lookups; log2(400/20) is 4.3")
              .isBetween(4, 5);
          others.forEach(other -> other.dead = true);
          assertThat(node.engine.regionBits(SimKad.LONG)).isEmpty();
        });
  }

  @Test
  void aNetworkOfAFewIsSmallAlsoWithSomeThatAreGone() {
    SimKad.simulate(
        7,
        KadScope.WAN,
        world -> {
          world.grow(8);
          SimKad.Node node = world.nodes.getFirst();
          assertThat(node.engine.regionBits(SimKad.LONG)).hasValue(0);
          world.nodes.get(3).dead = true;
          world.nodes.get(4).dead = true;
          assertThat(node.engine.regionBits(SimKad.LONG)).hasValue(0);
        });
  }

  /// In a simulation it is known who is nearest.
  @Test
  void tellsThoseWhoAreNearestOfAll() {
    SimKad.simulate(
        2,
        KadScope.WAN,
        world -> {
          world.grow(300);
          SimKad.Node node = world.nodes.getFirst();
          int bits = node.engine.regionBits(SimKad.LONG).orElseThrow();
          int right = 0;
          for (int i = 0; i < 50; i++) {
            byte[] key = key(i);
            KeyRegion region = KeyRegion.of(bits, KeyRegion.place(key));
            RegionPeers peers = node.engine.explore(region, key, SimKad.LONG);
            node.engine.announce(peers, List.of(key), SimKad.LONG);
            right += (int) nearest(world, key).stream().filter(n -> has(n, key, node)).count();
          }
          assertThat(right).as("of 50 keys with 20 nearest each").isGreaterThanOrEqualTo(980);
        });
  }

  private static boolean has(SimKad.Node node, byte[] key, SimKad.Node provider) {
    return node.providers.of(key).stream().anyMatch(p -> p.id().equals(provider.id));
  }

  private static List<SimKad.Node> nearest(SimKad world, byte[] key) {
    KadKey place = KadKey.of(key);
    Comparator<SimKad.Node> byDistance =
        (a, b) -> place.compareDistance(KadKey.of(a.id), KadKey.of(b.id));
    return world.nodes.stream().sorted(byDistance).limit(RoutingTable.BUCKET).toList();
  }

  @Test
  void widensARegionInWhichTooFewAnswer() {
    SimKad.simulate(
        3,
        KadScope.LAN,
        world -> {
          world.grow(30);
          SimKad.Node node = world.nodes.getFirst();
          byte[] key = key(1);
          RegionPeers peers =
              node.engine.explore(KeyRegion.of(9, KeyRegion.place(key)), key, SimKad.LONG);
          assertThat(peers.peers()).hasSizeGreaterThanOrEqualTo(RoutingTable.BUCKET);
          assertThat(peers.wide().bits()).isLessThan(2);
        });
  }

  /// Who names peers that are not there costs time, of which there is so much and no more, and the
  /// others are told all the same.
  @Test
  void liarsOfARegionKeepNobodyFromBeingTold() {
    SimKad.simulate(
        4,
        KadScope.WAN,
        world -> {
          world.grow(60);
          SimKad.Node node = world.nodes.getFirst();
          for (SimKad.Node liar : world.nodes.subList(50, 60)) {
            liar.answering =
                Optional.of((_, request) -> {
                  List<KadPeer> invented = new ArrayList<>();
                  for (int i = 0; i < KadCodec.MAX_CLOSER; i++) {
                    invented.add(new KadPeer(world.randomPeer(), List.of(world.randomAddress())));
                  }
                  return KadMessage.of(request.type(), request.key().toByteArray())
                      .withCloser(invented);
                });
          }
          long before = world.sim.nanoTime();
          Duration time = Duration.ofMinutes(2);
          RegionPeers peers = node.engine.explore(KeyRegion.ALL, key(1), time);
          RegionPeers.Told told = node.engine.announce(peers, List.of(key(1)), time);
          assertThat(world.sim.nanoTime() - before)
              .isLessThanOrEqualTo(time.plus(Lookup.QUESTION).multipliedBy(2).toNanos());
          assertThat(told.records()).isGreaterThanOrEqualTo(15);
        });
  }

  @Test
  void saysNothingWithoutAnAddressThatOthersMayKnow() {
    SimKad.simulate(
        5,
        KadScope.WAN,
        world -> {
          world.grow(30);
          SimKad.Node node =
              world
              .new Node(world.randomPeer(), List.of(Multiaddr.parse("/ip4/192.168.0.1/tcp/1")));
          node.meet(world.nodes.getFirst());
          RegionPeers peers = node.engine.explore(KeyRegion.ALL, key(1), SimKad.LONG);
          assertThat(peers.peers()).isNotEmpty();
          assertThat(node.engine.canProvide()).isFalse();
          assertThat(node.engine.announce(peers, List.of(key(1)), SimKad.LONG).records()).isZero();
        });
  }
}
