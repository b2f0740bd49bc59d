package network.cairn.libp2p.peer;

import java.nio.ByteBuffer;
import java.util.Arrays;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;

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
    ByteBuffer rest = ByteBuffer.wrap(bytes).position(3);
    long length;
    try {
      length = Varint.read(rest);
    } catch (InvalidVarint e) {
      throw new InvalidPeer("key protobuf has an overlong or cut length");
    }
    if (rest.remaining() != length) {
      throw new InvalidPeer(
          "key protobuf announces " + length + " bytes of data and has " + rest.remaining());
    }
    return new KeyFrame(type, Arrays.copyOfRange(bytes, rest.position(), bytes.length));
  }

  byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(3 + Varint.length(data.length) + data.length);
    bytes.put((byte) TYPE_TAG).put((byte) type.code()).put((byte) DATA_TAG);
    Varint.write(bytes, data.length);
    return bytes.put(data).array();
  }
}
