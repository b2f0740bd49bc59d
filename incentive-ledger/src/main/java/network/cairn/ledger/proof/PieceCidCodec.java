package network.cairn.ledger.proof;

import static network.cairn.ledger.proof.NodeHasher.NODE;

import java.nio.ByteBuffer;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;

/// Piece CIDs as CIDs (FRC-0069).
///
/// v2: codec raw, multihash fr32-sha2-256-trunc254-padded-binary-tree of (uvarint padding, u8
/// height, 32-byte root). v1: codec fil-commitment-unsealed, multihash sha2-256-trunc254-padded of
/// the root.
final class PieceCidCodec {
  private PieceCidCodec() {}

  static PieceCid parse(Cid cid) {
    Multihash hash = cid.multihash();
    if (cid.codec() != Multicodec.RAW
        || hash.code() != Multicodec.FR32_SHA256_TRUNC254_PADBINTREE) {
      throw new InvalidPieceCid(cid + " is no piece CID v2: it has codec raw and multihash 0x1011");
    }
    ByteBuffer in = ByteBuffer.wrap(hash.digest());
    long padding = padding(in);
    if (in.remaining() != 1 + NODE) {
      throw new InvalidPieceCid("a height and a root have 33 bytes, not " + in.remaining());
    }
    int height = in.get() & 0xff;
    byte[] root = new byte[NODE];
    in.get(root);
    return PieceCid.ofParts(padding, height, root);
  }

  private static long padding(ByteBuffer in) {
    try {
      return Varint.read(in);
    } catch (InvalidVarint e) {
      throw new InvalidPieceCid("padding of a piece CID: " + e.getMessage(), e);
    }
  }

  static Cid toCid(long padding, int height, byte[] root) {
    ByteBuffer digest = ByteBuffer.allocate(Varint.length(padding) + 1 + NODE);
    Varint.write(digest, padding);
    digest.put((byte) height).put(root);
    return Cid.v1(
        Multicodec.RAW, Multihash.of(Multicodec.FR32_SHA256_TRUNC254_PADBINTREE, digest.array()));
  }

  static byte[] rootOfV1(Cid cid) {
    Multihash hash = cid.multihash();
    if (cid.codec() != Multicodec.FIL_COMMITMENT_UNSEALED
        || hash.code() != Multicodec.SHA2_256_TRUNC254_PADDED
        || hash.size() != NODE) {
      throw new InvalidPieceCid(
          cid + " is no piece CID v1: it has codec 0xf101, multihash 0x1012 and 32 bytes");
    }
    return hash.digest();
  }

  static Cid toCidV1(byte[] root) {
    return Cid.v1(
        Multicodec.FIL_COMMITMENT_UNSEALED,
        Multihash.of(Multicodec.SHA2_256_TRUNC254_PADDED, root));
  }
}
