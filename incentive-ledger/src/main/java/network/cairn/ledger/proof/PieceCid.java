package network.cairn.ledger.proof;

import static network.cairn.ledger.proof.NodeHasher.NODE;

import java.util.Arrays;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;

/// The name of a piece: the root of its padded tree, that tree's height, and how many zero bytes
/// pad the payload.
///
/// A piece CID v2 (FRC-0069) carries all three; a v1 has only the root. Sizes are raw bytes, before
/// fr32. The same payload has one canonical form, of the least height; the codec reads the others
/// too, so a caller who needs the one name asks [#isCanonical]. Immutable.
public final class PieceCid {
  /// The largest raw payload that the ledger knows: 32 GiB of padded tree.
  public static final long MAX_RAW_SIZE = 34_091_302_912L;

  static final int MIN_HEIGHT = 2;
  static final int MAX_HEIGHT = NodeHasher.MAX_LEVEL;
  private final long padding;
  private final int height;
  private final byte[] root;

  private PieceCid(long padding, int height, byte[] root) {
    if (height < MIN_HEIGHT || height > MAX_HEIGHT) {
      throw new InvalidPieceCid("piece height " + height + " is not in 2..50");
    }
    if (padding < 0 || padding > capacity(height)) {
      throw new InvalidPieceCid(
          "padding " + padding + " is above the capacity of height " + height);
    }
    if (root.length != NODE) {
      throw new InvalidPieceCid("a piece root has 32 bytes, not " + root.length);
    }
    this.padding = padding;
    this.height = height;
    this.root = root.clone();
  }

  /// The canonical name of a payload of `rawSize` bytes whose tree of the least height has this
  /// root.
  ///
  /// A payload of no bytes has a name too (that of 127 zero bytes with all of them padding), which
  /// is not canonical.
  ///
  /// @throws InvalidPieceCid if the size is not in 0..127·2^48 or the root has not 32 bytes
  public static PieceCid of(long rawSize, byte[] root) {
    if (rawSize < 0 || rawSize > capacity(MAX_HEIGHT)) {
      throw new InvalidPieceCid("raw size " + rawSize + " is not in 0.." + capacity(MAX_HEIGHT));
    }
    int height = height(rawSize);
    return new PieceCid(capacity(height) - rawSize, height, root);
  }

  /// Reads a piece CID v2: height 2 to 50, padding within the tree, nothing more.
  ///
  /// @throws InvalidPieceCid if the CID is anything else
  public static PieceCid parse(Cid cid) {
    return PieceCidCodec.parse(cid);
  }

  /// Reads the exact bytes of a piece CID v2.
  ///
  /// @throws InvalidPieceCid if they are anything else
  public static PieceCid decode(byte[] cid) {
    try {
      return parse(Cid.decode(cid));
    } catch (InvalidCid e) {
      throw new InvalidPieceCid("no piece CID: " + e.getMessage(), e);
    }
  }

  /// The root that a piece CID v1 carries; the size of its payload must be known from elsewhere.
  ///
  /// @throws InvalidPieceCid if it is no piece CID v1
  public static byte[] rootOfV1(Cid cid) {
    return PieceCidCodec.rootOfV1(cid);
  }

  static PieceCid ofParts(long padding, int height, byte[] root) {
    return new PieceCid(padding, height, root);
  }

  /// Leaves of 32 bytes that carry payload: ⌈4·raw/127⌉.
  static long leafCount(long rawSize) {
    return (4 * rawSize + 126) / 127;
  }

  /// The least height of a tree over `rawSize` bytes, at least 2.
  static int height(long rawSize) {
    long leaves = leafCount(rawSize);
    return leaves <= 4 ? MIN_HEIGHT : Long.SIZE - Long.numberOfLeadingZeros(leaves - 1);
  }

  /// Raw bytes that a tree of this height holds.
  static long capacity(int height) {
    return 127L << (height - 2);
  }

  /// The payload's bytes before padding.
  public long rawSize() {
    return capacity(height) - padding;
  }

  /// The leaves that carry payload; challenges fall on these only.
  public long leafCount() {
    return leafCount(rawSize());
  }

  /// Levels above the leaves: the whole tree has 2^height leaves.
  public int height() {
    return height;
  }

  /// Zero bytes after the payload, before fr32.
  public long padding() {
    return padding;
  }

  /// The tree's 32-byte root, a copy.
  public byte[] root() {
    return root.clone();
  }

  /// Whether this is the one name that the ledger takes: 1 to [#MAX_RAW_SIZE] bytes, at the least
  /// height.
  public boolean isCanonical() {
    long raw = rawSize();
    return raw >= 1 && raw <= MAX_RAW_SIZE && height == height(raw);
  }

  /// The piece CID v2, a legal name of a raw block too.
  public Cid toCid() {
    return PieceCidCodec.toCid(padding, height, root);
  }

  /// The bytes of the piece CID v2.
  public byte[] encode() {
    return toCid().bytes();
  }

  /// The piece CID v1, which carries the root alone.
  public Cid toCidV1() {
    return PieceCidCodec.toCidV1(root);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PieceCid that
        && padding == that.padding
        && height == that.height
        && Arrays.equals(root, that.root);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(root) + Long.hashCode(padding)) + height;
  }

  /// The text of the piece CID v2.
  @Override
  public String toString() {
    return toCid().toString();
  }
}
