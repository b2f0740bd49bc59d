package network.cairn.content.blockservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.Blockstore;
import network.cairn.store.blockstore.LocalWalk;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.hash.Hashes;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The walk by many workers against the store's own, over random DAGs whose parts are shared.
@Timeout(60)
class WalkTest {
  private static final Duration TIME = Duration.ofMillis(1);

  /// A DAG in memory; a block comes after a moment of the simulation.
  private static final class Dag implements BlockSource {
    final Map<Cid, Block> blocks = new LinkedHashMap<>();
    final SimScheduler sim;
    int asked;
    int most;
    private int now;

    Dag(long seed) {
      this.sim = new SimScheduler(seed);
    }

    Cid add(long codec, byte[] bytes) {
      Cid cid = Cid.v1(codec, Multihash.sha256(bytes));
      blocks.put(cid, Block.of(cid, bytes));
      return cid;
    }

    Cid node(List<Cid> below, byte[] data) {
      List<PbLink> links = below.stream().map(cid -> new PbLink(cid, "", 1)).toList();
      return add(Multicodec.DAG_PB, PbNode.of(links, data).encode());
    }

    /// Nodes that link any of those made before, and leaves; the last node links the newest.
    Cid random(Random random) {
      List<Cid> made = new ArrayList<>();
      for (int i = random.nextInt(60); i >= 0; i--) {
        byte[] data = Property.bytes(random, 1 + random.nextInt(20));
        List<Cid> below = new ArrayList<>();
        for (int j = made.isEmpty() ? 0 : random.nextInt(6); j > 0; j--) {
          below.add(made.get(random.nextInt(made.size())));
        }
        made.add(below.isEmpty() ? add(Multicodec.RAW, data) : node(below, data));
      }
      return node(made.reversed().subList(0, Math.min(4, made.size())), new byte[0]);
    }

    @Override
    public Block get(Cid cid) {
      asked++;
      most = Math.max(most, ++now);
      try {
        sim.sleep(TIME);
      } catch (InterruptedException e) {
        throw new BlockNotFound(cid, "interrupted");
      } finally {
        now--;
      }
      return Optional.ofNullable(blocks.get(cid))
          .orElseThrow(() -> new BlockNotFound(cid, "it is lost"));
    }

    int size(Cid cid) {
      return Objects.requireNonNull(blocks.get(cid)).size();
    }

    DagWalk walk(int workers) {
      return new DagWalk(this, sim, new DagWalk.Limits(workers, 16, 100, 10_000));
    }
  }

  private static Repository repository(Path home) throws IOException {
    Repository.init(home);
    return Repository.open(
        home, RepoOptions.defaults("test", Links::of, new Hashes()).withDiskReserve(0));
  }

  private static void keep(Dag dag, Blockstore store) {
    try (Writer writer = store.writer()) {
      dag.blocks.values().forEach(writer::put);
      writer.commit();
    }
  }

  private static LocalWalk local(Blockstore store) {
    return new LocalWalk(store, Links::of, new Random(1));
  }

  @Test
  void visitsWhatTheStoresOwnWalkVisits(@TempDir Path home) throws IOException {
    try (Repository repository = repository(home.resolve("repo"))) {
      Property.check(
          20,
          random -> {
            Dag dag = new Dag(random.nextLong());
            Cid root = dag.random(random);
            keep(dag, repository.blockstore());
            Set<Cid> expected = new HashSet<>();
            assertThat(local(repository.blockstore()).walk(root, true, expected::add)).isEmpty();
            Set<Cid> linked = new HashSet<>(Set.of(root));
            List<Cid> visited = new ArrayList<>();
            dag.sim.run(() -> {
              DagWalk.Totals totals =
                  dag.walk(1 + random.nextInt(8))
                      .walk(
                          root,
                          block -> {
                            assertThat(linked).as("a parent came before").contains(block.cid());
                            linked.addAll(Links.of(block));
                            visited.add(block.cid());
                          });
              assertThat(totals.blocks()).isEqualTo(expected.size());
              assertThat(totals.bytes())
                  .isEqualTo(expected.stream().mapToLong(c -> dag.size(c)).sum());
            });
            assertThat(visited).doesNotHaveDuplicates().hasSameElementsAs(expected);
          });
    }
  }

  @Test
  void missesWhatTheStoresOwnWalkMisses(@TempDir Path home) throws IOException {
    Dag dag = new Dag(1);
    Cid lost = dag.add(Multicodec.RAW, new byte[] {1});
    Cid root = dag.node(List.of(dag.add(Multicodec.RAW, new byte[] {2}), lost), new byte[0]);
    dag.blocks.remove(lost);
    try (Repository repository = repository(home.resolve("repo"))) {
      keep(dag, repository.blockstore());
      assertThat(local(repository.blockstore()).walk(root, true, _ -> true).orElseThrow().cid())
          .isEqualTo(lost);
    }
    dag.sim.run(() ->
        assertThatThrownBy(() -> dag.walk(2).walk(root, _ -> {}))
            .isInstanceOfSatisfying(BlockNotFound.class, e -> assertThat(e.cid()).isEqualTo(lost)));
  }

  @Test
  void endsAtABlockWhoseLinksCannotBeRead() {
    Dag dag = new Dag(2);
    Cid broken = dag.add(Multicodec.DAG_PB, new byte[] {(byte) 0xff, 1});
    Cid root = dag.node(List.of(broken), new byte[0]);
    dag.sim.run(() ->
        assertThatThrownBy(() -> dag.walk(3).walk(root, _ -> {})).isInstanceOf(InvalidNode.class));
  }

  private static Cid wide(Dag dag, int leaves) {
    List<Cid> below = new ArrayList<>();
    for (int i = 0; i < leaves; i++) {
      below.add(dag.add(Multicodec.RAW, new byte[] {(byte) i, (byte) (i >> 8)}));
    }
    return dag.node(below, new byte[0]);
  }

  @Test
  void fetchesAsManyAtOnceAsItHasWorkers() {
    for (int workers : new int[] {1, 3, 8}) {
      Dag dag = new Dag(workers);
      Cid root = wide(dag, 100);
      dag.sim.run(() -> dag.walk(workers).walk(root, _ -> {}));
      assertThat(dag.most).isEqualTo(workers);
    }
  }

  @Test
  void endsWithTheFirstFailureOfAVisit() {
    Dag dag = new Dag(3);
    Cid root = wide(dag, 1000);
    IllegalStateException full = new IllegalStateException("the disk is full");
    dag.sim.run(() ->
        assertThatThrownBy(() ->
                dag.walk(4)
                    .walk(
                        root,
                        block -> {
                          if (block.cid().codec() == Multicodec.RAW) {
                            throw full;
                          }
                        }))
            .isSameAs(full));
    assertThat(dag.asked).isLessThan(10);
  }

  @Test
  void endsWhenItsCallerIsInterrupted() {
    Dag dag = new Dag(4);
    Cid root = wide(dag, 1000);
    List<String> ends = new ArrayList<>();
    dag.sim.run(() -> {
      Scheduler.Task walk =
          dag.sim.start(
              "walk",
              () -> {
                try {
                  dag.walk(2).walk(root, _ -> {});
                } catch (InterruptedException e) {
                  ends.add("interrupted");
                }
              });
      dag.sim.sleep(TIME.multipliedBy(20));
      walk.interrupt();
      dag.sim.sleep(TIME.multipliedBy(20));
      assertThat(ends).containsExactly("interrupted");
      int asked = dag.asked;
      dag.sim.sleep(TIME.multipliedBy(100));
      assertThat(dag.asked).as("the workers ended too").isEqualTo(asked).isLessThan(100);
    });
  }

  @Test
  void takesADagThatJustFitsItsLimits() {
    Dag dag = new Dag(5);
    Cid chain = dag.add(Multicodec.RAW, new byte[] {1});
    for (int i = 0; i < 10; i++) {
      chain = dag.node(List.of(chain, chain), new byte[] {(byte) i});
    }
    Cid root = chain;
    dag.sim.run(() -> {
      assertThat(walk(dag, 10, 11).walk(root, _ -> {}).blocks()).isEqualTo(11);
      assertThatThrownBy(() -> walk(dag, 9, 11).walk(root, _ -> {}))
          .isInstanceOf(DagTooLarge.class)
          .hasMessageContaining("9 levels");
      assertThatThrownBy(() -> walk(dag, 10, 10).walk(root, _ -> {}))
          .isInstanceOf(DagTooLarge.class)
          .hasMessageContaining("10 blocks");
    });
  }

  private static DagWalk walk(Dag dag, int depth, long blocks) {
    return new DagWalk(dag, dag.sim, new DagWalk.Limits(2, 4, depth, blocks));
  }

  @Test
  void aSinkSaysWhetherItNeedsABlocksBytes() {
    List<Block> got = new ArrayList<>();
    BlockSink keeping = got::add;
    BlockSink copying = BlockSink.copying(got::add);
    Block block = Block.of(new Dag(6).add(Multicodec.RAW, new byte[] {1}), new byte[] {1});
    keeping.put(block);
    copying.put(block);
    BlockSink.discarding().put(block);
    assertThat(got).containsExactly(block, block);
    assertThat(keeping.returnsBytes()).isFalse();
    assertThat(copying.returnsBytes()).isTrue();
    assertThat(BlockSink.discarding().returnsBytes()).isTrue();
  }
}
