package network.cairn.content.exchange.bitswap;

import static network.cairn.content.exchange.bitswap.SimWorld.LONG;
import static network.cairn.content.exchange.bitswap.SimWorld.cids;
import static network.cairn.content.exchange.bitswap.SimWorld.simulate;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.libp2p.host.PeerListener;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.peer.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A peer says once what it wants: whatever breaks here afterwards, it gets it as soon as it can.
@Timeout(120)
final class LostWantsSimTest {
  private static final int SEEDS = 5;

  /// A peer whose streams break while they carry a block, as long as they are to.
  private static HostilePeer breaking(
      SimWorld world, SimWorld.Node node, AtomicBoolean breaks, List<Message> came)
      throws Exception {
    return HostilePeer.of(
        world,
        node,
        List.of(),
        (_, message) -> came.add(message),
        bytes -> {
          world.sim.sleep(Duration.ofMillis(bytes / 20));
          if (breaks.get()) {
            throw new InterruptedException("the stream breaks");
          }
        });
  }

  private static List<Cid> blocks(List<Message> messages) {
    return messages.stream().flatMap(m -> m.blocks().stream()).map(Block::cid).toList();
  }

  @Test
  void aMessageIsAnsweredWhoseOutboxBreaksWhileItIsHandled() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      simulate(
          seed,
          world -> {
            List<Block> here = world.blocks(1, 20_000);
            List<Block> later = world.blocks(1, 20_000);
            Block filler = world.blocks(1, 600_000).getFirst();
            SimWorld.Node node = world.node().with(here).with(List.of(filler));
            AtomicBoolean breaks = new AtomicBoolean();
            List<Message> came = new ArrayList<>();
            HostilePeer peer = breaking(world, node, breaks, came);
            node.beforeSize(cid -> {
              if (cid.equals(here.getFirst().cid())) {
                breaks.set(true);
                world.sim.sleep(Duration.ofSeconds(3));
                breaks.set(false);
              }
            });
            peer.want(List.of(filler.cid()));
            world.sim.sleep(Duration.ofMillis(10));
            peer.wantMore(List.of(later.getFirst().cid(), here.getFirst().cid()));
            world.sim.sleep(Duration.ofSeconds(90));
            later.forEach(node::put);
            world.sim.sleep(Duration.ofSeconds(30));
            assertThat(blocks(came))
                .contains(here.getFirst().cid())
                .as("what was remembered of it")
                .contains(later.getFirst().cid());
          });
    }
  }

  @Test
  void whatWasQueuedForABrokenStreamIsSaidAfterARest() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      simulate(
          seed,
          world -> {
            List<Block> here = world.blocks(3, 800_000);
            SimWorld.Node node = world.node().with(here);
            AtomicBoolean breaks = new AtomicBoolean(true);
            List<Message> came = new ArrayList<>();
            HostilePeer peer = breaking(world, node, breaks, came);
            peer.want(cids(here));
            world.sim.sleep(Duration.ofSeconds(4));
            breaks.set(false);
            world.sim.sleep(Duration.ofMinutes(10));
            assertThat(blocks(came)).containsAll(cids(here));
          });
    }
  }

  @Test
  void aPeerToWhomNothingCanBeSaidIsTriedTwiceAndForgotten() {
    simulate(
        1,
        world -> {
          List<Block> here = world.blocks(3, 800_000);
          SimWorld.Node node = world.node().with(here);
          HostilePeer peer = breaking(world, node, new AtomicBoolean(true), new ArrayList<>());
          peer.want(cids(here));
          world.sim.sleep(Duration.ofMinutes(10));
          int reads = node.reads();
          assertThat(node.bitswap.remembered()).isZero();
          world.sim.sleep(Duration.ofMinutes(10));
          assertThat(node.reads()).isEqualTo(reads);
        });
  }

  /// Whoever is told first of a peer that went takes so long that it is back before others know.
  private static PeerListener slow(SimWorld world) {
    return new PeerListener() {
      @Override
      public void connected(PeerId peer) {}

      @Override
      public void disconnected(PeerId peer) {
        try {
          world.sim.sleep(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  @Test
  void whatAPeerSaidSinceItCameBackOutlivesTheLateNewsThatItWent() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      simulate(
          seed,
          world -> {
            List<Block> wanted = world.blocks(1, 20_000);
            List<Block> asked = world.blocks(1, 20_000);
            SimWorld.Peer host = world.peer();
            host.host().addListener(slow(world));
            SimWorld.Node node = world.node(host);
            List<Message> came = new ArrayList<>();
            AtomicInteger silent = new AtomicInteger();
            HostilePeer peer =
                HostilePeer.of(
                    world,
                    node,
                    asked,
                    (self, message) -> {
                      came.add(message);
                      if (silent.get() > 0) {
                        for (Cid cid : HostilePeer.wanted(message)) {
                          self.say(HostilePeer.with(self.block(cid).orElseThrow()));
                        }
                      }
                    });
            AtomicBoolean got = new AtomicBoolean();
            world.sim.start(
                "reader",
                () -> {
                  try {
                    node.fetch(cids(asked));
                    got.set(true);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            world.sim.sleep(Duration.ofSeconds(1));
            world.network.cut(host.name(), peer.peer.name());
            silent.set(1);
            world.settle();
            peer.peer.host().connect(host.address(), LONG);
            peer.want(cids(wanted));
            world.sim.sleep(Duration.ofSeconds(6));
            wanted.forEach(node::put);
            world.sim.sleep(Duration.ofSeconds(1));
            assertThat(blocks(came)).isEqualTo(cids(wanted));
            assertThat(got).as("what this node wants of it is said again").isTrue();
          });
    }
  }

  @Test
  void nothingIsKeptOfAPeerThatGoesBeforeItIsKnown() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      simulate(
          seed,
          world -> {
            SimWorld.Node node = world.node();
            SimWorld.Peer peer = world.peer();
            peer.host().unhandle("/ipfs/id/1.0.0");
            peer.host().handle("/ipfs/id/1.0.0", _ -> world.sim.sleep(LONG));
            peer.host().connect(node.peer.address(), LONG);
            try (Stream stream = peer.host().open(node.peer.host().id(), Bitswap.PROTOCOLS, LONG)) {
              byte[] want = Encoding.framed(want(world.blocks(1, 100)));
              stream.write(want, 0, want.length);
              stream.closeWrite();
              world.settle();
            }
            assertThat(node.bitswap.remembered()).isEqualTo(1);
            world.network.cut(node.peer.name(), peer.name());
            world.settle();
            assertThat(node.bitswap.remembered()).isZero();
            assertThat(node.bitswap.candidates()).isEmpty();
          });
    }
  }

  private static Message want(List<Block> blocks) {
    List<Message.Want> wants =
        blocks.stream().map(b -> new Message.Want(b.cid(), 1, false, false, false)).toList();
    return new Message(wants, true, List.of(), List.of(), 0);
  }

  @Test
  void messagesThatStopOnADeadConnectionHoldNoneOnAnother() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      simulate(
          seed,
          world -> {
            SimWorld.Node node = world.node();
            HostilePeer peer = HostilePeer.of(world, node, List.of(), (_, _) -> {});
            SimWorld.Peer dead = world.twin(peer.peer);
            dead.host().connect(node.peer.address(), LONG);
            byte[] message = Encoding.framed(want(world.blocks(50, 10)));
            for (int i = 0; i < 8; i++) {
              Stream stream = dead.host().open(node.peer.host().id(), Bitswap.PROTOCOLS, LONG);
              byte[] half = Arrays.copyOf(message, message.length / 2);
              stream.write(half, 0, half.length);
            }
            world.settle();
            peer.want(cids(world.blocks(1, 100)));
            world.settle();
            assertThat(node.bitswap.remembered()).isEqualTo(1);
          });
    }
  }
}
