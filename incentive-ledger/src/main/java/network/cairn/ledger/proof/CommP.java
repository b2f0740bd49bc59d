package network.cairn.ledger.proof;

import static network.cairn.ledger.proof.NodeHasher.NODE;

import java.util.Objects;

/// Computes a piece's commitment from a stream, in one pass and about 900 KiB of memory whatever
/// the size.
///
/// Use once: any number of [#update] calls, then [#finish]. Not thread-safe. To hash on many cores,
/// load each [Subtree] on a core of its own and join their roots with [UpperTree].
public final class CommP {
  private final byte[] buffer = new byte[Subtree.RAW_BYTES];
  private final byte[] pending = new byte[(PieceCid.MAX_HEIGHT + 1) * NODE];
  private final byte[] pair = new byte[2 * NODE];
  private final Subtree subtree = new Subtree(Subtree.HEIGHT);
  private final NodeHasher hasher = new NodeHasher();
  private int buffered;
  private long subtrees;

  /// Takes the next bytes of the payload.
  ///
  /// @throws InvalidPieceCid if the payload becomes larger than any tree, 127·2^48 bytes
  public void update(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (buffered == Subtree.RAW_BYTES) {
        push(buffer, 0, buffered);
        buffered = 0;
      }
      // More must follow a subtree that is hashed in place: the last one waits in the buffer for
      // finish.
      if (buffered == 0 && end - at > Subtree.RAW_BYTES) {
        push(bytes, at, Subtree.RAW_BYTES);
        at += Subtree.RAW_BYTES;
      } else {
        int taken = Math.min(end - at, Subtree.RAW_BYTES - buffered);
        System.arraycopy(bytes, at, buffer, buffered, taken);
        buffered += taken;
        at += taken;
      }
    }
  }

  /// The name of the payload; of no byte at all it is not canonical.
  public PieceCid finish() {
    long rawSize = subtrees * Subtree.RAW_BYTES + buffered;
    byte[] root = new byte[NODE];
    if (subtrees == 0) {
      Subtree only = new Subtree(PieceCid.height(rawSize));
      only.load(buffer, 0, buffered);
      only.root(root, 0);
    } else {
      push(buffer, 0, buffered);
      fold(PieceCid.height(rawSize), root);
    }
    return PieceCid.of(rawSize, root);
  }

  /// Adds one subtree as a binary counter does: a set bit of the count is a node waiting for its
  /// right sibling.
  private void push(byte[] raw, int offset, int length) {
    subtree.load(raw, offset, length);
    subtree.root(pair, NODE);
    int level = Subtree.HEIGHT;
    for (long rest = subtrees; (rest & 1) == 1; rest >>= 1) {
      System.arraycopy(pending, NODE * level, pair, 0, NODE);
      hasher.join(pair, 0, pair, NODE);
      level++;
    }
    if (level > PieceCid.MAX_HEIGHT) {
      throw new InvalidPieceCid(
          "the payload is larger than a tree of height " + PieceCid.MAX_HEIGHT);
    }
    System.arraycopy(pair, NODE, pending, NODE * level, NODE);
    subtrees++;
  }

  /// Joins what waits, from the lowest, with roots of zeros where there is no right sibling.
  private void fold(int height, byte[] root) {
    int lowest = Subtree.HEIGHT + Long.numberOfTrailingZeros(subtrees);
    System.arraycopy(pending, NODE * lowest, root, 0, NODE);
    for (int level = lowest; level < height; level++) {
      boolean right = level > lowest && waits(level);
      System.arraycopy(root, 0, pair, right ? NODE : 0, NODE);
      if (right) {
        System.arraycopy(pending, NODE * level, pair, 0, NODE);
      } else {
        NodeHasher.zero(level, pair, NODE);
      }
      hasher.join(pair, 0, root, 0);
    }
  }

  private boolean waits(int level) {
    return (subtrees >> (level - Subtree.HEIGHT) & 1) == 1;
  }
}
