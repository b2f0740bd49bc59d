package network.cairn.node.unixfs.hamt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.node.blockservice.BlockSource;
import network.cairn.node.unixfs.format.InvalidUnixFs;
import network.cairn.node.unixfs.format.UnixFsNode;
import network.cairn.node.unixfs.format.UnixFsNode.ShardNode;

/// Reads sharded directories: one entry by name, or all lazily.
///
/// Every shard of a directory must have the root's fanout, and none may lie deeper than the hash
/// has bits.
public final class HamtReader {
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

  /// Depth-first, with one iterator per level.
  private final class Walk implements Iterator<PbLink> {
    private final ShardNode root;
    private final int maxDepth;
    private final Deque<Iterator<PbLink>> levels = new ArrayDeque<>();
    private Optional<PbLink> next = Optional.empty();

    Walk(ShardNode root) {
      this.root = root;
      this.maxDepth = Long.SIZE / Integer.numberOfTrailingZeros(root.fanout());
      enter(root);
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
      Iterator<PbLink> level = levels.getLast();
      if (!level.hasNext()) {
        levels.removeLast();
        return;
      }
      PbLink link = level.next();
      if (link.name().length() > root.prefixLength()) {
        next = Optional.of(plain(link, root.prefixLength()));
      } else {
        enter(child(link.cid(), root.fanout()));
      }
    }

    private void enter(ShardNode shard) {
      if (levels.size() == maxDepth) {
        throw tooDeep(root);
      }
      List<Cid> shards =
          shard.slots().stream()
              .filter(link -> link.name().length() == root.prefixLength())
              .map(PbLink::cid)
              .toList();
      blocks.prefetch(shards);
      levels.add(shard.slots().iterator());
    }
  }
}
