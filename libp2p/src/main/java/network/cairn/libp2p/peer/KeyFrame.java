package network.cairn.libp2p.peer;

import java.util.Arrays;

/// The protobuf frame of keys, read strictly: `type` (field 1) then `data` (field 2), both present,
/// minimal, nothing else.
///
/// A peer id hashes these bytes, so exactly one encoding may exist of a key; a general protobuf
/// parser accepts many.
record KeyFrame(KeyType type, byte[] data) {
  /// Above the largest key that is accepted: an RSA private key of 8,192 bits takes about 4.7 KiB.
  static final int MAX_BYTES = 8192;

  private static final int TYPE_TAG = 0x08;
  private static final int DATA_TAG = 0x12;

  static KeyFrame decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new InvalidPeer(
          "key of " + bytes.length + " bytes, at most " + MAX_BYTES + " are read");
    }
    if (bytes.length < 4 || bytes[0] != TYPE_TAG || bytes[2] != DATA_TAG || bytes[1] < 0) {
      throw new InvalidPeer("key protobuf must be type and data, in this order and minimal");
    }
    KeyType type = KeyType.of(bytes[1]);
    int length = bytes[3] & 0x7f;
    int start = 4;
    if (bytes[3] < 0) {
      if (bytes.length < 5 || bytes[4] <= 0) {
        throw new InvalidPeer("key protobuf has an overlong or cut length");
      }
      length |= bytes[4] << 7;
      start = 5;
    }
    if (bytes.length - start != length) {
      throw new InvalidPeer(
          "key protobuf announces " + length + " bytes of data and has " + (bytes.length - start));
    }
    return new KeyFrame(type, Arrays.copyOfRange(bytes, start, bytes.length));
  }

  byte[] encode() {
    int start = data.length < 0x80 ? 4 : 5;
    byte[] bytes = new byte[start + data.length];
    bytes[0] = TYPE_TAG;
    bytes[1] = (byte) type.code();
    bytes[2] = DATA_TAG;
    if (start == 4) {
      bytes[3] = (byte) data.length;
    } else {
      bytes[3] = (byte) (data.length | 0x80);
      bytes[4] = (byte) (data.length >> 7);
    }
    System.arraycopy(data, 0, bytes, start, data.length);
    return bytes;
  }
}
