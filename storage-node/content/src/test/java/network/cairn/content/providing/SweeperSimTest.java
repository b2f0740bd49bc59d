package network.cairn.content.providing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.kad.KadPeer;
import network.cairn.libp2p.kad.KadScope;
import network.cairn.libp2p.kad.LookupWatcher;
import network.cairn.libp2p.kad.MemoryProviders;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import network.cairn.store.pin.Mode;
import network.cairn.store.providers.ProviderStore;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node that announces to a DHT of others, in virtual time.
@Timeout(300)
final class SweeperSimTest {
  private static final Duration CYCLE = Duration.ofHours(4);
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path folder;

  /// The first host is the node's.
  private final class World implements AutoCloseable {
    final SimScheduler sim;
    final SimNetwork network;
    final SplittableRandom random = new SplittableRandom(1);
    final List<Host> hosts = new ArrayList<>();
    final List<KadDht> dhts = new ArrayList<>();
    final List<Multiaddr> addresses = new ArrayList<>();
    final Repository repository;
    final ProviderStore store;
    private int blocks;

    World(SimScheduler sim, int others) throws IOException, InterruptedException {
      this.sim = sim;
      this.network = new SimNetwork(sim, 1);
      Repository.init(folder);
      this.repository =
          Repository.open(
              folder, RepoOptions.defaults("test", Links::of, Hashing.jdk()).withDiskReserve(0));
      this.store = ProviderStore.open(folder.resolve("providers"));
      for (int i = 0; i <= others; i++) {
        Transport machine = network.machine("h" + i);
        Host host =
            HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random.split()))
                .transport(machine)
                .scheduler(sim)
                .random(random.split())
                .build();
        host.listen(SimNetwork.address(machine));
        hosts.add(host);
        addresses.add(SimNetwork.address(machine).withPeer(host.id()));
        MemoryProviders records =
            new MemoryProviders(new MemoryProviders.Bounds(10, 1_000, 10_000), sim::epochMillis);
        dhts.add(
            new KadDht(host, sim, new KadDht.Options(KadScope.LAN, true, records, random.split())));
      }
      connect();
      sim.sleep(Duration.ofMinutes(5));
    }

    /// All with the second.
    void connect() throws IOException, InterruptedException {
      for (int i = 0; i < hosts.size(); i++) {
        if (i != 1 && hosts.size() > 1) {
          hosts.get(i).connect(addresses.get(1), LONG);
        }
      }
    }

    Sweeper sweeper(Strategy strategy) throws IOException {
      return sweeper(strategy, sim, dhts.getFirst()::regionBits);
    }

    Sweeper sweeper(Strategy strategy, Scheduler clock, NetworkSize.Measure measure)
        throws IOException {
      Sweeper sweeper =
          new Sweeper(
              dhts.getFirst(),
              repository,
              store.journal("lan"),
              new Sweeper.Options(strategy, CYCLE, 50),
              clock,
              measure);
      repository.blockstore().addListener(sweeper);
      return sweeper;
    }

    Cid block() {
      byte[] content = {(byte) blocks, (byte) (blocks >> 8), 7};
      blocks++;
      Cid cid = Cid.v1(Multicodec.RAW, Multihash.sha256(content));
      repository.blockstore().put(Block.of(cid, content));
      return cid;
    }

    /// Whether another than the node tells that the node has it.
    boolean isFound(Cid cid) throws InterruptedException {
      List<KadPeer> found = new ArrayList<>();
      dhts.getLast()
          .findProviders(cid.multihash().bytes(), 20, LONG, found::add, LookupWatcher.NONE);
      return found.stream().anyMatch(p -> p.id().equals(hosts.getFirst().id()));
    }

    @Override
    public void close() {
      dhts.forEach(KadDht::close);
      hosts.forEach(Host::close);
      store.close();
      repository.close();
    }
  }

  private interface Scenario {
    void run(World world) throws Exception;
  }

  private void simulate(int others, Scenario scenario) {
    SimScheduler sim = new SimScheduler(7);
    sim.run(() -> {
      try (World world = new World(sim, others)) {
        scenario.run(world);
      }
    });
  }

  @Test
  void announcesWhatIsHereAndWhatIsNewAndAgainInEachCycle() {
    simulate(
        3,
        world -> {
          List<Cid> old = new ArrayList<>();
          for (int i = 0; i < 120; i++) {
            old.add(world.block());
          }
          try (Sweeper sweeper = world.sweeper(Strategy.ALL)) {
            world.sim.sleep(Duration.ofMinutes(5));
            for (int i = 0; i < old.size(); i += 10) {
              assertThat(world.isFound(old.get(i))).isTrue();
            }
            assertThat(sweeper.stats().done().keys()).isEqualTo(120);
            Cid fresh = world.block();
            assertThat(sweeper.of(fresh.multihash()).orElseThrow().waits()).isTrue();
            world.sim.sleep(Duration.ofMinutes(1));
            assertThat(world.isFound(fresh)).isTrue();
            ProvideStats.OfKey of = sweeper.of(fresh.multihash()).orElseThrow();
            assertThat(of.waits()).isFalse();
            assertThat(of.peers()).isEqualTo(3);
            assertThat(of.when()).isGreaterThan(world.sim.epochMillis() - 60_000);
            assertThat(of.next()).isGreaterThan(world.sim.epochMillis());
            world.sim.sleep(Duration.ofHours(9));
            assertThat(world.isFound(fresh)).isTrue();
            assertThat(world.isFound(old.getFirst())).isTrue();
            assertThat(sweeper.stats().done().keys()).isBetween(121 * 2L, 121 * 4L);
          }
        });
  }

  @Test
  void goesOnAfterARestartWhereItStood() {
    simulate(
        3,
        world -> {
          Cid cid = world.block();
          try (Sweeper sweeper = world.sweeper(Strategy.ALL)) {
            world.sim.sleep(Duration.ofMinutes(5));
            assertThat(sweeper.stats().done().keys()).isEqualTo(1);
          }
          try (Sweeper sweeper = world.sweeper(Strategy.ALL)) {
            long next = sweeper.of(cid.multihash()).orElseThrow().next();
            assertThat(next - world.sim.epochMillis())
                .isBetween(CYCLE.toMillis() / 2 - 600_000, CYCLE.toMillis() * 3 / 2);
            world.sim.sleep(Duration.ofMillis(next - world.sim.epochMillis() - 60_000));
            assertThat(sweeper.stats().done().keys()).as("before its time").isZero();
            world.sim.sleep(Duration.ofMinutes(5));
            assertThat(sweeper.stats().done().keys()).isEqualTo(1);
          }
        });
  }

  @Test
  void aProcessThatEndedWithNewKeysAnnouncesAllAtTheNextStart() {
    simulate(
        3,
        world -> {
          try (Sweeper sweeper = world.sweeper(Strategy.ALL)) {
            world.sim.sleep(Duration.ofMinutes(5));
            assertThat(sweeper.stats().overdue()).isZero();
          }
          world.store.journal("lan").pending(true);
          Cid cid = world.block();
          try (Sweeper sweeper = world.sweeper(Strategy.ALL)) {
            world.sim.sleep(Duration.ofMinutes(5));
            assertThat(sweeper.stats().done().keys()).isEqualTo(1);
            assertThat(world.isFound(cid)).isTrue();
          }
          assertThat(world.store.journal("lan").isPending()).isFalse();
        });
  }

  @Test
  void announcesRootsOfPinsAndNothingElseWhereThatIsTheStrategy() {
    simulate(
        3,
        world -> {
          Cid pinned = world.block();
          Cid loose = world.block();
          world.repository.pins().add(pinned, Mode.RECURSIVE, Optional.empty());
          try (Sweeper sweeper = world.sweeper(Strategy.ROOTS)) {
            world.sim.sleep(Duration.ofMinutes(5));
            assertThat(world.isFound(pinned)).isTrue();
            assertThat(world.isFound(loose)).isFalse();
            assertThat(sweeper.announces(pinned)).isTrue();
            assertThat(sweeper.announces(loose)).isFalse();
            world.repository.pins().add(loose, Mode.DIRECT, Optional.empty());
            world.sim.sleep(Duration.ofMinutes(1));
            assertThat(world.isFound(loose)).as("a new pin").isTrue();
          }
        });
  }

  /// A scheduler whose wall clock somebody sets.
  private static final class SetClock implements Scheduler {
    private final Scheduler scheduler;
    private Duration back = Duration.ZERO;

    SetClock(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public long nanoTime() {
      return scheduler.nanoTime();
    }

    @Override
    public long epochMillis() {
      return scheduler.epochMillis() - back.toMillis();
    }

    @Override
    public Task start(String name, Runnable body) {
      return scheduler.start(name, body);
    }

    @Override
    public Monitor monitor() {
      return scheduler.monitor();
    }
  }

  @Test
  void aClockThatIsSetBackStopsNothing() {
    simulate(
        3,
        world -> {
          SetClock clock = new SetClock(world.sim);
          Cid cid = world.block();
          try (Sweeper sweeper =
              world.sweeper(Strategy.ALL, clock, world.dhts.getFirst()::regionBits)) {
            world.sim.sleep(Duration.ofMinutes(5));
            assertThat(sweeper.stats().done().keys()).isEqualTo(1);
            clock.back = Duration.ofDays(300);
            world.block();
            world.sim.sleep(Duration.ofHours(12));
            assertThat(sweeper.stats().keys()).as("the store was read again").isEqualTo(2);
            assertThat(sweeper.stats().done().keys()).isGreaterThanOrEqualTo(5);
            assertThat(sweeper.of(cid.multihash()).orElseThrow().next())
                .isLessThan(clock.epochMillis() + CYCLE.toMillis() * 3 / 2);
          }
        });
  }

  /// A closed file takes nothing, as one on a disk that fails.
  @Test
  void goesOnInMemoryWhereTheJournalFails() {
    simulate(
        3,
        world -> {
          Cid old = world.block();
          try (Sweeper sweeper = world.sweeper(Strategy.ALL)) {
            world.store.close();
            Cid fresh = world.block();
            world.sim.sleep(Duration.ofMinutes(5));
            assertThat(world.isFound(old)).isTrue();
            assertThat(world.isFound(fresh)).isTrue();
            assertThat(sweeper.stats().overdue()).isZero();
            world.sim.sleep(CYCLE.multipliedBy(3));
            assertThat(sweeper.stats().done().keys()).isBetween(4L, 10L);
          }
        });
  }

  /// Many new keys of sixteen regions, just when all sixteen are due.
  @Test
  void newKeysKeepNoRegionWaitingThatIsDue() {
    simulate(
        3,
        world -> {
          SetClock clock = new SetClock(world.sim);
          for (int i = 0; i < 160; i++) {
            world.block();
          }
          try (Sweeper sweeper = world.sweeper(Strategy.ALL, clock, _ -> OptionalInt.of(4))) {
            world.sim.sleep(Duration.ofMinutes(10));
            assertThat(sweeper.stats().regions()).isEqualTo(16);
            for (int i = 0; i < 160; i++) {
              world.block();
            }
            for (int i = 0; i < 60_000 && sweeper.stats().work().newKeys() == 0; i++) {
              world.sim.sleep(Duration.ofMillis(1));
            }
            clock.back = CYCLE.multipliedBy(-3);
            assertThat(sweeper.stats().overdue()).isEqualTo(16);
            long before = sweeper.stats().done().reprovides();
            long meanwhile = 0;
            for (int i = 0; i < 60_000; i++) {
              world.sim.sleep(Duration.ofMillis(1));
              ProvideStats stats = sweeper.stats();
              if (stats.work().newKeys() > 0) {
                meanwhile = stats.done().reprovides() - before;
              }
            }
            assertThat(meanwhile).as("regions that were announced meanwhile").isBetween(12L, 16L);
            assertThat(sweeper.stats().waiting()).isZero();
            assertThat(sweeper.stats().overdue()).isZero();
          }
        });
  }

  /// While nobody answers nothing counts as announced, and when the line is there again all is.
  @Test
  void whileTheLineIsDownNothingIsAnnouncedAndAfterwardsAll() {
    simulate(
        3,
        world -> {
          Cid old = world.block();
          try (Sweeper sweeper = world.sweeper(Strategy.ALL)) {
            world.network.partition(Set.of("h0"));
            Cid fresh = world.block();
            world.sim.sleep(Duration.ofMinutes(5));
            assertThat(sweeper.stats().done().keys()).isZero();
            assertThat(sweeper.stats().regions()).isZero();
            world.network.heal();
            world.connect();
            world.sim.sleep(Duration.ofMinutes(10));
            assertThat(world.isFound(old)).isTrue();
            assertThat(world.isFound(fresh)).isTrue();
            assertThat(sweeper.stats().waiting()).isZero();
          }
        });
  }

  /// 70,000 new keys are more than are kept: a round of all regions announces them.
  @Test
  void moreNewKeysThanAreKeptAreAnnouncedByARound() {
    NewKeys keys = new NewKeys();
    List<Multihash> all = new ArrayList<>();
    for (int i = 0; i < NewKeys.MOST + 10; i++) {
      all.add(Multihash.sha256(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)}));
    }
    keys.add(all.subList(0, NewKeys.MOST));
    assertThat(keys.takeOverflown()).isFalse();
    keys.add(all.subList(NewKeys.MOST, all.size()));
    assertThat(keys.takeOverflown()).isTrue();
    assertThat(keys.takeOverflown()).isFalse();
    assertThat(keys.size()).isEqualTo(NewKeys.MOST);
    assertThat(keys.contains(all.getFirst())).isFalse();
    assertThat(keys.take(1)).as("the newest first").containsExactly(all.getLast());
  }

  @Test
  void doesNothingWithoutPeers() {
    simulate(
        0,
        world -> {
          world.block();
          try (Sweeper sweeper = world.sweeper(Strategy.ALL)) {
            world.sim.sleep(Duration.ofHours(1));
            assertThat(sweeper.stats().done().keys()).isZero();
            assertThat(sweeper.stats().keys()).as("the store was not read").isZero();
          }
        });
  }
}
