package network.cairn.content.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.Scheduler;
import network.cairn.content.blockservice.BlockService;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.content.service.AddOptions.Keeping;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportMemory;
import network.cairn.content.unixfs.Importer;
import network.cairn.content.unixfs.TreeRoom;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.store.blockstore.Deletion;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.hash.HashPool;
import network.cairn.store.pin.Mode;
import network.cairn.store.pin.PinRefused;
import network.cairn.store.repo.Repository;
import network.cairn.store.repo.Repository.Removal;

/// What a node does with content, for every door and for the command line in the same process.
///
/// What a method stored is durable when it returns, and pinned if that was asked for; until then it
/// is safe from collection. Thread-safe.
public final class ContentService {
  private final Repository repository;
  private final Blocks blocks;
  private final Hashing hashing;
  private final HashPool pool;
  private final Scheduler scheduler;
  private final ByteBudget budget;
  private final ImportMemory imports;
  private final TreeRoom trees;

  /// Whom blocks can be had from.
  ///
  /// @param local this machine only
  /// @param everywhere this machine and peers; the same as `local` without a network
  public record Blocks(BlockService local, BlockService everywhere) {}

  /// Brings blocks' bytes, one block after another; empty behind the last.
  @FunctionalInterface
  public interface BlockFeed {
    Optional<byte[]> next() throws IOException;
  }

  /// @param budget for what was read for callers and waits for them, and for what importers read
  ///   ahead: one for all of them
  public ContentService(
      Repository repository,
      Blocks blocks,
      Hashing hashing,
      HashPool pool,
      Scheduler scheduler,
      ByteBudget budget) {
    this.repository = repository;
    this.blocks = blocks;
    this.hashing = hashing;
    this.pool = pool;
    this.scheduler = scheduler;
    this.budget = budget;
    this.imports = new ImportMemory(budget);
    this.trees = TreeRoom.ofHeap(Runtime.getRuntime().maxMemory());
  }

  /// Reads for one caller.
  public ContentReader reader(ReadContext context) {
    return new ContentReader(
        context.localOnly() ? blocks.local() : blocks.everywhere(),
        scheduler,
        budget,
        trees,
        context);
  }

  /// Pins for one caller, whose deadline every walk asks.
  public Pinner pinner(Deadline deadline) {
    return new Pinner(repository.pins().until(deadline));
  }

  /// Adds what the feed brings.
  ///
  /// @param listener hears of each entry as it is done, before anything is durable
  /// @return the roots
  public List<Cid> add(
      AddOptions options, Deadline deadline, ImportListener listener, Addition.Feed feed)
      throws IOException {
    if (options.keeping() instanceof Keeping.Nothing) {
      return roots(options, BlockSink.discarding(), deadline, listener, feed);
    }
    try (Writer writer = repository.blockstore().writer()) {
      List<Cid> roots = roots(options, BlockSink.copying(writer::put), deadline, listener, feed);
      writer.commit();
      if (options.keeping() instanceof Keeping.Pinned(Optional<String> name)) {
        roots.forEach(root -> repository.pins().addComplete(root, Mode.RECURSIVE, name));
      }
      return roots;
    }
  }

  private List<Cid> roots(
      AddOptions options,
      BlockSink sink,
      Deadline deadline,
      ImportListener listener,
      Addition.Feed feed)
      throws IOException {
    Importer importer = new Importer(sink, pool, options.layout(), imports);
    try (Addition addition = new Addition(importer, options.wrap(), listener, deadline)) {
      feed.into(addition);
      return addition.finish();
    }
  }

  /// Keeps the blocks of the CARs that the feed brings. A root that cannot be pinned, because some
  /// of it is missing, is no failure.
  ///
  /// @param pin whether the roots are pinned
  /// @param bigBlocks whether blocks are taken that few peers take
  public CarImporter.Imported importCars(
      boolean pin, boolean bigBlocks, Deadline deadline, CarImporter.Feed feed) throws IOException {
    try (Writer writer = repository.blockstore().writer()) {
      CarImporter importer = new CarImporter(writer, hashing, deadline, bigBlocks);
      feed.into(importer);
      writer.commit();
      return importer.imported(pin ? pin(importer.roots()) : List.of());
    }
  }

  private List<CarImporter.Root> pin(SequencedSet<Cid> roots) {
    List<CarImporter.Root> pinned = new ArrayList<>();
    for (Cid root : roots) {
      try {
        repository.pins().add(root, Mode.RECURSIVE, Optional.empty());
        pinned.add(new CarImporter.Root(root, ""));
      } catch (PinRefused e) {
        pinned.add(new CarImporter.Root(root, String.valueOf(e.getMessage())));
      }
    }
    return pinned;
  }

  /// Keeps one block as it is; what it links to need not be here, even if it is pinned.
  ///
  /// @throws network.cairn.ipld.multihash.UnsupportedHash if nothing can be named by the function
  public Cid putBlock(CidPrefix prefix, byte[] bytes, boolean pin) {
    Block block = Block.of(prefix.sum(bytes, hashing), bytes);
    try (Writer writer = repository.blockstore().writer()) {
      writer.put(block);
      writer.commit();
      if (pin) {
        repository.pins().addComplete(block.cid(), Mode.RECURSIVE, Optional.empty());
      }
    }
    return block.cid();
  }

  /// Keeps objects, all or none.
  ///
  /// @param pin whether they are pinned, with all that they link to, which must be here
  public List<Cid> putObjects(CidPrefix prefix, boolean pin, BlockFeed feed) throws IOException {
    List<Cid> stored = new ArrayList<>();
    try (Writer writer = repository.blockstore().writer()) {
      for (Optional<byte[]> next = feed.next(); next.isPresent(); next = feed.next()) {
        Cid cid = prefix.sum(next.get(), hashing);
        writer.put(Block.of(cid, next.get()));
        stored.add(cid);
      }
      writer.commit();
      if (pin) {
        stored.forEach(c -> repository.pins().add(c, Mode.RECURSIVE, Optional.empty()));
      }
    }
    return stored;
  }

  /// Removes blocks that nothing holds.
  ///
  /// @param force whether a block that is not here counts as removed
  /// @return what kept each of them from being removed; an empty text for nothing
  public SequencedMap<Cid, String> removeBlocks(SequencedSet<Cid> cids, boolean force) {
    Map<Cid, Removal> done = repository.removeBlocks(cids);
    SequencedMap<Cid, String> faults = new LinkedHashMap<>();
    for (Cid cid : cids) {
      Removal removal = done.get(cid);
      faults.put(cid, removal == null ? "" : fault(removal, cid, force));
    }
    return faults;
  }

  private static String fault(Removal removal, Cid cid, boolean force) {
    return switch (removal) {
      case Removal.Pinned(String reason) -> reason;
      case Removal.Done(Deletion deletion) ->
          switch (deletion) {
            case DELETED -> "";
            case NOT_FOUND -> force ? "" : "ipld: could not find " + cid;
            case ATTACHED -> "held by a provider's piece";
            case IN_USE -> "in use by an import or a transfer";
          };
    };
  }
}
