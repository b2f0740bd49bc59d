package network.cairn.app.daemon;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import network.cairn.libp2p.kad.MemoryProviders;
import network.cairn.libp2p.kad.ProviderRecords;
import network.cairn.store.providers.ProviderStore;
import network.cairn.store.providers.SweepJournal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a node keeps what peers of its DHTs leave with it and what it has announced: in a file of
/// its home, and where the disk does not do it in memory, until the next start. One line says so.
/// Opened when it is asked first. For one thread.
final class Hints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Hints.class);

  private final Path folder;
  private final LongSupplier epochMillis;
  private final BooleanSupplier room;
  private Optional<ProviderStore> store = Optional.empty();
  private boolean failed;

  /// @param room whether the disk has room for what strangers leave
  Hints(Path folder, LongSupplier epochMillis, BooleanSupplier room) {
    this.folder = folder;
    this.epochMillis = epochMillis;
    this.room = room;
  }

  /// What is done with the open store.
  private interface Use<R> {
    R of(ProviderStore store) throws IOException;
  }

  private <R> Optional<R> use(Use<R> use) {
    if (failed) {
      return Optional.empty();
    }
    try {
      ProviderStore open = store.isPresent() ? store.get() : ProviderStore.open(folder);
      store = Optional.of(open);
      return Optional.of(use.of(open));
    } catch (IOException e) {
      failed = true;
      LOG.warn(
          "what peers leave here and what was announced is kept in memory until the next start:"
              + " {}; make room on the disk, or delete {}, and start again",
          reason(e),
          folder);
      return Optional.empty();
    }
  }

  /// Some of the file system's own tell in their message only where, not what.
  private static String reason(IOException e) {
    return e instanceof FileSystemException failure && failure.getReason() == null
        ? failure.getFile() + ", " + e.getClass().getSimpleName()
        : String.valueOf(e.getMessage());
  }

  /// What peers of a DHT leave with this node.
  ProviderRecords records(String dht) {
    return this.<ProviderRecords>use(
            open -> open.records(dht, MemoryProviders.Bounds.ofDisk(), epochMillis, room))
        .orElseGet(() ->
            new MemoryProviders(
                MemoryProviders.Bounds.ofHeap(Runtime.getRuntime().maxMemory()), epochMillis));
  }

  /// What this node has announced to a DHT.
  SweepJournal journal(String dht) {
    return use(open -> open.journal(dht)).orElseGet(SweepJournal::none);
  }

  @Override
  public void close() {
    store.ifPresent(ProviderStore::close);
  }
}
