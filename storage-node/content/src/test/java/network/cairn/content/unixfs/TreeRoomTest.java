package network.cairn.content.unixfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.DeadlineExceeded;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TreeRoomTest {
  private static Block block(int size) {
    byte[] bytes = new byte[size];
    return Block.of(Cid.v1(Multicodec.RAW, Multihash.sha256(bytes)), bytes);
  }

  @Test
  void letsNoMoreThanItHasRoomForAtOnce() throws Exception {
    TreeRoom room = TreeRoom.of(250);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> done = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        done.add(callers.submit(() -> room.with(block(100), () -> counted(now, most))));
      }
      for (Future<Integer> one : done) {
        one.get();
      }
    }
    assertThat(most.get()).isBetween(1, 2);
    assertThat(room.<String>with(block(1_000), () -> "alone")).isEqualTo("alone");
  }

  private static int counted(AtomicInteger now, AtomicInteger most) {
    most.accumulateAndGet(now.incrementAndGet(), Math::max);
    byte[] work = Multihash.sha256(new byte[1 << 16]).bytes();
    return now.decrementAndGet() + work.length;
  }

  @Test
  void keepsNobodyLongerThanItsDeadlineAndGivesBackWhatFailed() throws Exception {
    TreeRoom room = TreeRoom.of(100);
    assertThatThrownBy(() ->
            room.with(
                block(100),
                () -> {
                  throw new IllegalArgumentException("no tree");
                }))
        .isInstanceOf(IllegalArgumentException.class);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> holder =
          callers.submit(() ->
              room.with(
                  block(100),
                  () -> {
                    begun.countDown();
                    await(over);
                    return true;
                  }));
      begun.await();
      TreeRoom ofOneWhoLeft = room.until(Deadline.none().unless(() -> true));
      assertThatThrownBy(() -> ofOneWhoLeft.with(block(1), () -> "late"))
          .isInstanceOf(DeadlineExceeded.class);
      byte[] inner = DagCbor.encode(Node.of(1));
      Cid cid = Cid.v1(Multicodec.DAG_CBOR, Multihash.sha256(inner));
      MapBlocks blocks = new MapBlocks();
      blocks.put(Block.of(cid, inner));
      assertThatThrownBy(
              () -> new UnixFs(blocks, ofOneWhoLeft).resolve(ContentPath.parse(cid + "/a")))
          .isInstanceOf(DeadlineExceeded.class);
      over.countDown();
      assertThat(holder.get()).isTrue();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
