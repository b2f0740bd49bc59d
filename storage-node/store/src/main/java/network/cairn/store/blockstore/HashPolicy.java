package network.cairn.store.blockstore;

import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;

/// Which digests may name a block that is kept or asked for: none so short that somebody can find
/// other bytes for it (the same bounds as Kubo's), none too long for the index; and whether bytes
/// have a digest.
public final class HashPolicy {
  /// The shortest digest, in bytes.
  public static final int MIN_DIGEST = 20;

  /// The most bytes that an identity CID may hold.
  public static final int MAX_IDENTITY = 128;

  /// The longest multihash that is kept, in bytes.
  public static final int MAX_MULTIHASH = 476;

  private HashPolicy() {}

  /// The multihash of a block that is to be kept.
  ///
  /// @throws IllegalArgumentException if it is too long for the index
  public static Multihash keepable(Cid cid) {
    Multihash multihash = cid.multihash();
    if (multihash.byteLength() > MAX_MULTIHASH) {
      throw new IllegalArgumentException(
          "the digest of " + multihash.size() + " bytes is too long to keep " + cid);
    }
    return multihash;
  }

  /// Whether bytes are those of a multihash. A function that is not offered cannot be checked; the
  /// caller who put the block vouched for it.
  public static boolean matches(Hashing hashing, Multihash multihash, byte[] bytes) {
    try {
      return hashing
          .hash(multihash.code(), bytes, 0, bytes.length, multihash.size())
          .equals(multihash);
    } catch (UnsupportedHash e) {
      return !hashing.supports(multihash.code());
    }
  }

  /// @throws UnsupportedHash if the digest is too short, or an identity too long
  public static void require(Multihash multihash) {
    if (multihash.code() == Multihash.IDENTITY) {
      if (multihash.size() > MAX_IDENTITY) {
        throw new UnsupportedHash(
            "an identity CID of "
                + multihash.size()
                + " bytes; at most "
                + MAX_IDENTITY
                + " are allowed");
      }
    } else if (multihash.size() < MIN_DIGEST) {
      throw new UnsupportedHash(
          "potentially insecure hash "
              + Multicodec.describe(multihash.code())
              + " of "
              + multihash.size()
              + " bytes; hashes must be at least "
              + MIN_DIGEST
              + " bytes long");
    }
  }
}
