package network.cairn.deals.piece;

import java.util.List;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import org.jspecify.annotations.Nullable;

/// The order of a piece's sections (docs/protocol.md §8): pre-order, links in their order, each CID
/// once at its first visit, identity CIDs looked through but left out.
///
/// Who writes a piece and who checks one walk by this same class. Fingerprints are kept of blocks
/// only: an identity CID that comes again leads to nothing new, because all that is below its first
/// place has been visited by then, and it holds at most 128 bytes of further links. Not
/// thread-safe.
final class PreOrder implements AutoCloseable {
  /// Most sections of a piece.
  public static final int MAX_SECTIONS = 1 << 22;

  private static final int MAX_WAITING = 1 << 20;
  private static final int MAX_IDENTITY = 128;

  private final int maxSections;
  private final WalkMemory memory;
  private final CidSet seen;
  private final LinkStack waiting;
  private int sections;
  private @Nullable Cid expected;

  /// @param memory shared with the other walks
  /// @param maxSections that the walk takes, at most [#MAX_SECTIONS]
  PreOrder(Cid root, WalkMemory memory, int maxSections) {
    this.maxSections = maxSections;
    this.memory = memory;
    this.seen = new CidSet(memory);
    this.waiting = new LinkStack(memory);
    push(List.of(root));
  }

  /// The CID that the next section must have; the same until [#enter]; empty behind the last.
  ///
  /// @throws NotCanonicalPiece if the DAG exceeds a piece's bounds
  public Optional<Cid> next() {
    while (expected == null && waiting.size() > 0) {
      Cid cid = waiting.pop();
      if (cid.isIdentity()) {
        lookThrough(cid);
      } else if (seen.add(cid)) {
        take(cid);
      }
    }
    return Optional.ofNullable(expected);
  }

  private void take(Cid cid) {
    if (++sections > maxSections) {
      throw new NotCanonicalPiece("the DAG has more than " + maxSections + " blocks");
    }
    expected = cid;
  }

  private void lookThrough(Cid cid) {
    byte[] content = cid.multihash().digest();
    if (content.length > MAX_IDENTITY) {
      throw new NotCanonicalPiece(
          "an identity CID holds " + content.length + " bytes, more than " + MAX_IDENTITY);
    }
    memory.links(Block.of(cid, content), this::push);
  }

  /// Goes down into the block that [#next] named.
  ///
  /// @throws NotCanonicalPiece if it is larger than a block of a piece or not in its codec
  public void enter(Block block) {
    if (expected == null || !expected.equals(block.cid())) {
      throw new IllegalArgumentException("entered " + block.cid() + " instead of " + expected);
    }
    if (block.size() > Block.MAX_SIZE) {
      throw new NotCanonicalPiece(
          "block " + block.cid() + " has " + block.size() + " bytes, more than " + Block.MAX_SIZE);
    }
    expected = null;
    memory.links(block, this::push);
  }

  private void push(List<Cid> links) {
    if (links.size() > MAX_WAITING - waiting.size()) {
      throw new NotCanonicalPiece(
          "more than " + MAX_WAITING + " links wait at one point of the DAG");
    }
    waiting.push(links);
  }

  @Override
  public void close() {
    seen.close();
    waiting.close();
  }
}
