package network.cairn.content.exchange.bitswap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.multihash.Hashing;

/// Messages as bytes, for those who look at them or send them by hand.
final class Encoding {
  private static final MessageCodec CODEC = new MessageCodec(Hashing.jdk());

  private Encoding() {}

  /// Behind its length.
  static byte[] framed(Message message) {
    return bytes(CODEC.frame(message));
  }

  static byte[] bytes(Framed framed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      framed.write(0, framed.length(), out::write);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  /// Without its length, of which it is seen that it is right.
  static byte[] encoded(Message message) {
    ByteBuffer framed = ByteBuffer.wrap(framed(message));
    try {
      long length = Varint.read(framed);
      if (length != framed.remaining()) {
        throw new AssertionError(length + " is not the length of " + framed.remaining());
      }
    } catch (InvalidVarint e) {
      throw new AssertionError(e);
    }
    byte[] bytes = new byte[framed.remaining()];
    framed.get(bytes);
    return bytes;
  }
}
