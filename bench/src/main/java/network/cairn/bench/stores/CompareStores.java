package network.cairn.bench.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import network.cairn.bench.Folders;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;

/// Puts the same blocks into each store until all are durable, reads them back in another order,
/// and prints a table: median of the rounds, stores in turns.
///
/// Words: a folder, a scale (1 for 1 GiB and 100,000 blocks), rounds.
public final class CompareStores {
  private static final int MIB = 1 << 20;
  private static final int PAGE = 4096;

  private record Load(String name, int blocks, int size) {
    Block block(int index) {
      byte[] bytes = new byte[size];
      new SplittableRandom(index * 31L + size).nextBytes(bytes);
      return Block.of(Cid.v1(Multicodec.RAW, Multihash.sha256(bytes)), bytes);
    }
  }

  private interface Maker {
    Store open(Path folder) throws IOException;
  }

  private record Result(String name, double put, double get, long disk) {}

  private final Path work;
  private final int rounds;

  private CompareStores(Path work, int rounds) {
    this.work = work;
    this.rounds = rounds;
  }

  public static void main(String[] words) throws IOException {
    double scale = Double.parseDouble(words[1]);
    CompareStores compare = new CompareStores(Path.of(words[0]), Integer.parseInt(words[2]));
    System.out.println(
        "| blocks | store | put until durable, s | read all, s | on disk, MiB |\n"
            + "|---|---|---|---|---|");
    compare.run(new Load("1 MiB", (int) (1024 * scale), MIB));
    compare.run(new Load("1 KiB", (int) (100_000 * scale), 1024));
  }

  private void run(Load load) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < load.blocks; i++) {
      blocks.add(load.block(i));
    }
    List<Maker> makers =
        List.of(
            PackStore::new,
            LmdbStore::new,
            f -> new FileStore(f, true),
            f -> new FileStore(f, false));
    List<List<Result>> results = new ArrayList<>();
    makers.forEach(_ -> results.add(new ArrayList<>()));
    for (int round = -1; round < rounds; round++) {
      for (int i = 0; i < makers.size(); i++) {
        Result result = once(makers.get(i), blocks);
        if (round >= 0) {
          results.get(i).add(result);
        }
      }
    }
    for (List<Result> result : results) {
      System.out.printf(
          Locale.ROOT,
          "| %,d × %s | %s | %s | %s | %,d |%n",
          load.blocks,
          load.name,
          result.getFirst().name,
          range(result.stream().mapToDouble(Result::put).toArray()),
          range(result.stream().mapToDouble(Result::get).toArray()),
          result.getFirst().disk / MIB);
    }
  }

  private Result once(Maker maker, List<Block> blocks) throws IOException {
    Path folder = work.resolve("store");
    Folders.delete(folder);
    try (Store store = maker.open(folder)) {
      long begin = System.nanoTime();
      for (Block block : blocks) {
        store.put(block);
      }
      store.commit();
      double put = (System.nanoTime() - begin) / 1e9;
      begin = System.nanoTime();
      for (int i = 0; i < blocks.size(); i++) {
        // A stride that shares no factor with either count visits every block once.
        Block block = blocks.get((int) (i * 7919L % blocks.size()));
        if (!Arrays.equals(store.get(block), block.bytes())) {
          throw new IllegalStateException(store.name() + " gave back other bytes");
        }
      }
      return new Result(store.name(), put, (System.nanoTime() - begin) / 1e9, onDisk(folder));
    } finally {
      Folders.delete(folder);
    }
  }

  /// What the files occupy, in whole pages.
  private static long onDisk(Path folder) throws IOException {
    long sum = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        sum += (Files.size(path) + PAGE - 1) / PAGE * PAGE;
      }
    }
    return sum;
  }

  private static String range(double... values) {
    Arrays.sort(values);
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f–%.2f)",
        values[values.length / 2],
        values[0],
        values[values.length - 1]);
  }
}
