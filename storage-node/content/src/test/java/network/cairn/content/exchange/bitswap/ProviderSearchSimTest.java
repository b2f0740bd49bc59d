package network.cairn.content.exchange.bitswap;

import static network.cairn.content.exchange.bitswap.SimWorld.cids;
import static network.cairn.content.exchange.bitswap.SimWorld.simulate;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.content.exchange.ExchangeSession;
import network.cairn.content.routing.ContentRouting;
import network.cairn.content.routing.ProviderInfo;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sessions that find their peers by routing: honest, slow, failing, lying, talkative.
@Timeout(120)
final class ProviderSearchSimTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// Names some providers, from an instant on, and counts how often it is asked.
  private static final class Named implements ContentRouting {
    final List<ProviderInfo> providers = new ArrayList<>();
    final List<Cid> asked = new ArrayList<>();
    final List<Long> times = new ArrayList<>();
    private final SimWorld world;

    Named(SimWorld world) {
      this.world = world;
    }

    Named with(SimWorld.Peer peer) {
      providers.add(info(peer));
      return this;
    }

    @Override
    public void findProviders(Cid cid, int most, Duration timeout, Sink sink) {
      asked.add(cid);
      times.add(world.sim.nanoTime());
      for (ProviderInfo provider : providers) {
        if (!sink.found(provider)) {
          return;
        }
      }
    }
  }

  private static ProviderInfo info(SimWorld.Peer peer) {
    return new ProviderInfo(peer.host().id(), List.of(peer.address().withoutPeer().orElseThrow()));
  }

  private static ContentRouting parallel(SimWorld world, ContentRouting... members) {
    return ContentRouting.of(List.of(members), world.sim);
  }

  private static PeerId stranger(SimWorld world) {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, world.random).publicKey());
  }

  /// Where nobody listens.
  private static Multiaddr nowhere(SimWorld world, String name) {
    return SimNetwork.address(world.network.machine(name));
  }

  private static Duration timed(SimWorld world, SimWorld.Scenario scenario) throws Exception {
    long began = world.sim.nanoTime();
    scenario.run(world);
    return Duration.ofNanos(world.sim.nanoTime() - began);
  }

  @Test
  void aSessionWithoutPeersFindsTheRootsProviderAndAsksForNoOtherBlock() {
    simulate(
        21,
        world -> {
          List<Block> blocks = world.blocks(200, 20_000);
          SimWorld.Node far = world.node().with(blocks);
          Named routing = new Named(world).with(far.peer);
          SimWorld.Node near = world.node(routing);
          assertThat(timed(world, _ -> near.fetch(cids(blocks)))).isLessThan(MINUTE);
          assertThat(routing.asked).containsExactly(blocks.getFirst().cid());
        });
  }

  @Test
  void aConnectedPeerThatGivesIsEnough() {
    simulate(
        22,
        world -> {
          List<Block> blocks = world.blocks(50, 20_000);
          SimWorld.Node far = world.node().with(blocks);
          Named routing = new Named(world);
          SimWorld.Node near = world.node(routing);
          near.dial(far);
          near.fetch(cids(blocks));
          assertThat(routing.asked).isEmpty();
        });
  }

  @Test
  void connectedPeersThatLackTheRootHaveAMomentsGrace() {
    simulate(
        23,
        world -> {
          List<Block> blocks = world.blocks(5, 20_000);
          SimWorld.Node far = world.node().with(blocks);
          Named routing = new Named(world).with(far.peer);
          SimWorld.Node near = world.node(routing);
          near.dial(world.node());
          long began = world.sim.nanoTime();
          near.fetch(cids(blocks));
          assertThat(Duration.ofNanos(routing.times.getFirst() - began))
              .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
          assertThat(routing.asked).hasSize(1);
        });
  }

  @Test
  void aSlowAndAFailingMemberDoNotHideAnHonestOne() {
    simulate(
        24,
        world -> {
          List<Block> blocks = world.blocks(3, 20_000);
          SimWorld.Node far = world.node().with(blocks);
          ContentRouting slow = (_, _, _, _) -> world.sim.sleep(Duration.ofHours(1));
          ContentRouting failing =
              (_, _, _, _) -> {
                throw new IllegalStateException("broken");
              };
          SimWorld.Node near =
              world.node(parallel(world, slow, failing, new Named(world).with(far.peer)));
          assertThat(timed(world, _ -> near.fetch(cids(blocks))))
              .isLessThan(Duration.ofSeconds(10));
        });
  }

  @Test
  void aThousandFalseProvidersCostABoundedNumberOfDialsAndHideNoHonestOne() {
    simulate(
        25,
        world -> {
          List<Block> blocks = world.blocks(3, 20_000);
          SimWorld.Node far = world.node().with(blocks);
          Multiaddr nowhere = nowhere(world, "nowhere");
          ContentRouting liar =
              (_, _, _, sink) -> {
                for (int i = 0; i < 1_000; i++) {
                  sink.found(new ProviderInfo(stranger(world), List.of(nowhere)));
                }
              };
          ContentRouting honest =
              (cid, most, timeout, sink) -> {
                world.sim.sleep(Duration.ofSeconds(1));
                new Named(world).with(far.peer).findProviders(cid, most, timeout, sink);
              };
          SimWorld.Node near = world.node(parallel(world, liar, honest));
          assertThat(timed(world, _ -> near.fetch(cids(blocks)))).isLessThan(MINUTE);
          assertThat(near.peer.host().peerstore().peers()).hasSizeLessThan(25);
        });
  }

  @Test
  void aFalseAddressOfTheTrueProviderDoesNotHideItsTrueOne() {
    simulate(
        26,
        world -> {
          List<Block> blocks = world.blocks(3, 20_000);
          SimWorld.Node far = world.node().with(blocks);
          Named liar = new Named(world);
          liar.providers.add(
              new ProviderInfo(far.peer.host().id(), List.of(nowhere(world, "false"))));
          ContentRouting honest =
              (cid, most, timeout, sink) -> {
                world.sim.sleep(Duration.ofMillis(100));
                new Named(world).with(far.peer).findProviders(cid, most, timeout, sink);
              };
          SimWorld.Node near = world.node(parallel(world, liar, honest));
          assertThat(timed(world, _ -> near.fetch(cids(blocks)))).isLessThan(MINUTE);
        });
  }

  @Test
  void whoIsNamedAndHasNothingIsPassedOver() {
    simulate(
        27,
        world -> {
          List<Block> blocks = world.blocks(3, 20_000);
          SimWorld.Node empty = world.node();
          SimWorld.Node far = world.node().with(blocks);
          Named routing = new Named(world).with(empty.peer);
          SimWorld.Node near = world.node(routing);
          world.sim.start(
              "later",
              () -> {
                try {
                  world.sim.sleep(Duration.ofSeconds(20));
                  routing.with(far.peer);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
          assertThat(timed(world, _ -> near.fetch(cids(blocks))))
              .isBetween(Duration.ofSeconds(20), MINUTE);
        });
  }

  @Test
  void aMutePeerThatWasAskedFirstDoesNotKeepAProviderFromBeingAsked() {
    simulate(
        31,
        world -> {
          List<Block> blocks = world.blocks(30, 20_000);
          SimWorld.Node far = world.node().with(blocks);
          SimWorld.Peer mute = world.peer();
          mute.host()
              .handle(Bitswap.PROTOCOLS.getFirst(), _ -> world.sim.sleep(Duration.ofHours(1)));
          SimWorld.Node near = world.node(new Named(world).with(far.peer));
          near.peer.host().connect(mute.address(), MINUTE);
          world.settle();
          assertThat(timed(world, _ -> near.fetch(cids(blocks)))).isLessThan(MINUTE);
        });
  }

  @Test
  void searchesAgainAfterGrowingPausesAndNotOnceNobodyWaits() {
    simulate(
        28,
        world -> {
          Cid root = world.blocks(1, 100).getFirst().cid();
          Named routing = new Named(world);
          SimWorld.Node near = world.node(routing);
          try (ExchangeSession session = near.bitswap.session(root)) {
            assertThat(session.get(root, Duration.ofMinutes(30))).isEqualTo(Optional.empty());
            assertThat(session.searched())
                .isEqualTo("no peer is connected, no provider of " + root + " was found");
            assertThat(routing.times.size()).isBetween(8, 14);
            for (int i = 2; i < routing.times.size(); i++) {
              long pause = routing.times.get(i) - routing.times.get(i - 1);
              assertThat(pause).isGreaterThanOrEqualTo(Duration.ofSeconds(5).toNanos());
              assertThat(pause).isLessThan(Duration.ofSeconds(302).toNanos());
            }
            long last = routing.times.getLast() - routing.times.get(routing.times.size() - 2);
            assertThat(last).isGreaterThan(Duration.ofMinutes(4).toNanos());
            int asked = routing.asked.size();
            world.sim.sleep(Duration.ofHours(1));
            assertThat(routing.asked).hasSize(asked);
          }
        });
  }

  @Test
  void saysWhomItFoundAndWhatFailed() {
    simulate(
        29,
        world -> {
          Cid root = world.blocks(1, 100).getFirst().cid();
          SimWorld.Node empty = world.node();
          ProviderInfo gone = new ProviderInfo(stranger(world), List.of(nowhere(world, "gone")));
          ContentRouting mixed =
              (cid, most, timeout, sink) -> {
                sink.failed("the ledger does not answer");
                sink.found(gone);
                new Named(world).with(empty.peer).findProviders(cid, most, timeout, sink);
              };
          SimWorld.Node near = world.node(mixed);
          try (ExchangeSession session = near.bitswap.session(root)) {
            assertThat(session.get(root, Duration.ofSeconds(20))).isEmpty();
            assertThat(session.searched())
                .isEqualTo(
                    "1 connected peer was asked, 2 providers of "
                        + root
                        + " found, 1 reached, asked: "
                        + empty.peer.host().id()
                        + ", not reached: "
                        + gone.peer()
                        + " (the ledger does not answer)");
          }
        });
  }

  @Test
  void aSearchEndsWithItsSession() {
    simulate(
        30,
        world -> {
          Cid root = world.blocks(1, 100).getFirst().cid();
          boolean[] interrupted = {false};
          ContentRouting endless =
              (_, _, _, _) -> {
                try {
                  world.sim.sleep(Duration.ofDays(1));
                } catch (InterruptedException e) {
                  interrupted[0] = true;
                }
              };
          SimWorld.Node near = world.node(parallel(world, endless));
          try (ExchangeSession session = near.bitswap.session(root)) {
            assertThat(session.get(root, Duration.ofSeconds(5))).isEmpty();
          }
          world.settle();
          assertThat(interrupted[0]).isTrue();
        });
  }
}
