package network.cairn.store.blockstore;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;

/// Walks DAGs in the local store, depth first in link order, each block once over the life of the
/// walk.
///
/// Blocks with links are hashed again before their links count, leaves are not read at all. Memory:
/// 16 to 32 bytes for each block seen. Not thread-safe.
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
  private final FingerprintSet seen;

  public LocalWalk(Blockstore store, LinkReader links, RandomGenerator random) {
    this.store = store;
    this.links = links;
    this.seen = new FingerprintSet(random);
  }

  /// Walks all below a root.
  ///
  /// @param leaves whether raw leaves must be present too
  /// @return the first block that is missing, damaged or not decodable; the walk ends there
  public Optional<Broken> walk(Cid root, boolean leaves, Visitor visitor) {
    Deque<Cid> stack = new ArrayDeque<>();
    stack.push(root);
    while (!stack.isEmpty()) {
      Cid cid = stack.pop();
      if (!enter(cid)) {
        continue;
      }
      if (!visitor.visit(cid)) {
        return Optional.empty();
      }
      Optional<Broken> broken = follow(cid, leaves, stack);
      if (broken.isPresent()) {
        return broken;
      }
    }
    return Optional.empty();
  }

  /// Reads and hashes everything below a root, leaves too, and goes on behind what is broken.
  public void check(Cid root, Consumer<Broken> broken) {
    Deque<Cid> stack = new ArrayDeque<>();
    stack.push(root);
    while (!stack.isEmpty()) {
      Cid cid = stack.pop();
      if (enter(cid)) {
        read(cid, stack).ifPresent(broken);
      }
    }
  }

  /// Walks what is there, passing over what is missing or damaged.
  public void walkPresent(Cid root) {
    Deque<Cid> stack = new ArrayDeque<>();
    stack.push(root);
    while (!stack.isEmpty()) {
      Cid cid = stack.pop();
      if (enter(cid)) {
        follow(cid, false, stack);
      }
    }
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

  private Optional<Broken> follow(Cid cid, boolean leaves, Deque<Cid> stack) {
    if (isLeaf(cid)) {
      return leaves && !store.has(cid)
          ? Optional.of(new Broken(cid, "not found"))
          : Optional.empty();
    }
    return read(cid, stack);
  }

  private Optional<Broken> read(Cid cid, Deque<Cid> stack) {
    Optional<Block> block;
    try {
      block = store.getVerified(cid);
    } catch (CorruptBlock e) {
      return Optional.of(new Broken(cid, String.valueOf(e.getMessage())));
    }
    if (block.isEmpty()) {
      return Optional.of(new Broken(cid, "not found"));
    }
    if (isLeaf(cid)) {
      return Optional.empty();
    }
    try {
      List<Cid> below = links.links(block.get());
      for (int i = below.size() - 1; i >= 0; i--) {
        stack.push(below.get(i));
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(new Broken(cid, "cannot read its links: " + e.getMessage()));
    }
  }

  private static boolean isLeaf(Cid cid) {
    return cid.codec() == Multicodec.RAW;
  }
}
