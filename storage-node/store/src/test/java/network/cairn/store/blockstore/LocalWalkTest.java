package network.cairn.store.blockstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.store.pack.TestDag;
import org.junit.jupiter.api.Test;

final class LocalWalkTest {
  private final Random random = new Random(5);
  private final MapBlocks store = new MapBlocks();
  private final Block a = TestDag.leaf(random, 10);
  private final Block b = TestDag.leaf(random, 10);
  private final Block left = TestDag.node(random, List.of(a, b));
  private final Block right = TestDag.node(random, List.of(b, left));
  private final Block root = TestDag.node(random, List.of(left, right));
  private final List<Block> all = List.of(a, b, left, right, root);
  private final LocalWalk walk = new LocalWalk(store, TestDag::links, random);
  private final List<Cid> visited = new ArrayList<>();

  private boolean visit(Cid cid) {
    return visited.add(cid);
  }

  private static List<Cid> cids(Block... blocks) {
    return List.of(blocks).stream().map(Block::cid).toList();
  }

  @Test
  void visitsEachBlockOnceDepthFirstInTheOrderOfLinksAndReadsNoLeaf() {
    store.with(all);
    assertThat(walk.walk(root.cid(), true, this::visit)).isEmpty();
    assertThat(visited).isEqualTo(cids(root, left, a, b, right));
    assertThat(store.read()).isEqualTo(cids(root, left, right));
    assertThat(all).allMatch(block -> walk.seen(block.cid().multihash()));
  }

  @Test
  void goesThroughWhatItHasSeenOnlyOnceInItsLife() {
    store.with(all);
    walk.walk(left.cid(), true, this::visit);
    visited.clear();
    walk.walk(root.cid(), true, this::visit);
    assertThat(visited).isEqualTo(cids(root, right));
    visited.clear();
    walk.walk(root.cid(), true, this::visit);
    assertThat(visited).isEmpty();
  }

  @Test
  void endsWhereTheVisitorHasEnough() {
    store.with(all);
    assertThat(walk.walk(root.cid(), true, cid -> visit(cid) && !cid.equals(a.cid()))).isEmpty();
    assertThat(visited).isEqualTo(cids(root, left, a));
  }

  @Test
  void aLeafMayBeMissingUnlessItIsAskedFor() {
    store.with(List.of(b, left, right, root));
    assertThat(walk.walk(root.cid(), false, this::visit)).isEmpty();
    assertThat(visited).contains(a.cid());
    LocalWalk strict = new LocalWalk(store, TestDag::links, random);
    assertThat(strict.walk(root.cid(), true, this::visit))
        .contains(new LocalWalk.Broken(a.cid(), "not found"));
  }

  @Test
  void namesTheFirstNodeThatIsMissing() {
    store.with(List.of(a, b, left, root));
    assertThat(walk.walk(root.cid(), false, this::visit))
        .contains(new LocalWalk.Broken(right.cid(), "not found"));
  }

  @Test
  void countsNoLinkOfADamagedNode() {
    store.with(all);
    store.damage(right.cid());
    Optional<LocalWalk.Broken> broken = walk.walk(root.cid(), false, this::visit);
    assertThat(broken.map(LocalWalk.Broken::cid)).contains(right.cid());
    assertThat(broken.orElseThrow().reason()).contains("the hash differs");
  }

  @Test
  void saysWhyLinksCannotBeRead() {
    store.with(all);
    LocalWalk failing =
        new LocalWalk(
            store,
            block -> {
              throw new IllegalArgumentException("no map");
            },
            random);
    assertThat(failing.walk(root.cid(), false, this::visit))
        .contains(new LocalWalk.Broken(root.cid(), "cannot read its links: no map"));
  }

  /// The same bytes as raw and as a node: what was seen as a leaf is still followed as a node.
  @Test
  void followsANodeThatWasSeenAsALeafOrMarked() {
    store.with(all);
    Cid raw = Cid.v1(Multicodec.RAW, left.cid().multihash());
    walk.walk(raw, true, this::visit);
    walk.mark(right.cid());
    assertThat(store.read()).isEmpty();
    walk.walk(root.cid(), true, this::visit);
    assertThat(visited).isEqualTo(cids(Block.of(raw, left.bytes()), root, left, a, b, right));
  }

  @Test
  void aMarkReachesNothingBelow() {
    store.with(all);
    walk.mark(root.cid());
    assertThat(walk.seen(root.cid().multihash())).isTrue();
    assertThat(walk.seen(left.cid().multihash())).isFalse();
    assertThat(walk.size()).isEqualTo(1);
  }

  @Test
  void passesOverWhatIsMissingOrDamagedWhereOnlyWhatIsHereCounts() {
    store.with(List.of(a, b, left, root));
    store.damage(left.cid());
    walk.walkPresent(root.cid());
    assertThat(walk.seen(right.cid().multihash())).isTrue();
    assertThat(walk.seen(b.cid().multihash())).isFalse();
  }

  @Test
  void checksLeavesTooAndGoesOnBehindWhatIsBroken() {
    store.with(all);
    store.lose(a.cid());
    store.damage(b.cid());
    List<LocalWalk.Broken> found = new ArrayList<>();
    walk.check(root.cid(), found::add);
    assertThat(found).extracting(LocalWalk.Broken::cid).isEqualTo(cids(a, b));
    assertThat(store.read()).isEqualTo(cids(root, left, a, b, right));
  }

  @Test
  void isAsDeepAsTheDagWithoutAStackOfItsOwn() {
    List<Block> chain = new ArrayList<>(List.of(a));
    for (int i = 0; i < 20_000; i++) {
      chain.add(TestDag.node(random, List.of(chain.getLast())));
    }
    store.with(chain);
    assertThat(walk.walk(chain.getLast().cid(), true, this::visit)).isEmpty();
    assertThat(visited).hasSize(20_001);
    assertThat(walk.size()).isEqualTo(40_001);
  }
}
