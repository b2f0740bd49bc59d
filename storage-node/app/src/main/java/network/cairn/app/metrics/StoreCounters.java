package network.cairn.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import network.cairn.store.blockstore.StoreMetrics;

/// Counts the block store's work.
final class StoreCounters implements StoreMetrics {
  private final Counter reads;
  private final Counter readBytes;
  private final Counter writes;
  private final Counter writtenBytes;
  private final Counter duplicates;
  private final Counter commits;
  private final Counter corrupt;
  private final Counter collectedBlocks;
  private final Counter collectedBytes;
  private final Counter compactedBytes;

  StoreCounters(MeterRegistry registry) {
    reads = registry.counter("cairn_store_reads");
    readBytes = registry.counter("cairn_store_read_bytes");
    writes = registry.counter("cairn_store_writes");
    writtenBytes = registry.counter("cairn_store_written_bytes");
    duplicates = registry.counter("cairn_store_duplicates");
    commits = registry.counter("cairn_store_commits");
    corrupt = registry.counter("cairn_store_corrupt_blocks");
    collectedBlocks = registry.counter("cairn_store_collected_blocks");
    collectedBytes = registry.counter("cairn_store_collected_bytes");
    compactedBytes = registry.counter("cairn_store_compacted_bytes");
  }

  @Override
  public void read(int bytes) {
    reads.increment();
    readBytes.increment(bytes);
  }

  @Override
  public void written(int bytes) {
    writes.increment();
    writtenBytes.increment(bytes);
  }

  @Override
  public void duplicate() {
    duplicates.increment();
  }

  @Override
  public void committed(int writers, int blocks) {
    commits.increment();
  }

  @Override
  public void corrupt() {
    corrupt.increment();
  }

  @Override
  public void collected(long blocks, long bytes) {
    collectedBlocks.increment((double) blocks);
    collectedBytes.increment((double) bytes);
  }

  @Override
  public void compacted(long before, long after) {
    compactedBytes.increment((double) (before - after));
  }
}
