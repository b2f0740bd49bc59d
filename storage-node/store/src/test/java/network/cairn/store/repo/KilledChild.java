package network.cairn.store.repo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.pack.TestDag;
import network.cairn.store.pin.Mode;

/// The process that is killed: adds, pins, unpins and collects until then, and reports each step
/// once it is done.
final class KilledChild {
  private KilledChild() {}

  static Repository open(Path home) throws IOException {
    RepoOptions options =
        RepoOptions.defaults("killed", TestDag::links, Hashing.jdk())
            .withDiskReserve(0)
            .withPackSize(200_000);
    return Repository.open(home, options);
  }

  static List<Block> tree(long seed) {
    return TestDag.tree(new Random(seed), 8, 4000);
  }

  public static void main(String[] args) throws IOException {
    Thread.ofPlatform().daemon().start(KilledChild::endWithTheParent);
    Random random = new Random(Long.parseLong(args[1]));
    long rounds = Long.parseLong(args[2]);
    Repository repo = open(Path.of(args[0]));
    report("open");
    Semaphore turns = new Semaphore(1);
    Thread.ofPlatform().daemon().start(() -> collectForever(repo, turns));
    List<Long> mine = new ArrayList<>();
    for (long round = 0; round < rounds; round++) {
      long seed = random.nextLong(1L << 50);
      List<Block> tree = tree(seed);
      try (Writer writer = repo.blockstore().writer()) {
        tree.forEach(writer::put);
        writer.commit();
        repo.pins().addComplete(tree.getLast().cid(), Mode.RECURSIVE, Optional.empty());
      }
      report("pinned " + seed);
      mine.add(seed);
      turns.release();
      if (mine.size() > 3 && random.nextInt(4) > 0) {
        long old = mine.removeFirst();
        report("unpinning " + old);
        repo.pins().remove(tree(old).getLast().cid(), Mode.RECURSIVE);
        report("unpinned " + old);
      }
    }
  }

  /// A child whose parent is gone would write for ever.
  private static void endWithTheParent() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("the parent's pipe broke: " + e.getMessage());
    }
    Runtime.getRuntime().halt(1);
  }

  private static void collectForever(Repository repo, Semaphore turns) {
    while (true) {
      turns.acquireUninterruptibly(2);
      repo.gc(removed -> {});
    }
  }

  /// One write, so that a line is never cut.
  private static void report(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }
}
