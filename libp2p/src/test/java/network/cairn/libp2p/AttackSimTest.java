package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.NetworkMetrics;
import network.cairn.libp2p.hostile.Honest;
import network.cairn.libp2p.hostile.HostilePeer;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peerstore.Peerstore;
import network.cairn.libp2p.resource.Resource;
import network.cairn.libp2p.swarm.Limits;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import network.cairn.proto.libp2p.Identify;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Attacks on a host, with an honest peer's work beside each: it goes at four fifths of its calm
/// pace or better, the bounds hold all along, and once the attackers are gone nothing is counted.
@Timeout(300)
final class AttackSimTest {
  private static final long HEAP = 256L << 20;
  private static final long PEERS = 200_000;
  private static final String HOLD = "/test/hold/1.0.0";
  private static final Duration LONG = Duration.ofSeconds(60);

  private static final int DATA = HostilePeer.DATA;
  private static final int WINDOW_UPDATE = HostilePeer.WINDOW_UPDATE;
  private static final int PING = HostilePeer.PING;
  private static final int SYN = HostilePeer.SYN;
  private static final int FIN = HostilePeer.FIN;
  private static final int RST = HostilePeer.RST;

  private final Map<String, Integer> refused = new HashMap<>();

  /// What hostile peers do, again and again until the attack is over.
  private interface Attack {
    void run(World world, Transport side) throws Exception;
  }

  /// What one hostile connection does.
  private interface Act {
    void on(HostilePeer evil) throws IOException;
  }

  /// A host that is attacked.
  private final class World {
    final SimScheduler sim;
    final SimNetwork network;
    final SplittableRandom random = new SplittableRandom(5);
    final BasicHost host;
    final Multiaddr address;
    boolean over;
    long mostMemory;

    World(SimScheduler sim) throws IOException {
      this.sim = sim;
      this.network = new SimNetwork(sim, 3);
      Transport side = network.machine("host", "192.0.2.1");
      this.host =
          (BasicHost)
              HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random.split()))
                  .transport(side)
                  .scheduler(sim)
                  .random(random.split())
                  .limits(Limits.ofHeap(HEAP))
                  .peerstore(new Peerstore(10_000, PEERS))
                  .metrics(
                      new NetworkMetrics() {
                        @Override
                        public void refused(String limit) {
                          refused.merge(limit, 1, Integer::sum);
                        }
                      })
                  .build();
      this.address = SimNetwork.address(side).withPeer(host.id());
      Honest.serve(host);
      host.handle(HOLD, stream -> sim.sleep(Duration.ofSeconds(30)));
      host.listen(SimNetwork.address(side));
    }

    HostilePeer connect(Transport side) throws IOException, InterruptedException {
      return HostilePeer.connect(sim, side, address, random.split());
    }

    /// Connects so many times as a new identity each, does something with each connection and holds
    /// them all for a while.
    void crowd(Transport side, int size, Duration hold, Act act)
        throws IOException, InterruptedException {
      List<HostilePeer> all = new ArrayList<>();
      try {
        for (int i = 0; i < size; i++) {
          HostilePeer evil = connect(side);
          all.add(evil);
          act.on(evil);
        }
        pause(hold);
      } finally {
        all.forEach(HostilePeer::close);
      }
    }

    /// Starts so many attackers, each at a site of its own.
    void attack(int sites, Attack attack) {
      for (int i = 0; i < sites; i++) {
        Transport side = network.machine("evil" + i, "198.51." + i + ".1");
        sim.start("evil", () -> again(attack, side));
      }
    }

    private void again(Attack attack, Transport side) {
      while (!over) {
        try {
          attack.run(this, side);
        } catch (IOException e) {
          sim.trace("attacker refused");
        } catch (Exception e) {
          throw new AssertionError(e);
        }
        pause(Duration.ofSeconds(1));
        mostMemory = Math.max(mostMemory, host.resources().used(Resource.MEMORY));
      }
    }

    void pause(Duration time) {
      try {
        sim.sleep(time);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private long run(int sites, Attack attack) {
    long[] rate = new long[1];
    SimScheduler sim = new SimScheduler(11);
    sim.run(() -> {
      World world = new World(sim);
      world.attack(sites, attack);
      sim.sleep(Duration.ofSeconds(5));
      Transport side = world.network.machine("honest", "192.0.2.7");
      rate[0] = new Honest(sim, side, 9).bytesPerSecond(world.address, 10);
      assertThat(world.mostMemory).isLessThanOrEqualTo(HEAP / 4);
      world.over = true;
      sim.sleep(Duration.ofSeconds(80));
      assertThat(world.host.connections()).isEmpty();
      assertThat(world.host.resources().totals()).containsOnly(0L);
      assertThat(world.host.resources().scopes()).isZero();
      world.host.close();
    });
    return rate[0];
  }

  private void honestWorkGoesOn(String name, int sites, Attack attack) {
    long calm = run(0, attack);
    refused.clear();
    long beside = run(sites, attack);
    System.out.printf(
        "%s: honest %,d of %,d B/s (%d %%), refused %s%n",
        name, beside, calm, beside * 100 / calm, refused);
    assertThat(beside).isGreaterThanOrEqualTo(calm * 8 / 10);
  }

  @Test
  void windowsThatAreFilledAndNeverRead() {
    honestWorkGoesOn(
        "filled windows",
        9,
        (world, side) -> {
          try (HostilePeer evil = world.connect(side)) {
            byte[] most = new byte[200_000];
            for (int i = 0; i < 24 && !evil.hasEnded(); i++) {
              evil.data(evil.open(HOLD), most);
            }
            world.pause(Duration.ofSeconds(10));
          }
        });
  }

  @Test
  void upgradesThatStopAtEachStep() {
    List<byte[]> steps =
        List.of(
            new byte[0],
            "\u0013/multi".getBytes(StandardCharsets.US_ASCII),
            "\u0013/multistream/1.0.0\n".getBytes(StandardCharsets.US_ASCII),
            HostilePeer.proposal("/noise"),
            (new String(HostilePeer.proposal("/noise"), StandardCharsets.US_ASCII) + "\0 12345")
                .getBytes(StandardCharsets.US_ASCII));
    int[] next = new int[1];
    honestWorkGoesOn(
        "stopped upgrades",
        40,
        (world, side) -> {
          List<RawConn> open = new ArrayList<>();
          try {
            for (int i = 0; i < 8; i++) {
              RawConn raw = HostilePeer.raw(side, world.address);
              open.add(raw);
              byte[] said = steps.get(next[0]++ % steps.size());
              raw.write(said, 0, said.length);
            }
            world.pause(Duration.ofSeconds(14));
          } finally {
            open.forEach(RawConn::close);
          }
        });
    assertThat(refused).containsKey("pending");
  }

  @Test
  void streamsThatAreOpenedAndEndedAtOnce() {
    honestWorkGoesOn(
        "empty streams",
        8,
        (world, side) -> {
          try (HostilePeer evil = world.connect(side)) {
            for (int i = 0; i < 1200 && !evil.hasEnded(); i++) {
              evil.send(i % 2 == 0 ? DATA : WINDOW_UPDATE, SYN | FIN, evil.newStream(), 0);
            }
            world.pause(Duration.ofSeconds(1));
            assertThat(evil.hasEnded()).isTrue();
          }
        });
    assertThat(refused).containsKey("protocol");
  }

  @Test
  void streamsThatNeverAgree() {
    honestWorkGoesOn(
        "streams that never agree",
        10,
        (world, side) -> {
          world.crowd(
              side,
              3,
              Duration.ofSeconds(11),
              evil -> {
                for (int k = 0; k < 60 && !evil.hasEnded(); k++) {
                  int stream = evil.newStream();
                  evil.send(DATA, SYN, stream, 3, (byte) 19, (byte) '/', (byte) 'm');
                }
              });
        });
  }

  @Test
  void streamsThatAreNeverEnded() {
    honestWorkGoesOn(
        "half-closed streams",
        8,
        (world, side) -> {
          try (HostilePeer evil = world.connect(side)) {
            for (int i = 0; i < 600 && !evil.hasEnded(); i++) {
              evil.open(i % 2 == 0 ? "/ipfs/id/1.0.0" : "/ipfs/ping/1.0.0");
            }
            world.pause(Duration.ofSeconds(20));
          }
        });
  }

  @Test
  void connectionsOfManyIdentities() {
    honestWorkGoesOn(
        "floods of connections",
        30,
        (world, side) -> {
          world.crowd(side, 8, Duration.ofSeconds(30), _ -> {});
        });
  }

  @Test
  void identitiesThatSayTooMuchOfThemselves() throws IOException {
    byte[] parts = fatIdentity();
    honestWorkGoesOn(
        "fat identities",
        8,
        (world, side) -> {
          try (HostilePeer evil = world.connect(side)) {
            for (int i = 0; i < 12 && !evil.hasEnded(); i++) {
              int stream = evil.open("/ipfs/id/push/1.0.0");
              evil.data(stream, parts);
              evil.send(WINDOW_UPDATE, FIN, stream, 0);
            }
            world.pause(Duration.ofSeconds(1));
            assertThat(world.host.peerstore().bytes()).isBetween(1L, PEERS);
          }
        });
  }

  /// As many messages, each as long, as a host reads.
  private static byte[] fatIdentity() throws IOException {
    var out = new ByteArrayOutputStream();
    for (int part = 0; part < 10; part++) {
      Identify.Builder message = Identify.newBuilder().setAgentVersion("a".repeat(2000));
      for (int i = 0; i < 20; i++) {
        message.addProtocols("/%d/%d/%s".formatted(part, i, "p".repeat(200)));
        Multiaddr address =
            Multiaddr.parse("/dns4/%s%d/tcp/%d".formatted("h".repeat(50), i, part + 1));
        message.addListenAddrs(ByteString.copyFrom(address.bytes()));
      }
      message.build().writeDelimitedTo(out);
    }
    return out.toByteArray();
  }

  @Test
  void floodsOfPingsGrantsAndResets() {
    honestWorkGoesOn(
        "floods of small frames",
        8,
        (world, side) -> {
          HostilePeer evil = world.connect(side);
          int stream = evil.open("/ipfs/ping/1.0.0");
          evil.repeat(900, HostilePeer.frame(PING, SYN, 0, 7));
          evil.repeat(900, HostilePeer.frame(WINDOW_UPDATE, RST, 99, 0));
          evil.repeat(20_000, HostilePeer.frame(WINDOW_UPDATE, 0, stream, 1));
          world.pause(Duration.ofSeconds(2));
          assertThat(evil.hasEnded()).isFalse();
          evil.send(WINDOW_UPDATE, 0, stream, 0xffff_ffffL);
          evil.send(WINDOW_UPDATE, 0, stream, 0xffff_ffffL);
          world.pause(Duration.ofSeconds(1));
          assertThat(evil.goAway()).isEqualTo(1);
          assertThat(evil.hasEnded()).isTrue();
        });
  }

  @Test
  void anHonestPeerThatIsIdleOutlastsAFloodOfNewOnes() {
    SimScheduler sim = new SimScheduler(12);
    sim.run(() -> {
      World world = new World(sim);
      List<Host> honest = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Host each =
            HostBuilder.of(PrivateKey.generate(KeyType.ED25519, world.random.split()))
                .transport(world.network.machine("honest" + i, "192.0." + (i + 3) + ".1"))
                .scheduler(sim)
                .random(world.random.split())
                .build();
        each.connect(world.address, LONG);
        honest.add(each);
      }
      sim.sleep(Duration.ofMinutes(11));
      world.attack(
          14,
          (_, side) -> {
            world.crowd(side, 8, Duration.ofSeconds(40), evil -> evil.open(HOLD));
          });
      sim.sleep(Duration.ofSeconds(45));
      long kept = honest.stream().filter(h -> world.host.isConnected(h.id())).count();
      System.out.printf("idle honest peers kept: %d of 20%n", kept);
      assertThat(kept).isEqualTo(20);
      world.over = true;
      honest.forEach(Host::close);
      world.host.close();
    });
  }

  @Test
  void afterRandomHostilityNothingIsCounted() {
    for (int seed = 0; seed < 6; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SimScheduler sim = new SimScheduler(seed);
      sim.run(() -> {
        World world = new World(sim);
        world.attack(
            4,
            (_, side) -> {
              try (HostilePeer evil = world.connect(side)) {
                List<Integer> streams = new ArrayList<>(List.of(1));
                for (int i = 0; i < 150 && !evil.hasEnded(); i++) {
                  act(evil, streams, random);
                  world.pause(Duration.ofMillis(random.nextInt(40)));
                }
              }
            });
        sim.sleep(Duration.ofSeconds(15));
        world.over = true;
        sim.sleep(Duration.ofMinutes(2));
        assertThat(world.host.resources().totals()).containsOnly(0L);
        assertThat(world.host.resources().scopes()).isZero();
        world.host.close();
      });
    }
  }

  private static void act(HostilePeer evil, List<Integer> streams, SplittableRandom random)
      throws IOException {
    int stream = streams.get(random.nextInt(streams.size()));
    switch (random.nextInt(8)) {
      case 0, 1 ->
          streams.add(
              evil.open(
                  List.of(HOLD, Honest.WORK, "/ipfs/id/1.0.0", "/nobody").get(random.nextInt(4))));
      case 2 -> evil.send(WINDOW_UPDATE, RST, stream, random.nextInt(5));
      case 3 -> evil.send(WINDOW_UPDATE, FIN, stream, 0);
      case 4 -> evil.data(stream, new byte[random.nextInt(20_000)]);
      case 5 -> evil.send(DATA, SYN | FIN, evil.newStream(), 0);
      case 6 -> evil.send(WINDOW_UPDATE, 0, stream, random.nextInt(1 << 20));
      default -> {
        if (random.nextInt(40) == 0) {
          evil.close();
        }
      }
    }
  }
}
