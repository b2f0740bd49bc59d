package network.cairn.content.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.NameOrder;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.content.unixfs.LeafReader.Leaf;
import network.cairn.content.unixfs.chunker.PieceInput;
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
    int chunk = options.files().chunker().most();
    this.pipeline =
        new HashPipeline(pool, Math.max(2, Math.min(2 * pool.width(), MAX_AHEAD / chunk)));
    this.leaves = new LeafReader(options.files(), memory, pipeline::finish);
  }

  /// Reads a file to its end; `done` may be called later.
  ///
  /// @param own attributes of the file, of which the options say what is kept
  void file(String path, InputStream in, Attributes own, Consumer<Imported> done)
      throws IOException {
    Attributes kept = options.attributes().of(own);
    ImportOptions.FileLayout layout = options.files();
    FileTree file =
        layout.trickle()
            ? new TrickleBuilder(layout.maxLinks(), kept, this::put)
            : new FileBuilder(layout.maxLinks(), kept, this::put);
    pieces(path, layout.chunker().pieces(in), kept, file);
    pipeline.then(() -> {
      Imported imported = file.finish();
      listener.added(path, imported);
      done.accept(imported);
    });
  }

  /// A leaf that is the whole file keeps what the file keeps.
  private void pieces(String path, PieceInput in, Attributes kept, FileTree file)
      throws IOException {
    ImportOptions.FileLayout layout = options.files();
    boolean alone = !kept.isNone() && !layout.trickle();
    Leaf leaf = alone ? leaves.readFirst(in) : leaves.read(in);
    long total = 0;
    do {
      total += leaf.size();
      if (alone && in.atEnd()) {
        attributed(leaf, kept, file);
      } else if (leaf.size() > 0 || !layout.trickle()) {
        leaf(leaf, file);
      }
      alone = false;
      listener.progress(path, total);
      if (leaf.size() < layout.chunker().most() && !layout.chunker().byContent()) {
        break;
      }
      in.next();
      leaf = leaves.read(in);
    } while (leaf.size() > 0);
  }

  private void attributed(Leaf leaf, Attributes kept, FileTree file) throws IOException {
    try {
      pipeline.finish();
      byte[] data = UnixFsEncoder.file(leaves.content(leaf), kept);
      file.leaf(put(new PbNode(List.of(), Optional.of(data))), leaf.size());
    } finally {
      if (leaf.mayWait()) {
        leaves.kept(leaf, true);
      } else {
        leaves.done(leaf);
      }
    }
  }

  private void leaf(Leaf leaf, FileTree file) throws IOException {
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
    return options.files().rawLeaves() ? cid(Multicodec.RAW, leaf.block()) : dagPbCid(leaf.block());
  }

  private void keep(Leaf leaf, Cid cid, FileTree file) {
    store(cid, leaf.block());
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
          file(path, in, source.attributes(), done);
        }
      }
      case SourceEntry.Symlink(_, String target, Attributes own) ->
          symlink(path, target, own, done);
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
    pipeline.then(() -> done.accept(directory(path, links, directory.attributes())));
  }

  private static Consumer<Imported> done(List<PbLink> links, String name) {
    return imported -> links.add(new PbLink(imported.cid(), name, imported.dagSize()));
  }

  /// Builds a directory whose entries are done.
  Imported directory(String path, List<PbLink> links, Attributes own) {
    Attributes kept = options.attributes().of(own);
    Stored stored =
        sharded(links)
            ? new HamtBuilder(options.directories().fanout(), this::put).build(links, kept)
            : put(new PbNode(links, Optional.of(UnixFsEncoder.directory(kept))));
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
  void symlink(String path, String target, Attributes own, Consumer<Imported> done)
      throws IOException {
    pipeline.then(() -> {
      Imported imported = symlink(target, own);
      listener.added(path, imported);
      done.accept(imported);
    });
  }

  /// A symlink keeps a time and never a mode.
  Imported symlink(String target, Attributes own) {
    Attributes kept = new Attributes(0, options.attributes().of(own).time());
    Stored stored = put(new PbNode(List.of(), Optional.of(UnixFsEncoder.symlink(target, kept))));
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
    store(cid, bytes);
    long below = 0;
    for (PbLink link : node.links()) {
      below += link.tsize();
    }
    return new Stored(cid, bytes.length + below);
  }

  /// What its CID holds needs no place.
  private void store(Cid cid, byte[] bytes) {
    if (!cid.isIdentity()) {
      sink.put(Block.of(cid, bytes));
    }
  }

  private Cid dagPbCid(byte[] bytes) {
    return options.naming().cidVersion() == 0 && bytes.length > options.naming().inlined()
        ? Cid.v0(hash(bytes))
        : cid(Multicodec.DAG_PB, bytes);
  }

  private Cid cid(long codec, byte[] bytes) {
    return bytes.length > options.naming().inlined()
        ? Cid.v1(codec, hash(bytes))
        : Cid.v1(codec, Multihash.of(Multihash.IDENTITY, bytes));
  }

  private Multihash hash(byte[] bytes) {
    return hashing.hash(options.naming().hash(), bytes);
  }
}
