package network.cairn.deals.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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
    int length = 0;
    for (int shift = 0; shift <= 14; shift += 7) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the stream ended before a message");
      }
      length |= (next & 0x7f) << shift;
      if (next < 0x80) {
        if (length > MAX || (next == 0 && shift > 0)) {
          break;
        }
        return length;
      }
    }
    throw new InvalidFrame(
        "a message above " + MAX + " bytes or with a length that is not minimal");
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
