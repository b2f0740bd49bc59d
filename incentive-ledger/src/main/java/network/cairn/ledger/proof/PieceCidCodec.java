package network.cairn.ledger.proof;

import static network.cairn.ledger.proof.NodeHasher.NODE;

import java.util.Arrays;

/// The bytes of piece CIDs (FRC-0069).
///
/// v2: `01 55 91 20`, uvarint length, then uvarint padding, u8 height, 32-byte root. v1: `01 81e203
/// 9220 20`, root.
final class PieceCidCodec {
  private static final byte[] V1_PREFIX = {1, (byte) 0x81, (byte) 0xe2, 3, (byte) 0x92, 0x20, 0x20};
  private static final byte[] V2_PREFIX = {1, 0x55, (byte) 0x91, 0x20};

  /// Nine bytes of varint hold the largest padding by far; a longer one is refused unread.
  private static final int MAX_CID = V2_PREFIX.length + 1 + 9 + 1 + NODE;

  private final byte[] bytes;
  private int at;

  private PieceCidCodec(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  static PieceCid decode(byte[] cid) {
    if (cid.length > MAX_CID || !startsWith(cid, V2_PREFIX)) {
      throw new InvalidPieceCid(
          "no piece CID v2: it is 01559120 and at most " + MAX_CID + " bytes");
    }
    PieceCidCodec in = new PieceCidCodec(cid, V2_PREFIX.length);
    long length = in.uvarint();
    if (length != cid.length - in.at) {
      throw new InvalidPieceCid(
          "digest length " + length + " but " + (cid.length - in.at) + " bytes follow");
    }
    long padding = in.uvarint();
    if (cid.length - in.at != 1 + NODE) {
      throw new InvalidPieceCid("a height and a root have 33 bytes, not " + (cid.length - in.at));
    }
    int height = cid[in.at] & 0xff;
    return PieceCid.ofParts(padding, height, Arrays.copyOfRange(cid, in.at + 1, cid.length));
  }

  static byte[] encode(long padding, int height, byte[] root) {
    int length = uvarintLength(padding) + 1 + NODE;
    byte[] out = Arrays.copyOf(V2_PREFIX, V2_PREFIX.length + 1 + length);
    PieceCidCodec to = new PieceCidCodec(out, V2_PREFIX.length);
    to.putUvarint(length);
    to.putUvarint(padding);
    out[to.at] = (byte) height;
    System.arraycopy(root, 0, out, to.at + 1, NODE);
    return out;
  }

  static byte[] decodeV1(byte[] cid) {
    if (cid.length != V1_PREFIX.length + NODE || !startsWith(cid, V1_PREFIX)) {
      throw new InvalidPieceCid("no piece CID v1: it is 0181e203922020 and a root of 32 bytes");
    }
    return Arrays.copyOfRange(cid, V1_PREFIX.length, cid.length);
  }

  static byte[] encodeV1(byte[] root) {
    byte[] out = Arrays.copyOf(V1_PREFIX, V1_PREFIX.length + NODE);
    System.arraycopy(root, 0, out, V1_PREFIX.length, NODE);
    return out;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private long uvarint() {
    long value = 0;
    for (int shift = 0; shift < 63 && at < bytes.length; shift += 7) {
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next == 0 && shift > 0) {
        throw new InvalidPieceCid("a varint that is not minimal");
      }
      if (next >= 0) {
        return value;
      }
    }
    throw new InvalidPieceCid("a varint without an end");
  }

  private void putUvarint(long value) {
    long rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      bytes[at++] = (byte) (rest | 0x80);
    }
    bytes[at++] = (byte) rest;
  }

  private static int uvarintLength(long value) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
  }
}
