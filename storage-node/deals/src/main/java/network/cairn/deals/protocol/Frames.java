package network.cairn.deals.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;
import network.cairn.libp2p.host.Stream;

/// Messages with their length before them, at most 64 KiB.
final class Frames {
  static final int MAX = 64 * 1024;

  private Frames() {}

  /// @throws InvalidFrame if it is too long or no such message
  /// @throws EOFException if the stream ends before
  static <M extends Message> M read(InputStream in, Parser<M> parser) throws IOException {
    int length = length(in);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the stream ended inside a message");
    }
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidFrame("not the expected message: " + e.getMessage());
    }
  }

  private static int length(InputStream in) throws IOException {
    try {
      return (int) Varint.read(() -> octet(in), MAX);
    } catch (InvalidVarint e) {
      throw new InvalidFrame("a message whose length is no varint up to " + MAX);
    }
  }

  private static int octet(InputStream in) throws IOException {
    int octet = in.read();
    if (octet < 0) {
      throw new EOFException("the stream ended before a message");
    }
    return octet;
  }

  static void write(Stream stream, Message message) throws IOException {
    byte[] frame = encode(message);
    stream.write(frame, 0, frame.length);
  }

  static byte[] encode(Message message) throws IOException {
    if (message.getSerializedSize() > MAX) {
      throw new InvalidFrame("a message of " + message.getSerializedSize() + " bytes");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeDelimitedTo(out);
    return out.toByteArray();
  }

  /// At most `max` bytes of the text, whole characters.
  static String shorten(String text, int max) {
    ByteString bytes = ByteString.copyFromUtf8(text);
    if (bytes.size() <= max) {
      return text;
    }
    int end = max;
    while (end > 0 && (bytes.byteAt(end) & 0xc0) == 0x80) {
      end--;
    }
    return bytes.substring(0, end).toStringUtf8();
  }
}
