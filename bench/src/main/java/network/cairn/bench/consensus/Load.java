package network.cairn.bench.consensus;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// The same load for whoever stands behind CometBFT's door.
///
/// @param singles sent one after another on a quiet chain; each waits for its block
/// @param before sent as the many are, and not counted: programs are warm after them
/// @param many sent as fast as the pool takes them
/// @param own transactions that each block has without anybody's
/// @param callers that send them, each a few and the next ones after their answer
record Load(
    List<ByteString> singles,
    List<ByteString> before,
    List<ByteString> many,
    int own,
    int callers) {
  /// CometBFT answers no more calls together.
  static final int BATCH = 10;

  /// Blocks with nothing of the load after which nothing more comes.
  private static final int IDLE = 5;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// What came of it.
  ///
  /// @param taken of the many, by the pool
  /// @param inBlocks of the many
  /// @param perSecond from the time of the block before the first of them to that of the last
  /// @param finalityMs of a single, the median
  /// @param blocks that the many are in, each as its transactions and the milliseconds from the one
  ///   before
  /// @param begun when the first of the many was sent
  /// @param ended when the last of them was in a block
  /// @param seconds of the processor between the two, by process
  record Result(
      int taken,
      int inBlocks,
      double perSecond,
      double finalityMs,
      List<String> blocks,
      Instant begun,
      Instant ended,
      Map<String, Double> seconds) {
    String line(String name) {
      StringBuilder out =
          new StringBuilder(
              String.format(
                  Locale.ROOT,
                  "%s: %,d taken, %,d in blocks, %.0f a second (%s); one alone is final after %.0f"
                      + " ms; seconds of the processor:",
                  name,
                  taken,
                  inBlocks,
                  perSecond,
                  String.join(", ", blocks),
                  finalityMs));
      seconds.forEach(
          (process, spent) -> out.append(String.format(Locale.ROOT, " %s %.2f", process, spent)));
      return out.toString();
    }
  }

  /// @param watched is asked once the application stands
  Result run(Rpc rpc, Supplier<Processor> watched) throws IOException, InterruptedException {
    await(rpc, 3);
    List<Double> times = new ArrayList<>();
    for (ByteString single : singles) {
      long begun = System.nanoTime();
      rpc.broadcast("broadcast_tx_commit", List.of(single));
      times.add((System.nanoTime() - begun) / 1e6);
    }
    long cold = rpc.height();
    settled(rpc, cold, send(rpc, before));
    // The block before the load is empty.
    await(rpc, rpc.height() + 1);
    long quiet = rpc.height();
    Processor processor = watched.get();
    Map<String, Double> had = processor.seconds();
    Instant begun = Instant.now();
    int taken = send(rpc, many);
    List<Rpc.Block> blocks = settled(rpc, quiet, taken);
    Instant ended = Instant.now();
    Map<String, Double> spent = processor.since(had);
    int txs = count(blocks);
    int first = 0;
    int last = 0;
    for (int i = 0; i < blocks.size(); i++) {
      boolean empty = blocks.get(i).txs() <= own;
      last = empty ? last : i;
      first = empty && last == 0 ? i : first;
    }
    double seconds =
        Duration.between(blocks.get(first).time(), blocks.get(last).time()).toMillis() / 1e3;
    double median = times.stream().sorted().toList().get(times.size() / 2);
    List<String> each = new ArrayList<>();
    for (int i = first + 1; i <= last; i++) {
      Duration apart = Duration.between(blocks.get(i - 1).time(), blocks.get(i).time());
      each.add(Math.max(0, blocks.get(i).txs() - own) + " in " + apart.toMillis() + " ms");
    }
    return new Result(taken, txs, txs / seconds, median, each, begun, ended, spent);
  }

  private static void await(Rpc rpc, long height) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (rpc.height() < height) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("no block " + height + " within " + PATIENCE);
      }
      Thread.sleep(100);
    }
  }

  private int count(List<Rpc.Block> blocks) {
    return blocks.stream().mapToInt(block -> Math.max(0, block.txs() - own)).sum();
  }

  private int send(Rpc rpc, List<ByteString> txs) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      senders.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int at = next.getAndAdd(BATCH); at < txs.size(); at = next.getAndAdd(BATCH)) {
                  try {
                    List<ByteString> batch = txs.subList(at, Math.min(txs.size(), at + BATCH));
                    taken.addAndGet(batch.size() - untilTaken(rpc, batch));
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException("a batch was not answered", e);
                  }
                }
              }));
    }
    for (Thread sender : senders) {
      sender.join();
    }
    return taken.get();
  }

  /// @return how many never were
  private static int untilTaken(Rpc rpc, List<ByteString> batch)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<ByteString> left = rpc.broadcast("broadcast_tx_async", batch);
    while (!left.isEmpty() && System.nanoTime() - end < 0) {
      Thread.sleep(20);
      left = rpc.broadcast("broadcast_tx_async", left);
    }
    return left.size();
  }

  /// The blocks since a height, once all that was taken is in them or nothing more comes.
  private List<Rpc.Block> settled(Rpc rpc, long before, int taken)
      throws IOException, InterruptedException {
    List<Rpc.Block> blocks = rpc.blocks(before, rpc.height());
    int idle = 0;
    while (count(blocks) < taken && idle < IDLE) {
      int had = count(blocks);
      await(rpc, rpc.height() + 1);
      blocks = rpc.blocks(before, rpc.height());
      idle = count(blocks) > had ? 0 : idle + 1;
    }
    return blocks;
  }
}
