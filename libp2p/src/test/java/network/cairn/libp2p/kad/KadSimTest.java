package network.cairn.libp2p.kad;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.libp2p.multiaddr.Multiaddr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The whole DHT in virtual time.
@Timeout(600)
final class KadSimTest {
  private static final int KEYS = 250;
  private static final int LOOKUPS = 1_000;

  @Test
  void findsWhatWasProvidedWhereThreeOfTenAreSilentlyDead() {
    SimKad.simulate(
        1,
        KadScope.WAN,
        world -> {
          world.grow(1_000);
          List<byte[]> keys = new ArrayList<>();
          List<SimKad.Node> providers = new ArrayList<>();
          for (int i = 0; i < KEYS; i++) {
            SimKad.Node provider = world.nodes.get(world.random.nextInt(world.nodes.size()));
            byte[] key = world.randomKey();
            keys.add(key);
            providers.add(provider);
            assertThat(provider.engine.provide(key, SimKad.LONG, LookupWatcher.NONE))
                .as("peers that took the record")
                .isGreaterThan(15);
          }
          for (int i = 0; i < world.nodes.size(); i++) {
            SimKad.Node node = world.nodes.get(i);
            node.dead = world.random.nextInt(10) < 3 && !providers.contains(node);
          }
          int found = 0;
          for (int i = 0; i < LOOKUPS; i++) {
            SimKad.Node asker = livingNode(world);
            int which = world.random.nextInt(KEYS);
            List<KadPeer> told = new ArrayList<>();
            asker.engine.findProviders(
                keys.get(which), 1, SimKad.LONG, told::add, LookupWatcher.NONE);
            if (told.stream().anyMatch(p -> p.id().equals(providers.get(which).id))) {
              found++;
            }
          }
          assertThat(found).as("lookups of " + LOOKUPS).isGreaterThanOrEqualTo(LOOKUPS - 1);
        });
  }

  private static SimKad.Node livingNode(SimKad world) {
    SimKad.Node node;
    do {
      node = world.nodes.get(world.random.nextInt(world.nodes.size()));
    } while (node.dead);
    return node;
  }

  @Test
  void hopsGrowWithTheLogarithmOfTheNodes() {
    double few = hops(30);
    double more = hops(120);
    double many = hops(480);
    assertThat(many).isLessThan(Math.log(480) / Math.log(2) / 2);
    assertThat(many - more).as("four times as many once more").isLessThan(more - few + 1);
  }

  /// How many peers name each other, on average, until the nearest is found.
  private static double hops(int size) {
    int lookups = 200;
    AtomicInteger sum = new AtomicInteger();
    SimKad.simulate(
        2,
        KadScope.WAN,
        world -> {
          world.grow(size);
          for (int i = 0; i < lookups; i++) {
            KadEngine asker = livingNode(world).engine;
            sum.addAndGet(asker.nearest(world.randomKey(), SimKad.LONG, LookupWatcher.NONE).hops());
          }
        });
    return (double) sum.get() / lookups;
  }

  @Test
  void findsPeersThatServeNothing() {
    SimKad.simulate(
        3,
        KadScope.LAN,
        world -> {
          world.grow(60);
          SimKad.Node client = world.add();
          client.serves = false;
          client.meet(world.nodes.getFirst());
          client.engine.refresh();
          Optional<KadPeer> found =
              world.nodes.get(30).engine.findPeer(client.id, SimKad.LONG, LookupWatcher.NONE);
          assertThat(found).map(KadPeer::addresses).contains(client.own);
        });
  }

  @Test
  void manyWhoAreDeadKeepARefreshNoLongerThanItsBound() {
    SimKad.simulate(
        4,
        KadScope.WAN,
        world -> {
          world.grow(150);
          SimKad.Node node = world.nodes.getFirst();
          int known = node.engine.table().size();
          assertThat(known).isGreaterThan(40);
          world.nodes.forEach(other -> other.dead = other != node);
          world.sim.sleep(Duration.ofMinutes(11));
          long before = world.sim.nanoTime();
          node.engine.refresh(-1);
          assertThat(world.sim.nanoTime() - before)
              .as("asking the silent, then one lookup")
              .isLessThanOrEqualTo(Duration.ofSeconds(60).toNanos());
          assertThat(node.engine.table().size()).isLessThanOrEqualTo(known - 30);
        });
  }

  @Test
  void aRefreshPutsOutWhoAnswersFromWhereThisDhtDoesNotLook() {
    SimKad.simulate(
        5,
        KadScope.WAN,
        world -> {
          world.grow(2);
          SimKad.Node node = world.nodes.getFirst();
          SimKad.Node other = world.nodes.getLast();
          assertThat(node.engine.table().contains(other.id)).isTrue();
          other.seen = List.of(Multiaddr.parse("/ip4/192.168.1.1/tcp/1"));
          world.sim.sleep(Duration.ofMinutes(11));
          node.engine.refresh(-1);
          assertThat(node.engine.table().contains(other.id)).isFalse();
        });
  }
}
