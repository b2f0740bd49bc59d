package network.cairn.content.unixfs;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.NameOrder;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.blockservice.OpenLinks;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsNode;
import network.cairn.content.unixfs.format.UnixFsNode.DirectoryNode;
import network.cairn.content.unixfs.format.UnixFsNode.FileNode;
import network.cairn.content.unixfs.format.UnixFsNode.FilePart;
import network.cairn.content.unixfs.format.UnixFsNode.ShardNode;
import network.cairn.content.unixfs.format.UnixFsNode.SymlinkNode;
import network.cairn.content.unixfs.hamt.HamtReader;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.dag.Block;

/// Reads files and directories out of blocks from anywhere.
///
/// Blocks are fetched as they are needed and a bounded way ahead. Every method throws
/// [network.cairn.content.blockservice.BlockNotFound] when a block is missing and [InvalidUnixFs]
/// when one is malformed. Thread-safe if the source is.
public final class UnixFs {
  private final BlockSource blocks;
  private final ByteBudget budget;
  private final TreeRoom trees;

  /// For a reader who keeps nothing waiting.
  public UnixFs(BlockSource blocks) {
    this(blocks, ByteBudget.unbounded());
  }

  /// @param budget for what is read and waits to be written
  public UnixFs(BlockSource blocks, ByteBudget budget) {
    this(blocks, budget, TreeRoom.unbounded());
  }

  /// For a reader who follows paths.
  ///
  /// @param trees for blocks that are no directories
  public UnixFs(BlockSource blocks, TreeRoom trees) {
    this(blocks, ByteBudget.unbounded(), trees);
  }

  private UnixFs(BlockSource blocks, ByteBudget budget, TreeRoom trees) {
    this.blocks = blocks;
    this.budget = budget;
    this.trees = trees;
  }

  /// What the CID is; reads its root block only.
  public Stat stat(Cid cid) {
    return root(cid).stat();
  }

  /// Reads a root block, to tell what it is and to go on from there without reading it again.
  public Root root(Cid cid) {
    return new Root(cid, blocks.get(cid));
  }

  /// A file, directory or symlink whose root block has been read. The bytes of a file that lie in
  /// it are not kept, if they are many: whoever holds a root may wait long for its caller.
  public final class Root {
    private final Cid cid;
    private final int bytes;
    private final UnixFsNode node;
    private final Attributes attributes;

    private Root(Cid cid, Block block) {
      UnixFsNode.Attributed decoded = UnixFsNode.decodeAttributed(block);
      this.cid = cid;
      this.bytes = block.size();
      this.node = light(decoded.node());
      this.attributes = decoded.attributes();
    }

    private static UnixFsNode light(UnixFsNode node) {
      return node instanceof FileNode(byte[] data, long size, List<FilePart> children)
              && data.length > ByteBudget.SLICE
          ? new FileNode(new byte[0], size, children)
          : node;
    }

    public Stat stat() {
      return switch (node) {
        case FileNode file -> {
          Stream<PbLink> links = file.children().stream().map(FilePart::link);
          yield stat(Stat.Type.FILE, file.size(), with(links), file.children().size(), "");
        }
        case DirectoryNode(var entries) -> directory(Stat.Type.DIRECTORY, entries);
        case ShardNode(_, var slots) -> directory(Stat.Type.SHARDED_DIRECTORY, slots);
        case SymlinkNode(String target) ->
            stat(Stat.Type.SYMLINK, NameOrder.length(target), bytes, 0, target);
      };
    }

    private Stat directory(Stat.Type type, List<PbLink> links) {
      return stat(type, 0, with(links.stream()), links.size(), "");
    }

    private Stat stat(Stat.Type type, long size, long dagSize, int children, String target) {
      return new Stat(cid, type, size, dagSize, children, target, attributes);
    }

    /// This block's bytes and those that the links claim; [Long#MAX_VALUE] where they claim more.
    private long with(Stream<PbLink> links) {
      return links
          .mapToLong(PbLink::tsize)
          .reduce(bytes, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
    }

    /// As [UnixFs#list].
    public Stream<DirectoryEntry> list() {
      return list(new OpenLinks());
    }

    /// As [UnixFs#list] within a larger walk.
    ///
    /// @param open counts the links that all of it holds
    public Stream<DirectoryEntry> list(OpenLinks open) {
      Iterator<PbLink> links =
          switch (node) {
            case DirectoryNode(var entries) -> entries.iterator();
            case ShardNode shard -> new HamtReader(blocks).entries(shard, open);
            case FileNode _, SymlinkNode _ -> throw new InvalidUnixFs(cid + " is not a directory");
          };
      int traits = Spliterator.ORDERED | Spliterator.NONNULL;
      return StreamSupport.stream(Spliterators.spliteratorUnknownSize(links, traits), false)
          .map(DirectoryEntry::of);
    }

    /// As [UnixFs#open(Cid, long, long)]; a symlink's bytes are its target, as Kubo's `cat` has it.
    public InputStream open(long offset, long length) {
      if (offset < 0 || length < 0) {
        throw new IllegalArgumentException("range of " + length + " bytes from " + offset + " on");
      }
      if (node instanceof FileNode file) {
        boolean whole = file.data().length > 0 || bytes <= ByteBudget.SLICE;
        UnixFsNode opened = whole ? file : UnixFsNode.decode(blocks.get(cid));
        if (opened instanceof FileNode root) {
          return new FileStream(blocks, budget, cid, root, offset, length);
        }
      }
      if (node instanceof SymlinkNode(String target)) {
        byte[] text = target.getBytes(StandardCharsets.UTF_8);
        int from = (int) Math.min(offset, text.length);
        return new ByteArrayInputStream(text, from, (int) Math.min(length, text.length - from));
      }
      throw new InvalidUnixFs(cid + " is not a file");
    }
  }

  /// The entries of a directory; those of a plain one in the order of its block, of a sharded one
  /// in that of its hashes. Shards are read as the stream comes to them.
  ///
  /// @throws InvalidUnixFs if the CID is no directory
  public Stream<DirectoryEntry> list(Cid directory) {
    return root(directory).list();
  }

  /// Says that these files or directories will be read soon, in this order.
  public void prefetch(Collection<Cid> cids) {
    blocks.prefetch(cids);
  }

  /// The entry of this name; empty if there is none or if the CID is no directory.
  public Optional<DirectoryEntry> entry(Cid directory, String name) {
    return entry(UnixFsNode.decode(blocks.get(directory)), name);
  }

  /// As [#entry(Cid, String)], of a node that was read.
  Optional<DirectoryEntry> entry(UnixFsNode directory, String name) {
    Optional<PbLink> link =
        switch (directory) {
          case DirectoryNode(var entries) ->
              entries.stream().filter(e -> e.name().equals(name)).findFirst();
          case ShardNode shard -> new HamtReader(blocks).lookup(shard, name);
          case FileNode _, SymlinkNode _ -> Optional.empty();
        };
    return link.map(DirectoryEntry::of);
  }

  /// A file's bytes from the first to the last.
  ///
  /// @throws InvalidUnixFs if the CID is no file
  public InputStream open(Cid file) {
    return open(file, 0, Long.MAX_VALUE);
  }

  /// A file's bytes from `offset` on, at most `length`; only blocks of this range are read. An
  /// offset behind the end gives an empty stream.
  ///
  /// @throws InvalidUnixFs if the CID is no file
  public InputStream open(Cid file, long offset, long length) {
    return root(file).open(offset, length);
  }

  /// Follows a path through directories, shards, and the maps and lists of dag-cbor and dag-json.
  ///
  /// @throws PathNotFound if it leads nowhere
  /// @throws InvalidPath if it begins with a name
  public Resolved resolve(ContentPath path) {
    Trail trail = trail(path);
    return new Resolved(trail.cid(), trail.remainder());
  }

  /// As [#resolve], with all that the path passes.
  public Trail trail(ContentPath path) {
    return new PathResolver(blocks, this, trees).trail(path);
  }
}
