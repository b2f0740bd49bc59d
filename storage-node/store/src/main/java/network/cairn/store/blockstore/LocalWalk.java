package network.cairn.store.blockstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;

/// Walks DAGs in the local store, depth first in link order, each block once over the life of the
/// walk.
///
/// Blocks with links are hashed again before their links count, leaves are not read at all. Memory:
/// 16 to 32 bytes for each block seen, and the links of a [Trail]. Every walk throws
/// [network.cairn.base.time.DeadlineExceeded] behind its caller's deadline. Not thread-safe.
public final class LocalWalk {
  /// Told of every block once, before its links. The answer says whether to go on below and beside
  /// it.
  public interface Visitor {
    boolean visit(Cid cid);
  }

  /// A block that could not be followed.
  public record Broken(Cid cid, String reason) {}

  private final Blockstore store;
  private final LinkReader links;
  private final Deadline deadline;
  private final FingerprintSet seen;

  public LocalWalk(Blockstore store, LinkReader links, RandomGenerator random) {
    this(store, links, random, Deadline.none());
  }

  /// @param deadline asked before each block
  public LocalWalk(Blockstore store, LinkReader links, RandomGenerator random, Deadline deadline) {
    this.store = store;
    this.links = links;
    this.deadline = deadline;
    this.seen = new FingerprintSet(random);
  }

  /// Walks all below a root.
  ///
  /// @param leaves whether raw leaves must be present too
  /// @return the first block that is missing, damaged or not decodable; the walk ends there
  public Optional<Broken> walk(Cid root, boolean leaves, Visitor visitor) {
    List<Broken> first = new ArrayList<>(1);
    run(
        root,
        (cid, trail) -> {
          if (!visitor.visit(cid)) {
            return false;
          }
          follow(cid, leaves, trail).ifPresent(first::add);
          return first.isEmpty();
        },
        first::add);
    return first.stream().findFirst();
  }

  /// Reads and hashes everything below a root, leaves too, and goes on behind what is broken.
  public void check(Cid root, Consumer<Broken> broken) {
    run(
        root,
        (cid, trail) -> {
          read(cid, trail).ifPresent(broken);
          return true;
        },
        broken);
  }

  /// Walks what is there, passing over what is missing or damaged.
  public void walkPresent(Cid root) {
    run(
        root,
        (cid, trail) -> {
          follow(cid, false, trail);
          return true;
        },
        _ -> {});
  }

  /// What a walk does with each block.
  private interface Step {
    /// @return whether to go on
    boolean take(Cid cid, Trail trail);
  }

  /// The one loop of all walks: each block once, and before each one the caller is asked whether it
  /// still waits.
  ///
  /// @param lost told of a node that was there before and is not when the walk comes back to it
  private void run(Cid root, Step step, Consumer<Broken> lost) {
    Trail trail = new Trail();
    for (Optional<Cid> next = Optional.of(root); next.isPresent(); ) {
      deadline.check();
      if (enter(next.get()) && !step.take(next.get(), trail)) {
        return;
      }
      next = trail.next(node -> again(node, lost));
    }
  }

  private List<Cid> again(Cid node, Consumer<Broken> lost) {
    Links found = links(node);
    found.broken.ifPresent(lost);
    return found.cids;
  }

  /// Marks one block without following it.
  public void mark(Cid cid) {
    seen.add(cid.multihash(), 0);
  }

  /// How many different blocks and codecs were seen.
  int size() {
    return seen.size();
  }

  /// Whether a block was seen, under whatever codec.
  public boolean seen(Multihash multihash) {
    return seen.contains(multihash, 0);
  }

  /// The same bytes may be a leaf under one codec and a node under another, so nodes are remembered
  /// with their codec.
  private boolean enter(Cid cid) {
    boolean fresh = seen.add(cid.multihash(), 0);
    return isLeaf(cid) ? fresh : seen.add(cid.multihash(), cid.codec());
  }

  private Optional<Broken> follow(Cid cid, boolean leaves, Trail trail) {
    if (isLeaf(cid)) {
      return leaves && !store.has(cid)
          ? Optional.of(new Broken(cid, "not found"))
          : Optional.empty();
    }
    return read(cid, trail);
  }

  private Optional<Broken> read(Cid cid, Trail trail) {
    Links found = links(cid);
    trail.enter(cid, found.cids);
    return found.broken;
  }

  /// A node's links, or why it has none that count.
  private record Links(List<Cid> cids, Optional<Broken> broken) {
    static Links broken(Cid cid, String reason) {
      return new Links(List.of(), Optional.of(new Broken(cid, reason)));
    }
  }

  private Links links(Cid cid) {
    Optional<Block> block;
    try {
      // Identity CIDs may hold each other, each a copy of all that it holds.
      if (cid.isIdentity()) {
        HashPolicy.require(cid.multihash());
      }
      block = store.get(cid);
    } catch (CorruptBlock | UnsupportedHash e) {
      return Links.broken(cid, String.valueOf(e.getMessage()));
    }
    if (block.isEmpty()) {
      return Links.broken(cid, "not found");
    }
    if (isLeaf(cid)) {
      return new Links(List.of(), Optional.empty());
    }
    try {
      return new Links(links.links(block.get()), Optional.empty());
    } catch (RuntimeException e) {
      return Links.broken(cid, "cannot read its links: " + e.getMessage());
    }
  }

  private static boolean isLeaf(Cid cid) {
    return cid.codec() == Multicodec.RAW;
  }
}
