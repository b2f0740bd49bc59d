package network.cairn.content.exchange.bitswap;

import static network.cairn.content.exchange.bitswap.SimWorld.LONG;
import static network.cairn.content.exchange.bitswap.SimWorld.cids;
import static network.cairn.content.exchange.bitswap.SimWorld.simulate;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Fifty nodes, each with blocks that all others want, through a partition in the middle.
@Timeout(120)
final class FiftyNodesSimTest {
  @Test
  void allGetAllBlocksAfterAPartitionHeals() {
    long seed = Long.getLong("property.seed", 20_261_121L);
    long began = System.nanoTime();
    var sim = simulate(seed, world -> exchange(world, 50, 2));
    System.out.println(
        "fifty nodes: seed "
            + seed
            + ", "
            + sim.switches()
            + " switches, "
            + sim.nanoTime() / 1_000_000
            + " virtual ms in "
            + (System.nanoTime() - began) / 1_000_000
            + " ms");
  }

  @Test
  void equalSeedsGiveEqualRuns() {
    long first = simulate(5, world -> exchange(world, 8, 12)).traceHash();
    assertThat(simulate(5, world -> exchange(world, 8, 12)).traceHash()).isEqualTo(first);
    assertThat(simulate(6, world -> exchange(world, 8, 12)).traceHash()).isNotEqualTo(first);
  }

  private static void exchange(SimWorld world, int count, int blocksEach) throws Exception {
    world.network.quality(new SimNetwork.Quality(Duration.ofMillis(10), 2_000_000, 0));
    List<SimWorld.Node> nodes = new ArrayList<>();
    List<Block> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Block> own = world.blocks(blocksEach, 2_000);
      all.addAll(own);
      nodes.add(world.node().with(own));
    }
    connect(nodes);
    List<Scheduler.Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SimWorld.Node node = nodes.get(i);
      List<Cid> order = rotated(cids(all), i * blocksEach);
      tasks.add(world.sim.start("fetch", () -> fetch(node, order)));
    }
    world.sim.sleep(Duration.ofMillis(60));
    world.network.partition(
        nodes.subList(0, count / 2).stream().map(n -> n.peer.name()).collect(Collectors.toSet()));
    world.sim.sleep(Duration.ofSeconds(8));
    long missing = missing(nodes, all);
    world.sim.trace("missing " + missing);
    assertThat(missing).as("blocks missing while divided").isPositive();
    world.network.heal();
    world.sim.sleep(Duration.ofSeconds(20));
    connect(nodes);
    for (Scheduler.Task task : tasks) {
      task.join();
    }
    assertThat(missing(nodes, all)).isZero();
  }

  private static long missing(List<SimWorld.Node> nodes, List<Block> all) {
    return nodes.stream().mapToLong(n -> all.stream().filter(b -> !n.has(b.cid())).count()).sum();
  }

  /// A ring with chords: every node knows six others, so most blocks have to be passed on.
  private static void connect(List<SimWorld.Node> nodes) throws Exception {
    int count = nodes.size();
    for (int i = 0; i < count; i++) {
      for (int step : new int[] {1, 3, count / 2 - 1}) {
        SimWorld.Node other = nodes.get((i + step) % count);
        nodes.get(i).peer.host().connect(other.peer.address(), LONG);
      }
    }
  }

  private static List<Cid> rotated(List<Cid> cids, int by) {
    List<Cid> order = new ArrayList<>(cids.subList(by, cids.size()));
    order.addAll(cids.subList(0, by));
    return order;
  }

  private static void fetch(SimWorld.Node node, List<Cid> cids) {
    try {
      node.fetch(cids.stream().filter(c -> !node.has(c)).toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
