package network.cairn.content.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import network.cairn.base.tree.NameOrder;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.content.unixfs.LeafReader.Leaf;
import network.cairn.content.unixfs.format.NodeSink.Stored;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.content.unixfs.hamt.HamtBuilder;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.hash.HashPool;
import network.cairn.store.hash.Hashes;

/// One import under way. Used by one thread.
///
/// Results come through consumers because the leaves of several small files may be hashed at once;
/// they are called in the order of the entries, on the importing thread.
final class ImportSession implements AutoCloseable {
  /// Smaller pieces are hashed where they are read: handing them over would cost more.
  private static final int WORTH_A_THREAD = 16 << 10;

  private static final int MAX_AHEAD = 32 << 20;
  private static final int MAX_DEPTH = 1024;

  private final BlockSink sink;
  private final ImportOptions options;
  private final ImportListener listener;
  private final Hashing hashing = new Hashes();
  private final HashPipeline pipeline;
  private final LeafReader leaves;
  private final List<Runnable> directoryEvents = new ArrayList<>();

  ImportSession(
      BlockSink sink,
      HashPool pool,
      ImportOptions options,
      ImportMemory memory,
      ImportListener listener) {
    this.sink = sink;
    this.options = options;
    this.listener = listener;
    int chunk = options.files().chunkSize();
    this.pipeline =
        new HashPipeline(pool, Math.max(2, Math.min(2 * pool.width(), MAX_AHEAD / chunk)));
    this.leaves = new LeafReader(options.files().rawLeaves(), chunk, memory, pipeline::finish);
  }

  /// Reads a file to its end; `done` may be called later.
  void file(String path, InputStream in, Consumer<Imported> done) throws IOException {
    FileBuilder file = new FileBuilder(options.files().maxLinks(), this::put);
    long total = 0;
    Leaf leaf = leaves.read(in);
    do {
      total += leaf.size();
      leaf(leaf, file);
      listener.progress(path, total);
      if (leaf.size() < options.files().chunkSize()) {
        break;
      }
      leaf = leaves.read(in);
    } while (leaf.size() > 0);
    pipeline.then(() -> {
      Imported imported = file.finish();
      listener.added(path, imported);
      done.accept(imported);
    });
  }

  private void leaf(Leaf leaf, FileBuilder file) throws IOException {
    if (!leaf.mayWait()) {
      try {
        pipeline.finish();
        keep(leaf, leafCid(leaf), file);
      } finally {
        leaves.done(leaf);
      }
    } else if (leaf.block().length < WORTH_A_THREAD) {
      Cid cid = leafCid(leaf);
      pipeline.then(() -> keep(leaf, cid, file));
    } else {
      pipeline.work(() -> leafCid(leaf), cid -> keep(leaf, cid, file));
    }
  }

  private Cid leafCid(Leaf leaf) {
    return options.files().rawLeaves()
        ? Cid.v1(Multicodec.RAW, hash(leaf.block()))
        : dagPbCid(leaf.block());
  }

  private void keep(Leaf leaf, Cid cid, FileBuilder file) {
    sink.put(Block.of(cid, leaf.block()));
    file.leaf(new Stored(cid, leaf.block().length), leaf.size());
    leaves.kept(leaf, sink.returnsBytes());
  }

  /// Gives back what an import that failed has in memory.
  @Override
  public void close() {
    leaves.close();
  }

  /// Imports an entry and all below it; `done` may be called later.
  void entry(SourceEntry root, Consumer<Imported> done) throws IOException {
    entry(root, root.name(), 0, done);
  }

  private void entry(SourceEntry entry, String path, int depth, Consumer<Imported> done)
      throws IOException {
    switch (entry) {
      case SourceEntry.File source -> {
        try (InputStream in = source.opener().open()) {
          file(path, in, done);
        }
      }
      case SourceEntry.Symlink(_, String target) -> symlink(path, target, done);
      case SourceEntry.Directory directory -> children(directory, path, depth + 1, done);
    }
  }

  private void children(
      SourceEntry.Directory directory, String path, int depth, Consumer<Imported> done)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("'" + path + "' is nested deeper than " + MAX_DEPTH + " directories");
    }
    List<SourceEntry> children = new ArrayList<>(directory.lister().list());
    children.sort(Comparator.comparing(SourceEntry::name, NameOrder.ORDER));
    EntryNames.check(path, children);
    List<PbLink> links = new ArrayList<>(children.size());
    for (SourceEntry child : children) {
      String childPath = path.isEmpty() ? child.name() : path + "/" + child.name();
      entry(child, childPath, depth, done(links, child.name()));
    }
    pipeline.then(() -> done.accept(directory(path, links)));
  }

  private static Consumer<Imported> done(List<PbLink> links, String name) {
    return imported -> links.add(new PbLink(imported.cid(), name, imported.dagSize()));
  }

  /// Builds a directory whose entries are done.
  Imported directory(String path, List<PbLink> links) {
    Stored stored =
        sharded(links)
            ? new HamtBuilder(options.directories().fanout(), this::put).build(links)
            : put(new PbNode(links, Optional.of(UnixFsEncoder.directory())));
    Imported imported = new Imported(stored.cid(), stored.dagSize(), 0, Imported.Type.DIRECTORY);
    directoryEvents.add(() -> listener.added(path, imported));
    return imported;
  }

  private boolean sharded(List<PbLink> links) {
    ImportOptions.DirectoryLayout layout = options.directories();
    boolean many = layout.maxLinks() > 0 && links.size() > layout.maxLinks();
    return many || layout.threshold() > 0 && layout.estimation().of(links) > layout.threshold();
  }

  /// Adds a symlink; `done` may be called later.
  void symlink(String path, String target, Consumer<Imported> done) throws IOException {
    pipeline.then(() -> {
      Imported imported = symlink(target);
      listener.added(path, imported);
      done.accept(imported);
    });
  }

  Imported symlink(String target) {
    Stored stored = put(new PbNode(List.of(), Optional.of(UnixFsEncoder.symlink(target))));
    return new Imported(stored.cid(), stored.dagSize(), 0, Imported.Type.SYMLINK);
  }

  /// Waits for all that is under way, then tells of the directories.
  void finish() throws IOException {
    pipeline.finish();
    directoryEvents.forEach(Runnable::run);
    directoryEvents.clear();
  }

  private Stored put(PbNode node) {
    byte[] bytes = node.encode();
    if (bytes.length > Block.MAX_SIZE) {
      throw new IllegalArgumentException(
          "a node of "
              + bytes.length
              + " bytes; at most "
              + Block.MAX_SIZE
              + " can be sent: lower the sharding threshold");
    }
    Cid cid = dagPbCid(bytes);
    sink.put(Block.of(cid, bytes));
    long below = 0;
    for (PbLink link : node.links()) {
      below += link.tsize();
    }
    return new Stored(cid, bytes.length + below);
  }

  private Cid dagPbCid(byte[] bytes) {
    return options.naming().cidVersion() == 0
        ? Cid.v0(hash(bytes))
        : Cid.v1(Multicodec.DAG_PB, hash(bytes));
  }

  private Multihash hash(byte[] bytes) {
    return hashing.hash(options.naming().hash(), bytes);
  }
}
