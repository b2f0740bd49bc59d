package network.cairn.ipld.dag;

import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;

/// Bytes and the CID that names them.
///
/// The array is shared for speed, not copied: nobody may change it, neither who made the block nor
/// who reads it. Equal when the CIDs are. Immutable under that rule.
public final class Block {
  /// The largest block that is sent or accepted on the wire.
  public static final int MAX_SIZE = 2 * 1024 * 1024;

  /// The largest block that is read from peers and files that do not keep to [#MAX_SIZE].
  public static final int READ_LIMIT = 4 * 1024 * 1024;

  private final Cid cid;
  private final byte[] bytes;

  private Block(Cid cid, byte[] bytes) {
    this.cid = cid;
    this.bytes = bytes;
  }

  /// A block whose hash the caller vouches for.
  public static Block of(Cid cid, byte[] bytes) {
    return new Block(cid, bytes);
  }

  /// A block whose bytes are checked against the CID.
  ///
  /// @throws HashMismatch if they do not match
  /// @throws UnsupportedHash if `hashing` lacks the function
  public static Block verified(Cid cid, byte[] bytes, Hashing hashing) {
    Multihash expected = cid.multihash();
    if (!matches(expected, bytes, hashing)) {
      throw new HashMismatch(cid, bytes.length);
    }
    return new Block(cid, bytes);
  }

  private static boolean matches(Multihash expected, byte[] bytes, Hashing hashing) {
    if (expected.code() == Multihash.IDENTITY && expected.size() != bytes.length) {
      return false;
    }
    return hashing.hash(expected.code(), bytes, 0, bytes.length, expected.size()).equals(expected);
  }

  public Cid cid() {
    return cid;
  }

  /// The content; shared, to be read only.
  public byte[] bytes() {
    return bytes;
  }

  /// The content's length in bytes.
  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Block that && cid.equals(that.cid));
  }

  @Override
  public int hashCode() {
    return cid.hashCode();
  }

  @Override
  public String toString() {
    return "Block[" + cid + ", " + bytes.length + " bytes]";
  }
}
