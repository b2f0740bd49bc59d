package network.cairn.store.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.gc.GcReport;
import network.cairn.store.pack.TestDag;
import network.cairn.store.pin.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many threads on a real store while it is collected without pause.
class OnlineGcTest {
  private static final int WRITERS = 4;
  private static final int ROUNDS = 40;

  @TempDir private Path home;

  @Test
  void collectionTakesNothingThatAWriterPutsAgainAndPins() throws Exception {
    Repository.init(home);
    RepoOptions options =
        RepoOptions.defaults("test", TestDag::links, Hashing.jdk())
            .withDiskReserve(0)
            .withPackSize(100_000);
    AtomicInteger collections = new AtomicInteger();
    try (Repository repo = Repository.open(home, options);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean over = new AtomicBoolean();
      Future<?> collector = threads.submit(() -> collect(repo, over, collections));
      // However late the collector comes, some writes are beside its work.
      BooleanSupplier enough = () -> collections.get() > 0 || collector.isDone();
      List<Future<List<Block>>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Random random = new Random(i);
        writers.add(threads.submit(() -> writeAndPin(repo, random, enough)));
      }
      try {
        for (Future<List<Block>> writer : writers) {
          assertThat(writer.get())
              .allMatch(block -> repo.blockstore().get(block.cid()).isPresent());
        }
      } finally {
        over.set(true);
      }
      collector.get();
      assertThat(repo.verify(false, event -> {}).damaged()).isZero();
      repo.pins().verify(check -> assertThat(check.bad()).isEmpty());
    }
    System.out.println(
        "online gc: " + collections + " collections beside " + WRITERS * ROUNDS + " adds or more");
    assertThat(collections.get()).isPositive();
  }

  @Test
  void anInterruptedReaderOrWriterHarmsNobody() throws Exception {
    Repository.init(home);
    RepoOptions options =
        RepoOptions.defaults("test", TestDag::links, Hashing.jdk()).withDiskReserve(0);
    List<Block> tree = TestDag.tree(new Random(9), 20, 5000);
    try (Repository repo = Repository.open(home, options)) {
      Thread.currentThread().interrupt();
      put(repo, tree);
      assertThat(repo.blockstore().get(tree.getLast().cid())).isPresent();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(tree).allMatch(block -> repo.blockstore().get(block.cid()).isPresent());
      put(repo, TestDag.tree(new Random(10), 20, 5000));
    }
  }

  private static void collect(Repository repo, AtomicBoolean over, AtomicInteger count) {
    while (!over.get()) {
      assertThat(repo.gc(removed -> {})).isInstanceOf(GcReport.Done.class);
      count.incrementAndGet();
    }
  }

  /// Leaves trees as garbage, puts some of them again and pins those.
  private static List<Block> writeAndPin(Repository repo, Random random, BooleanSupplier enough) {
    List<Block> pinned = new ArrayList<>();
    for (int i = 0; i < ROUNDS || !enough.getAsBoolean(); i++) {
      List<Block> tree = TestDag.tree(random, 6, 3000);
      put(repo, tree);
      try (Writer writer = repo.blockstore().writer()) {
        tree.forEach(writer::put);
        writer.commit();
        if (i % 2 == 0) {
          repo.pins().addComplete(tree.getLast().cid(), Mode.RECURSIVE, Optional.empty());
        }
      }
      if (i % 2 == 0) {
        pinned.addAll(tree);
      }
    }
    return pinned;
  }

  private static void put(Repository repo, List<Block> tree) {
    try (Writer writer = repo.blockstore().writer()) {
      tree.forEach(writer::put);
      writer.commit();
    }
  }
}
