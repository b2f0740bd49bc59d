package network.cairn.content.exchange.bitswap;

import static network.cairn.content.exchange.bitswap.SimWorld.cids;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import network.cairn.ipld.dag.Block;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Peers that ask for much and read little of it, beside one that wants 400 KB.
@Timeout(300)
final class SlowReadersSimTest {
  private static final SimNetwork.Quality LINK =
      new SimNetwork.Quality(Duration.ofMillis(20), 30_000_000, 0);
  private static final int SLOW = 33;

  /// What all of them may hold of whole messages until they are known to be slow.
  private static final long TRIALS = SendMemory.trialBytes(BitswapConfig.DEFAULT.sendBudget());

  /// Reads 20 KB a second.
  private static HostilePeer.Reading slowly(SimWorld world) {
    return bytes -> world.sim.sleep(Duration.ofMillis(bytes / 20));
  }

  /// What an honest peer's 400 KB took, and the most memory that blocks on their way had.
  private record Served(double seconds, long held, long slow) {}

  private static Served serve(long seed, int slow, int blockSize) {
    double[] seconds = new double[1];
    long[] held = new long[2];
    SimWorld.simulate(
        seed,
        world -> {
          world.network.quality(LINK);
          List<Block> large = world.blocks(2, 2 << 20);
          List<Block> small = world.blocks(400_000 / blockSize, blockSize);
          SimWorld.Node node = world.node().with(large).with(small);
          List<HostilePeer> readers = new ArrayList<>();
          for (int i = 0; i < slow; i++) {
            readers.add(HostilePeer.of(world, node, large, (_, _) -> {}, slowly(world)));
          }
          for (HostilePeer reader : readers) {
            reader.want(cids(large));
          }
          world.sim.sleep(Duration.ofSeconds(5));
          held[0] = node.bitswap.sendMemory().held();
          SimWorld.Node friend = world.node();
          friend.dial(node);
          long began = world.sim.nanoTime();
          friend.fetch(cids(small));
          seconds[0] = (world.sim.nanoTime() - began) / 1e9;
          held[0] = Math.max(held[0], node.bitswap.sendMemory().held());
          if (slow > 0) {
            world.sim.sleep(Duration.ofSeconds(130));
            held[1] = readers.stream().filter(r -> r.received() > 0).count();
          }
        });
    return new Served(seconds[0], held[0], held[1]);
  }

  @Test
  void aBlockIsReadOnceForAPeerThatIsNotSlow() {
    SimWorld.simulate(
        2,
        world -> {
          world.network.quality(LINK);
          List<Block> large = world.blocks(1, 1 << 20);
          SimWorld.Node node = world.node().with(large);
          SimWorld.Node friend = world.node();
          friend.dial(node);
          friend.fetch(cids(large));
          assertThat(node.reads()).isEqualTo(1);
        });
  }

  @Test
  void honestPeerIsServedBesideThirtyThreeThatReadSlowly() {
    for (int size : new int[] {400_000, 50_000}) {
      Served calm = serve(1, 0, size);
      Served beside = serve(1, SLOW, size);
      System.out.printf(
          Locale.ROOT,
          "400 KB in blocks of %d: calm %.3f s, beside %d slow readers %.3f s, %d bytes held%n",
          size,
          calm.seconds,
          SLOW,
          beside.seconds,
          beside.held);
      assertThat(beside.seconds).isLessThanOrEqualTo(calm.seconds / 0.8);
      assertThat(beside.held).isLessThanOrEqualTo((SLOW + 1) * (long) SendMemory.SLICE + TRIALS);
      assertThat(beside.slow).as("who reads slowly is served too").isEqualTo(SLOW);
    }
  }
}
