package network.cairn.deals.piece;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.model.InvalidNode;
import org.jspecify.annotations.Nullable;

/// The order of a piece's sections (docs/protocol.md §8): pre-order, links in their order, each CID
/// once at its first visit, identity CIDs looked through but left out.
///
/// Who writes a piece and who checks one walk by this same class. Holds at most 2^22 fingerprints
/// and 2^20 links that still wait. Not thread-safe.
final class PreOrder {
  /// Most sections of a piece.
  public static final int MAX_SECTIONS = 1 << 22;

  private static final int MAX_WAITING = 1 << 20;
  private static final int MAX_IDENTITY = 128;

  private final int maxSections;
  private final CidSet seen = new CidSet();
  private final Deque<Iterator<Cid>> open = new ArrayDeque<>();
  private int waiting;
  private int sections;
  private @Nullable Cid expected;

  public PreOrder(Cid root) {
    this(root, MAX_SECTIONS);
  }

  PreOrder(Cid root, int maxSections) {
    this.maxSections = maxSections;
    push(List.of(root));
  }

  /// The CID that the next section must have; the same until [#enter]; empty behind the last.
  ///
  /// @throws NotCanonical if the DAG exceeds a piece's bounds
  public Optional<Cid> next() {
    while (expected == null && !open.isEmpty()) {
      if (!open.getFirst().hasNext()) {
        open.removeFirst();
        continue;
      }
      Cid cid = open.getFirst().next();
      waiting--;
      if (seen.add(cid)) {
        take(cid);
      }
    }
    return Optional.ofNullable(expected);
  }

  private void take(Cid cid) {
    if (seen.size() > 2 * maxSections) {
      throw new NotCanonical("the DAG has more than " + 2 * maxSections + " different links");
    }
    if (!cid.isIdentity()) {
      if (++sections > maxSections) {
        throw new NotCanonical("the DAG has more than " + maxSections + " blocks");
      }
      expected = cid;
      return;
    }
    byte[] content = cid.multihash().digest();
    if (content.length > MAX_IDENTITY) {
      throw new NotCanonical(
          "an identity CID holds " + content.length + " bytes, more than " + MAX_IDENTITY);
    }
    push(links(Block.of(cid, content)));
  }

  /// Goes down into the block that [#next] named.
  ///
  /// @throws NotCanonical if it is larger than a block of a piece or not in its codec
  public void enter(Block block) {
    if (expected == null || !expected.equals(block.cid())) {
      throw new IllegalArgumentException("entered " + block.cid() + " instead of " + expected);
    }
    if (block.size() > Block.MAX_SIZE) {
      throw new NotCanonical(
          "block " + block.cid() + " has " + block.size() + " bytes, more than " + Block.MAX_SIZE);
    }
    expected = null;
    push(links(block));
  }

  private static List<Cid> links(Block block) {
    try {
      return Links.of(block);
    } catch (InvalidNode e) {
      throw new NotCanonical("block " + block.cid() + ": " + e.getMessage(), e);
    }
  }

  private void push(List<Cid> links) {
    if (links.isEmpty()) {
      return;
    }
    waiting += links.size();
    if (waiting > MAX_WAITING) {
      throw new NotCanonical("more than " + MAX_WAITING + " links wait at one point of the DAG");
    }
    open.addFirst(links.iterator());
  }
}
