package network.cairn.ipld.dag;

import java.util.function.Function;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;

/// Bytes and the CID that names them.
///
/// The array is shared for speed, not copied: nobody may change it, neither who made the block nor
/// who reads it. Equal when the CIDs are. Immutable under that rule.
///
/// A block knows whether its bytes were hashed when it was made ([#verified(Cid, byte[], Hashing)],
/// [#hashed]): only those factories can say so, and [#verified(Cid, Block, Hashing)] relies on it
/// to hash nothing twice.
public final class Block {
  /// The largest block that is sent or accepted on the wire.
  public static final int MAX_SIZE = 2 * 1024 * 1024;

  /// The largest block that is read from peers and files that do not keep to [#MAX_SIZE].
  public static final int READ_LIMIT = 4 * 1024 * 1024;

  private final Cid cid;
  private final byte[] bytes;
  private final boolean checked;

  private Block(Cid cid, byte[] bytes, boolean checked) {
    this.cid = cid;
    this.bytes = bytes;
    this.checked = checked;
  }

  /// A block whose hash the caller vouches for.
  public static Block of(Cid cid, byte[] bytes) {
    return new Block(cid, bytes, false);
  }

  /// A block that is named by the hash of its bytes.
  ///
  /// @param code the hash function
  /// @param length wanted digest length in bytes
  /// @param name makes the CID of the digest; another digest's CID is refused
  /// @throws UnsupportedHash if `hashing` lacks the function
  public static Block hashed(
      byte[] bytes, Hashing hashing, long code, int length, Function<Multihash, Cid> name) {
    Multihash hash = hashing.hash(code, bytes, 0, bytes.length, length);
    Cid cid = name.apply(hash);
    if (!cid.multihash().equals(hash)) {
      throw new HashMismatch(cid, bytes.length);
    }
    return new Block(cid, bytes, true);
  }

  /// As [#verified(Cid, byte[], Hashing)] with the bytes of another block, which are hashed only if
  /// they were not when it was made, or if it has another hash.
  ///
  /// @throws HashMismatch if they do not match
  /// @throws UnsupportedHash if `hashing` lacks the function
  public static Block verified(Cid cid, Block block, Hashing hashing) {
    return block.checked && block.cid.multihash().equals(cid.multihash())
        ? new Block(cid, block.bytes, true)
        : verified(cid, block.bytes, hashing);
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
    return new Block(cid, bytes, true);
  }

  private static boolean matches(Multihash expected, byte[] bytes, Hashing hashing) {
    if (expected.code() == Multihash.IDENTITY && expected.size() != bytes.length) {
      return false;
    }
    return hashing.hash(expected.code(), bytes, 0, bytes.length, expected.size()).equals(expected);
  }

  /// The same bytes under another CID with the same hash (another codec or version); what is known
  /// of their check stays known.
  ///
  /// @throws IllegalArgumentException if the hash is another
  public Block as(Cid name) {
    if (!cid.multihash().equals(name.multihash())) {
      throw new IllegalArgumentException(name + " has another hash than " + cid);
    }
    return new Block(name, bytes, checked);
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
