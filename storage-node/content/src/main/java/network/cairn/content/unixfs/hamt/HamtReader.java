package network.cairn.content.unixfs.hamt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsNode;
import network.cairn.content.unixfs.format.UnixFsNode.ShardNode;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;

/// Reads sharded directories: one entry by name, or all lazily.
///
/// Every shard of a directory must have the root's fanout, none may lie deeper than the hash has
/// bits, and none but the root may be empty: a few empty shards that name each other in every slot
/// would be a walk without end and without an entry.
public final class HamtReader {
  /// Shards of a level that are read before their turn.
  private static final int MOST_AHEAD = 16;

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
    return new Walk(root);
  }

  private static Optional<PbLink> at(ShardNode shard, int slot) {
    int low = 0;
    int high = shard.slots().size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      PbLink link = shard.slots().get(middle);
      int found = Integer.parseUnsignedInt(link.name(), 0, shard.prefixLength(), 16);
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

  private ShardNode child(Cid cid, int fanout) {
    if (UnixFsNode.decode(blocks.get(cid)) instanceof ShardNode shard && shard.fanout() == fanout) {
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

  /// Depth-first. The next shards of a level are read before their turn, so that the shards below
  /// them are announced in time: at first none, and more the more were passed, up to a bound.
  private final class Walk implements Iterator<PbLink> {
    private final ShardNode root;
    private final int maxDepth;
    private final Deque<Level> levels = new ArrayDeque<>();
    private Optional<PbLink> next = Optional.empty();
    private int ahead;

    Walk(ShardNode root) {
      this.root = root;
      this.maxDepth = Long.SIZE / Integer.numberOfTrailingZeros(root.fanout());
      announce(root);
      enter(root);
    }

    /// A shard on the way: its slots that are passed, and the shards below it that are read.
    private final class Level {
      final List<PbLink> slots;
      final Deque<ShardNode> read = new ArrayDeque<>();
      int next;
      int sought;

      Level(ShardNode shard) {
        slots = shard.slots();
      }

      /// The shard whose turn it is.
      ShardNode take() {
        while (read.size() <= ahead && sought < slots.size()) {
          PbLink link = slots.get(sought++);
          if (isShard(link)) {
            ShardNode shard = child(link.cid(), root.fanout());
            announce(shard);
            read.addLast(shard);
          }
        }
        return read.removeFirst();
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
        ahead = Math.min(MOST_AHEAD, 2 * ahead + 1);
        return;
      }
      PbLink link = level.slots.get(level.next++);
      if (isShard(link)) {
        enter(level.take());
      } else {
        next = Optional.of(plain(link, root.prefixLength()));
      }
    }

    private boolean isShard(PbLink link) {
      return link.name().length() == root.prefixLength();
    }

    private void enter(ShardNode shard) {
      if (levels.size() == maxDepth) {
        throw tooDeep(root);
      }
      levels.add(new Level(shard));
    }

    private void announce(ShardNode shard) {
      List<Cid> below = shard.slots().stream().filter(this::isShard).map(PbLink::cid).toList();
      if (!below.isEmpty()) {
        blocks.prefetch(below);
      }
    }
  }
}
