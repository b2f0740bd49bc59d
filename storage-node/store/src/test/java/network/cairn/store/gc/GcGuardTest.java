package network.cairn.store.gc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.LocalWalk;
import network.cairn.store.blockstore.MapBlocks;
import network.cairn.store.pack.TestDag;
import org.junit.jupiter.api.Test;

final class GcGuardTest {
  private final Random random = new Random(6);
  private final AtomicLong position = new AtomicLong(100);
  private final GcGuard guard = new GcGuard(position::get, random);
  private final Block leaf = TestDag.leaf(random, 10);
  private final Block root = TestDag.node(random, List.of(leaf));
  private final MapBlocks store = new MapBlocks().with(List.of(leaf, root));
  private final Multihash block = leaf.cid().multihash();

  private GcGuard.Run begin() {
    return guard.begin(new LocalWalk(store, TestDag::links, random));
  }

  @Test
  void protectsWhatWasAppendedSinceTheOldestOpenWriterBegan() {
    GcGuard.Session oldest = guard.open();
    position.set(200);
    GcGuard.Session newest = guard.open();
    assertThat(guard.protects(block, 99)).isFalse();
    assertThat(guard.protects(block, 100)).isTrue();
    guard.close(oldest);
    assertThat(guard.protects(block, 199)).isFalse();
    assertThat(guard.protects(block, 200)).isTrue();
    guard.close(newest);
    guard.close(newest);
    assertThat(guard.protects(block, 200)).isFalse();
  }

  @Test
  void protectsWhatAWriterFoundWhereverItLies() {
    GcGuard.Session session = guard.open();
    guard.touch(session, block);
    assertThat(guard.protects(block, 0)).isTrue();
    assertThat(guard.protects(root.cid().multihash(), 0)).isFalse();
    guard.close(session);
    assertThat(guard.protects(block, 0)).isFalse();
  }

  @Test
  void aWriterThatEndsDuringACollectionCountsUntilThatEnds() {
    GcGuard.Session session = guard.open();
    guard.touch(session, block);
    begin();
    guard.close(session);
    assertThat(guard.protects(block, 0)).isTrue();
    assertThat(guard.protects(root.cid().multihash(), 100)).isTrue();
    guard.end();
    assertThat(guard.protects(block, 0)).isFalse();
    assertThat(guard.protects(root.cid().multihash(), 100)).isFalse();
  }

  @Test
  void whatIsAppendedDuringACollectionOutlivesIt() {
    GcGuard.Run run = begin();
    assertThat(run.watermark).isEqualTo(100);
    assertThat(guard.protects(block, 99)).isFalse();
    assertThat(guard.protects(block, 100)).isTrue();
    guard.end();
    assertThat(guard.protects(block, 100)).isFalse();
  }

  @Test
  void aCollectionSparesWhatAnOlderWriterAppends() {
    GcGuard.Session session = guard.open();
    position.set(500);
    assertThat(begin().watermark).isEqualTo(100);
    guard.end();
    guard.close(session);
    assertThat(begin().watermark).isEqualTo(500);
  }

  @Test
  void marksTheDagsThatWritersKeepBeforeAndWhileRootsAreWalked() {
    GcGuard.Session session = guard.open();
    guard.keep(session, root.cid());
    GcGuard.Run run = begin();
    assertThat(run.isMarked(block)).as("waits for its turn").isFalse();
    run.startSweeping();
    assertThat(run.isMarked(block)).isTrue();
    guard.end();

    GcGuard.Run next = begin();
    guard.close(session);
    GcGuard.Session late = guard.open();
    guard.keep(late, root.cid());
    next.startSweeping();
    assertThat(next.isMarked(block)).isTrue();
  }

  @Test
  void marksAtOnceWhatIsKeptWhileBlocksAreRemoved() {
    GcGuard.Run run = begin();
    run.startSweeping();
    assertThat(run.isMarked(block)).isFalse();
    guard.keep(guard.open(), root.cid());
    assertThat(run.isMarked(block)).isTrue();
  }

  @Test
  void saysWhetherAnOpenWriterKeepsADag() {
    GcGuard.Session session = guard.open();
    assertThat(guard.keepsDags()).isFalse();
    guard.keep(session, root.cid());
    assertThat(guard.keepsDags()).isTrue();
    guard.close(session);
    assertThat(guard.keepsDags()).isFalse();
  }

  @Test
  void knowsWhatARemoverIsAboutToTake() {
    assertThat(guard.isCondemned(block)).isFalse();
    guard.condemn(Set.of(block));
    assertThat(guard.isCondemned(block)).isTrue();
    assertThat(guard.isCondemned(root.cid().multihash())).isFalse();
    guard.condemn(Set.of());
    assertThat(guard.isCondemned(block)).isFalse();
  }
}
