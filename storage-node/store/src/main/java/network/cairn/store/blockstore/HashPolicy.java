package network.cairn.store.blockstore;

import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;

/// Which digests may name a block that is kept or asked for: none so short that somebody can find
/// other bytes for it. The same bounds as Kubo's.
public final class HashPolicy {
  /// The shortest digest, in bytes.
  public static final int MIN_DIGEST = 20;

  /// The most bytes that an identity CID may hold.
  public static final int MAX_IDENTITY = 128;

  private HashPolicy() {}

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
