package network.cairn.content.unixfs.hamt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.blockservice.OpenLinks;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsNode;
import network.cairn.content.unixfs.format.UnixFsNode.ShardNode;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.dag.Block;

/// Reads sharded directories: one entry by name, or all lazily.
///
/// Every shard of a directory must have the root's fanout, none may lie deeper than the hash has
/// bits, none but the root may be empty, and every entry must stand where the hash of its name
/// leads. So below every shard there is an entry within as many blocks as a hash has digits, and
/// one that can be reached by a single path: whoever comes to a shard a second time, by another
/// path, is refused at its first entry. Without that a few shards that name each other in every
/// slot would be a walk without end.
public final class HamtReader {
  /// Shards of a level that are read before their turn.
  private static final int MOST_AHEAD = 16;

  /// Bytes of the shards of all levels that are read before their turn, beside the last of them:
  /// names may be as long as a block has room for.
  private static final int MOST_BYTES_AHEAD = 4 << 20;

  private final BlockSource blocks;

  public HamtReader(BlockSource blocks) {
    this.blocks = blocks;
  }

  /// The entry of this name, with its plain name.
  public Optional<PbLink> lookup(ShardNode root, String name) {
    int bits = Integer.numberOfTrailingZeros(root.fanout());
    int digits = root.prefixLength();
    long hash = NameHash.of(name);
    ShardNode shard = root;
    for (int depth = 0; depth + bits <= Long.SIZE; depth += bits) {
      int slot = (int) (hash << depth >>> (Long.SIZE - bits));
      Optional<PbLink> link = at(shard, slot);
      if (link.isEmpty()) {
        return Optional.empty();
      }
      if (link.get().name().length() > digits) {
        return link.map(entry -> plain(entry, digits)).filter(entry -> entry.name().equals(name));
      }
      shard = child(link.get().cid(), root.fanout());
    }
    throw tooDeep(root);
  }

  /// All entries with their plain names, in the order of their hashes; shards are read as the
  /// iterator comes to them.
  public Iterator<PbLink> entries(ShardNode root) {
    return entries(root, new OpenLinks());
  }

  /// As [#entries(ShardNode)] within a larger walk.
  ///
  /// @param open counts the links that all of it holds
  public Iterator<PbLink> entries(ShardNode root, OpenLinks open) {
    return new Walk(root, open);
  }

  private static Optional<PbLink> at(ShardNode shard, int slot) {
    int low = 0;
    int high = shard.slots().size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      PbLink link = shard.slots().get(middle);
      int found = slot(link, shard.prefixLength());
      if (found == slot) {
        return Optional.of(link);
      }
      if (found < slot) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  private static int slot(PbLink link, int digits) {
    return Integer.parseUnsignedInt(link.name(), 0, digits, 16);
  }

  private ShardNode child(Cid cid, int fanout) {
    return child(blocks.get(cid), fanout);
  }

  private static ShardNode child(Block block, int fanout) {
    Cid cid = block.cid();
    if (UnixFsNode.decode(block) instanceof ShardNode shard && shard.fanout() == fanout) {
      if (shard.slots().isEmpty()) {
        throw new InvalidUnixFs("block " + cid + " is an empty shard below another");
      }
      return shard;
    }
    throw new InvalidUnixFs(
        "block " + cid + " below a shard of " + fanout + " slots is no such shard itself");
  }

  private static PbLink plain(PbLink entry, int digits) {
    return entry.withoutPrefix(digits);
  }

  private static InvalidUnixFs tooDeep(ShardNode root) {
    return new InvalidUnixFs(
        "a directory with "
            + root.fanout()
            + " slots per shard is nested deeper than its 64-bit hashes go");
  }

  /// A shard that is read, and the bytes of its block.
  private record Ahead(ShardNode shard, int bytes) {}

  /// Depth-first. The next shards of a level are read before their turn, so that the shards below
  /// them are announced in time: at first none, and more the more were passed, up to a bound.
  private final class Walk implements Iterator<PbLink> {
    private final ShardNode root;
    private final OpenLinks open;
    private final int bits;
    private final int maxDepth;
    private final Deque<Level> levels = new ArrayDeque<>();
    private Optional<PbLink> next = Optional.empty();
    private int ahead;
    private long bytesAhead;

    Walk(ShardNode root, OpenLinks open) {
      this.root = root;
      this.open = open;
      this.bits = Integer.numberOfTrailingZeros(root.fanout());
      this.maxDepth = Long.SIZE / bits;
      announce(root);
      levels.add(new Level(root, 0));
    }

    /// A shard on the way: its slots that are passed, and the shards below it that are read.
    private final class Level {
      final List<PbLink> slots;

      /// The first digits of every hash below.
      final long path;

      final Deque<Ahead> read = new ArrayDeque<>();
      int next;
      int sought;

      Level(ShardNode shard, long path) {
        this.slots = shard.slots();
        this.path = path;
      }

      /// The first digits of every hash that belongs into the slot of a link.
      long path(PbLink link) {
        return path << bits | slot(link, root.prefixLength());
      }

      /// The shard whose turn it is.
      ShardNode take() {
        while (hasRoom() && sought < slots.size()) {
          PbLink link = slots.get(sought++);
          if (isShard(link)) {
            Block block = blocks.get(link.cid());
            ShardNode shard = child(block, root.fanout());
            open.add(link.cid(), shard.slots().size());
            announce(shard);
            read.addLast(new Ahead(shard, block.size()));
            bytesAhead += block.size();
          }
        }
        Ahead first = read.removeFirst();
        bytesAhead -= first.bytes();
        return first.shard();
      }

      private boolean hasRoom() {
        return read.isEmpty() || (read.size() <= ahead && bytesAhead < MOST_BYTES_AHEAD);
      }
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && !levels.isEmpty()) {
        step();
      }
      return next.isPresent();
    }

    @Override
    public PbLink next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no further entry");
      }
      PbLink entry = next.orElseThrow();
      next = Optional.empty();
      return entry;
    }

    private void step() {
      Level level = levels.getLast();
      if (level.next == level.slots.size()) {
        levels.removeLast();
        open.remove(levels.isEmpty() ? 0 : level.slots.size());
        ahead = Math.min(MOST_AHEAD, 2 * ahead + 1);
        return;
      }
      PbLink link = level.slots.get(level.next++);
      if (isShard(link)) {
        enter(level.take(), level.path(link));
      } else {
        PbLink entry = plain(link, root.prefixLength());
        requirePlace(entry, level.path(link));
        next = Optional.of(entry);
      }
    }

    private void requirePlace(PbLink entry, long path) {
      if (NameHash.of(entry.nameBytes()) >>> (Long.SIZE - levels.size() * bits) != path) {
        throw new InvalidUnixFs(
            "the entry '" + entry.name() + "' of a shard is not where the hash of its name leads");
      }
    }

    private boolean isShard(PbLink link) {
      return link.name().length() == root.prefixLength();
    }

    private void enter(ShardNode shard, long path) {
      if (levels.size() == maxDepth) {
        throw tooDeep(root);
      }
      levels.add(new Level(shard, path));
    }

    private void announce(ShardNode shard) {
      List<Cid> below = shard.slots().stream().filter(this::isShard).map(PbLink::cid).toList();
      if (!below.isEmpty()) {
        blocks.prefetch(below);
      }
    }
  }
}
