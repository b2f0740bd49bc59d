package network.cairn.content.exchange.bitswap;

import static network.cairn.content.exchange.bitswap.SimWorld.LONG;
import static network.cairn.content.exchange.bitswap.SimWorld.cids;
import static network.cairn.content.exchange.bitswap.SimWorld.simulate;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.base.time.Scheduler;
import network.cairn.content.exchange.ExchangeSession;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sessions over one or several peers, all of whom keep to the protocol or fall silent.
@Timeout(120)
final class SessionSimTest {
  @Test
  void fetchesFromOnePeerEachBlockOnce() {
    simulate(
        1,
        world -> {
          List<Block> blocks = world.blocks(300, 20_000);
          SimWorld.Node near = world.node();
          SimWorld.Node far = world.node().with(blocks);
          near.dial(far);
          near.fetch(cids(blocks));
          assertThat(blocks).allMatch(b -> near.has(b.cid()));
          assertThat(near.stats().duplicateBlocks()).isZero();
          assertThat(near.stats().openWants()).isZero();
          assertThat(near.stats().sessions()).isZero();
          assertThat(far.stats().blocksSent()).isEqualTo(300);
        });
  }

  @Test
  void sharesTheWorkBetweenPeersWithoutDuplicates() {
    simulate(
        2,
        world -> {
          List<Block> blocks = world.blocks(400, 50_000);
          SimWorld.Node near = world.node();
          List<SimWorld.Node> others = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            others.add(world.node().with(blocks));
            near.dial(others.get(i));
          }
          near.fetch(cids(blocks));
          assertThat(near.stats().duplicateBlocks()).isLessThan(8);
          assertThat(others).allMatch(o -> o.stats().blocksSent() > 40);
        });
  }

  @Test
  void peerThatLacksABlockSaysSoAndAnotherGivesIt() {
    simulate(
        3,
        world -> {
          List<Block> blocks = world.blocks(200, 5_000);
          SimWorld.Node near = world.node();
          SimWorld.Node even = world.node();
          SimWorld.Node odd = world.node();
          even.put(blocks.getFirst());
          odd.put(blocks.getFirst());
          for (int i = 1; i < blocks.size(); i++) {
            (i % 2 == 0 ? even : odd).put(blocks.get(i));
          }
          near.dial(even);
          near.dial(odd);
          long began = world.sim.nanoTime();
          near.fetch(cids(blocks));
          assertThat(world.sim.nanoTime() - began).isLessThan(Duration.ofSeconds(5).toNanos());
          assertThat(near.stats().duplicateBlocks()).isZero();
        });
  }

  @Test
  void silentPeerIsPassedOver() {
    simulate(
        4,
        world -> {
          world.network.quality(new SimNetwork.Quality(Duration.ofMillis(20), 1_000_000, 0));
          List<Block> blocks = world.blocks(200, 20_000);
          SimWorld.Node near = world.node();
          SimWorld.Node silent = world.node().with(blocks);
          SimWorld.Node good = world.node().with(blocks);
          near.dial(silent);
          near.dial(good);
          Scheduler.Task cutter =
              world.sim.start(
                  "cutter",
                  () -> {
                    sleep(world, Duration.ofSeconds(1));
                    world.network.partition(Set.of(silent.peer.name()));
                  });
          long began = world.sim.nanoTime();
          near.fetch(cids(blocks));
          cutter.join();
          assertThat(world.sim.nanoTime() - began).isLessThan(Duration.ofSeconds(30).toNanos());
          assertThat(silent.stats().blocksSent()).isPositive();
        });
  }

  /// A caller who hung up holds nothing here for as long as it once meant to wait.
  @Test
  void whoDoesNotWaitAnyMoreEndsTheWaitAndTheWant() {
    simulate(
        17,
        world -> {
          Block nowhere = world.blocks(1, 100).getFirst();
          SimWorld.Node near = world.node();
          near.dial(world.node());
          long began = world.sim.nanoTime();
          long gone = began + Duration.ofSeconds(5).toNanos();
          try (ExchangeSession session = near.bitswap.session(nowhere.cid())) {
            assertThat(
                    session.get(
                        nowhere.cid(), Duration.ofDays(365), () -> world.sim.nanoTime() >= gone))
                .isEmpty();
            assertThat(near.stats().openWants()).isZero();
          }
          assertThat(world.sim.nanoTime() - began)
              .isBetween(Duration.ofSeconds(5).toNanos(), Duration.ofMillis(5_300).toNanos());
        });
  }

  @Test
  void slowPeerAloneIsNotAskedTwice() {
    simulate(
        5,
        world -> {
          world.network.quality(new SimNetwork.Quality(Duration.ofMillis(100), 100_000, 0));
          List<Block> blocks = world.blocks(12, 1_000_000);
          SimWorld.Node near = world.node();
          SimWorld.Node far = world.node().with(blocks);
          near.dial(far);
          near.fetch(cids(blocks));
          assertThat(near.stats().duplicateBlocks()).isZero();
          assertThat(far.stats().blocksSent()).isEqualTo(12);
        });
  }

  @Test
  void fetchGoesOnAfterTheConnectionBrokeAndCameBack() {
    simulate(
        6,
        world -> {
          world.network.quality(new SimNetwork.Quality(Duration.ofMillis(10), 1_000_000, 0));
          List<Block> blocks = world.blocks(200, 20_000);
          SimWorld.Node near = world.node();
          SimWorld.Node far = world.node().with(blocks);
          near.dial(far);
          Scheduler.Task fetch = world.sim.start("fetch", () -> fetchAll(near, blocks));
          sleep(world, Duration.ofSeconds(1));
          world.network.cut(near.peer.name(), far.peer.name());
          sleep(world, Duration.ofSeconds(1));
          assertThat(near.stats().openWants()).isPositive();
          near.dial(far);
          fetch.join();
          assertThat(blocks).allMatch(b -> near.has(b.cid()));
        });
  }

  @Test
  void wantedBlockIsSentWhenItComes() {
    simulate(
        7,
        world -> {
          Block late = world.blocks(1, 3_000).getFirst();
          SimWorld.Node near = world.node();
          SimWorld.Node one = world.node();
          SimWorld.Node two = world.node();
          near.dial(one);
          near.dial(two);
          AtomicReference<Long> done = new AtomicReference<>(0L);
          Scheduler.Task fetch =
              world.sim.start(
                  "fetch",
                  () -> {
                    fetchAll(near, List.of(late));
                    done.set(world.sim.nanoTime());
                  });
          sleep(world, Duration.ofSeconds(3));
          long stored = world.sim.nanoTime();
          two.put(late);
          fetch.join();
          assertThat(done.get() - stored).isLessThan(Duration.ofMillis(200).toNanos());
        });
  }

  @Test
  void peerThatComesLaterIsAskedToo() {
    simulate(
        8,
        world -> {
          List<Block> blocks = world.blocks(50, 3_000);
          SimWorld.Node near = world.node();
          SimWorld.Node far = world.node().with(blocks);
          Scheduler.Task fetch = world.sim.start("fetch", () -> fetchAll(near, blocks));
          sleep(world, Duration.ofSeconds(3));
          near.dial(far);
          long dialled = world.sim.nanoTime();
          fetch.join();
          assertThat(world.sim.nanoTime() - dialled).isLessThan(Duration.ofSeconds(2).toNanos());
        });
  }

  @Test
  void othersAreToldThatABlockIsNoLongerWanted() {
    simulate(
        9,
        world -> {
          Block block = world.blocks(1, 3_000).getFirst();
          SimWorld.Node near = world.node();
          SimWorld.Node has = world.node().with(List.of(block));
          SimWorld.Node lacks = world.node();
          near.dial(has);
          near.dial(lacks);
          near.fetch(List.of(block.cid()));
          world.settle();
          lacks.put(block);
          sleep(world, Duration.ofSeconds(1));
          assertThat(lacks.stats().blocksSent()).isZero();
          assertThat(near.stats().blocksReceived()).isEqualTo(1);
        });
  }

  @Test
  void getEndsAtItsDeadlineAndWithdrawsTheWant() {
    simulate(
        10,
        world -> {
          Block block = world.blocks(1, 3_000).getFirst();
          SimWorld.Node near = world.node();
          SimWorld.Node far = world.node();
          near.dial(far);
          try (ExchangeSession session = near.bitswap.session(block.cid())) {
            long began = world.sim.nanoTime();
            assertThat(session.get(block.cid(), Duration.ofSeconds(7))).isEmpty();
            assertThat(world.sim.nanoTime() - began)
                .isBetween(Duration.ofSeconds(7).toNanos(), Duration.ofSeconds(8).toNanos());
            assertThat(near.bitswap.wantlist()).isEmpty();
            world.settle();
            far.put(block);
            world.settle();
            assertThat(far.stats().blocksSent()).isZero();
          }
        });
  }

  @Test
  void twoSessionsThatWantTheSameGetItFromOneTransfer() {
    simulate(
        11,
        world -> {
          List<Block> blocks = world.blocks(100, 20_000);
          SimWorld.Node near = world.node();
          near.dial(world.node().with(blocks));
          near.dial(world.node().with(blocks));
          Scheduler.Task one = world.sim.start("one", () -> fetchAll(near, blocks));
          Scheduler.Task two = world.sim.start("two", () -> fetchAll(near, blocks));
          one.join();
          two.join();
          assertThat(near.stats().duplicateBlocks()).isLessThan(100);
        });
  }

  @Test
  void fetchesAheadNoMoreThanItsMemoryAllows() {
    simulate(
        12,
        world -> {
          List<Block> blocks = world.blocks(200, 100_000);
          BitswapConfig config =
              new BitswapConfig(
                  1024,
                  1 << 20,
                  8 << 20,
                  BitswapConfig.DEFAULT.inboundBytes(),
                  2 << 20,
                  Duration.ofMinutes(2),
                  Duration.ofSeconds(30));
          SimWorld.Node near = world.node(config);
          SimWorld.Node far = world.node().with(blocks);
          near.dial(far);
          try (ExchangeSession session = near.bitswap.session(blocks.getFirst().cid())) {
            session.prefetch(cids(blocks));
            sleep(world, Duration.ofSeconds(20));
            assertThat(near.stats().bytesReceived()).isBetween(1_000_000L, 3_000_000L);
            for (Cid cid : cids(blocks)) {
              assertThat(session.get(cid, LONG)).isPresent();
            }
          }
        });
  }

  @Test
  void moreWantsThanAPeerRemembersAllCome() {
    simulate(
        13,
        world -> {
          List<Block> blocks = world.blocks(6_000, 50);
          SimWorld.Node near = world.node();
          SimWorld.Node far = world.node().with(blocks);
          near.dial(far);
          near.fetch(cids(blocks));
          assertThat(near.stats().duplicateBlocks()).isZero();
        });
  }

  @Test
  void closedSessionLeavesNothingBehind() {
    simulate(
        14,
        world -> {
          List<Block> blocks = world.blocks(500, 50_000);
          SimWorld.Node near = world.node();
          SimWorld.Node far = world.node().with(blocks);
          near.dial(far);
          ExchangeSession session = near.bitswap.session(blocks.getFirst().cid());
          session.prefetch(cids(blocks));
          Optional<Block> first = session.get(blocks.getFirst().cid(), LONG);
          session.close();
          assertThat(first).isPresent();
          sleep(world, Duration.ofSeconds(5));
          assertThat(near.bitswap.wantlist()).isEmpty();
          assertThat(far.stats().queuedBlocks()).isZero();
          assertThat(far.stats().blocksSent()).isLessThan(200);
        });
  }

  @Test
  void whatOneSessionWithdrawsAnotherStillWaitsFor() {
    for (long seed = 15; seed < 25; seed++) {
      simulate(
          seed,
          world -> {
            Block late = world.blocks(1, 3_000).getFirst();
            SimWorld.Node near = world.node();
            SimWorld.Node far = world.node();
            near.dial(far);
            ExchangeSession gone = near.bitswap.session(late.cid());
            ExchangeSession stays = near.bitswap.session(late.cid());
            gone.prefetch(List.of(late.cid()));
            stays.prefetch(List.of(late.cid()));
            sleep(world, Duration.ofSeconds(2));
            gone.close();
            sleep(world, Duration.ofSeconds(1));
            far.put(late);
            assertThat(stays.get(late.cid(), Duration.ofSeconds(1))).isPresent();
            stays.close();
          });
    }
  }

  @Test
  void whatIsAskedAgainIsNotWithdrawnByWhatWasOverBefore() {
    for (long seed = 25; seed < 30; seed++) {
      simulate(
          seed,
          world -> {
            Block slow = world.blocks(1, 3_000).getFirst();
            // So small that it comes by itself.
            Block other = world.blocks(1, 500).getFirst();
            SimWorld.Node near = world.node();
            List<Boolean> said = new ArrayList<>();
            HostilePeer.of(
                world,
                near,
                List.of(slow),
                (self, message) -> {
                  self.claim(message);
                  for (Message.Want want : message.wants()) {
                    if (want.cid().equals(slow.cid()) && (want.cancel() || !want.haveOnly())) {
                      said.add(want.cancel());
                    }
                  }
                });
            SimWorld.Node far = world.node();
            near.dial(far);
            ExchangeSession session = near.bitswap.session(slow.cid());
            session.prefetch(List.of(other.cid()));
            Scheduler.Task reader =
                world.sim.start("reader", () -> read(session, slow.cid(), Duration.ofSeconds(14)));
            sleep(world, Duration.ofSeconds(12));
            assertThat(said).as("asked, withdrawn, asked").containsExactly(false, true, false);
            far.put(other);
            sleep(world, Duration.ofSeconds(1));
            assertThat(near.stats().blocksReceived()).isEqualTo(1);
            assertThat(said).hasSize(3);
            reader.join();
            sleep(world, Duration.ofSeconds(1));
            assertThat(said).as("its reader has left").containsExactly(false, true, false, true);
            session.close();
          });
    }
  }

  @Test
  void whoWasLateIsToldWhenItsBlockHasComeFromAnother() {
    for (long seed = 30; seed < 35; seed++) {
      simulate(
          seed,
          world -> {
            List<Block> blocks = world.blocks(60, 3_000);
            Block wanted = blocks.getLast();
            SimWorld.Node near = world.node();
            int[] cancels = new int[1];
            int[] refusals = new int[1];
            HostilePeer late =
                HostilePeer.of(
                    world,
                    near,
                    List.of(wanted),
                    (self, message) -> {
                      self.claim(message);
                      cancels[0] +=
                          (int)
                              message.wants().stream()
                                  .filter(w -> w.cancel() && w.cid().equals(wanted.cid()))
                                  .count();
                    });
            HostilePeer.of(
                world,
                near,
                blocks,
                (self, message) -> {
                  self.claim(message);
                  for (Cid cid : HostilePeer.wanted(message)) {
                    if (cid.equals(wanted.cid()) && refusals[0]++ == 0) {
                      List<Message.Presence> no = List.of(new Message.Presence(cid, false));
                      self.say(new Message(List.of(), false, List.of(), no, 0));
                    } else {
                      self.say(HostilePeer.with(self.block(cid).orElseThrow()));
                    }
                  }
                });
            try (ExchangeSession session = near.bitswap.session(wanted.cid())) {
              for (Block block : blocks) {
                assertThat(session.get(block.cid(), Duration.ofSeconds(30))).isPresent();
              }
              world.settle();
              assertThat(refusals[0]).as("refused once, then given").isEqualTo(2);
              assertThat(late.asked()).isPositive();
              assertThat(cancels[0]).isEqualTo(1);
              assertThat(near.bitswap.outbox(late.peer.host().id()).expectsBlocks()).isFalse();
            }
          });
    }
  }

  private static void read(ExchangeSession session, Cid cid, Duration timeout) {
    try {
      assertThat(session.get(cid, timeout)).isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void fetchAll(SimWorld.Node node, List<Block> blocks) {
    try {
      node.fetch(cids(blocks));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sleep(SimWorld world, Duration time) {
    try {
      world.sim.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
