package network.cairn.libp2p.identify;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;
import network.cairn.libp2p.host.Stream;

/// The frames of identify: one or more messages, each with its length before it, merged by the
/// reader.
final class Messages {
  static final int MAX_PARTS = 10;
  static final int MAX_PART = 8 * 1024;

  /// rust-libp2p reads no more.
  static final int MAX_OWN = 4 * 1024;

  /// Above this go-libp2p puts the signed record into a message of its own, and so does this host.
  private static final int SPLIT_ABOVE = 2 * 1024;

  private Messages() {}

  /// Frames a message, with the signed record apart if the whole is long.
  static byte[] encode(network.cairn.proto.libp2p.Identify message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (message.getSerializedSize() <= SPLIT_ABOVE || !message.hasSignedPeerRecord()) {
      frame(out, message);
      return out.toByteArray();
    }
    ByteString signed = message.getSignedPeerRecord();
    frame(out, message.toBuilder().clearSignedPeerRecord().build());
    frame(
        out, network.cairn.proto.libp2p.Identify.newBuilder().setSignedPeerRecord(signed).build());
    return out.toByteArray();
  }

  private static void frame(
      ByteArrayOutputStream out, network.cairn.proto.libp2p.Identify message) {
    byte[] bytes = message.toByteArray();
    out.writeBytes(Varint.encode(bytes.length));
    out.writeBytes(bytes);
  }

  /// Reads messages to the end of the stream and merges them.
  ///
  /// @throws IOException if there is none, more than ten, one above 8 KiB, or one that is no
  ///   protobuf
  static network.cairn.proto.libp2p.Identify read(Stream stream) throws IOException {
    var merged = network.cairn.proto.libp2p.Identify.newBuilder();
    int parts = 0;
    for (int length = readLength(stream); length >= 0; length = readLength(stream)) {
      if (++parts > MAX_PARTS) {
        throw new IOException("identify in more than " + MAX_PARTS + " messages");
      }
      merged.mergeFrom(readFully(stream, length));
    }
    if (parts == 0) {
      throw new EOFException("identify without a message");
    }
    return merged.build();
  }

  /// The length of the next message; -1 at the end of the stream.
  private static int readLength(Stream stream) throws IOException {
    byte[] one = new byte[1];
    try {
      return (int) Varint.read(() -> stream.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff, MAX_PART);
    } catch (EOFException e) {
      return -1;
    } catch (InvalidVarint e) {
      throw new IOException("the length of an identify message: " + e.getMessage(), e);
    }
  }

  private static byte[] readFully(Stream stream, int length) throws IOException {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      int n = stream.read(bytes, at, length - at);
      if (n < 0) {
        throw new EOFException("identify cut inside a message");
      }
      at += n;
    }
    return bytes;
  }
}
