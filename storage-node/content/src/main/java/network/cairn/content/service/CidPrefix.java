package network.cairn.content.service;

import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;

/// What a CID is made of but for the digest: version, codec, hash function and its length.
///
/// @param length of the digest in bytes, or [Hashing#DEFAULT_LENGTH]
public record CidPrefix(int version, long codec, long hash, int length) {
  private static final int SHA2_256_LENGTH = 32;

  /// @throws ContentRefused for a version 0 that is not dag-pb under the whole of sha2-256
  public CidPrefix {
    boolean plain =
        codec == Multicodec.DAG_PB
            && hash == Multihash.SHA2_256
            && (length == Hashing.DEFAULT_LENGTH || length == SHA2_256_LENGTH);
    if (version == 0 && !plain) {
      throw new ContentRefused("cannot generate CIDv0 with non-sha256 hash function");
    }
  }

  public static CidPrefix v1(long codec, long hash) {
    return new CidPrefix(1, codec, hash, Hashing.DEFAULT_LENGTH);
  }

  Cid sum(byte[] bytes, Hashing hashing) {
    Multihash multihash = hashing.hash(hash, bytes, 0, bytes.length, length);
    return version == 0 ? Cid.v0(multihash) : Cid.v1(codec, multihash);
  }
}
