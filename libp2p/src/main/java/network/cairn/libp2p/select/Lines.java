package network.cairn.libp2p.select;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;
import network.cairn.libp2p.io.Duplex;
import network.cairn.libp2p.select.NegotiationFailed.Reason;

/// The lines of multistream-select: varint length, text, newline. Reads never go past the end of a
/// line.
final class Lines {
  static final String HEADER = "/multistream/1.0.0";
  static final String NOT_AVAILABLE = "na";

  /// The longest line with its newline, as go and js accept it.
  static final int MAX_LINE = 1024;

  private Lines() {}

  /// The frames of these lines, one after the other.
  ///
  /// @throws IllegalArgumentException if a text is empty, longer than a line or holds a newline
  static byte[] frames(String... texts) {
    byte[][] lines = new byte[texts.length][];
    int total = 0;
    for (int i = 0; i < texts.length; i++) {
      lines[i] = texts[i].getBytes(StandardCharsets.UTF_8);
      if (lines[i].length == 0 || lines[i].length >= MAX_LINE || texts[i].indexOf('\n') >= 0) {
        throw new IllegalArgumentException(
            "protocol id '" + texts[i] + "' must take 1 to 1023 bytes on one line");
      }
      total += Varint.length(lines[i].length + 1) + lines[i].length + 1;
    }
    ByteBuffer frames = ByteBuffer.allocate(total);
    for (byte[] line : lines) {
      Varint.write(frames, line.length + 1);
      frames.put(line).put((byte) '\n');
    }
    return frames.array();
  }

  static void write(Duplex io, String... texts) throws IOException {
    byte[] frames = frames(texts);
    io.write(frames, 0, frames.length);
  }

  /// Reads one line, checking its length before anything is stored.
  static String read(Duplex io) throws IOException {
    byte[] line = new byte[length(io)];
    fill(io, line, line.length);
    if (line[line.length - 1] != '\n') {
      throw malformed("a line without newline");
    }
    return new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
  }

  static void readHeader(Duplex io) throws IOException {
    String header = read(io);
    if (!header.equals(HEADER)) {
      throw malformed("'" + excerpt(header) + "' instead of " + HEADER);
    }
  }

  private static int length(Duplex io) throws IOException {
    byte[] one = new byte[1];
    long length;
    try {
      length =
          Varint.read(
              () -> {
                fill(io, one, 1);
                return one[0] & 0xff;
              },
              MAX_LINE);
    } catch (InvalidVarint e) {
      throw malformed("a line length that is not minimal or above " + MAX_LINE);
    }
    if (length == 0) {
      throw malformed("a line of 0 bytes, allowed are 1 to " + MAX_LINE);
    }
    return (int) length;
  }

  private static void fill(Duplex io, byte[] buffer, int length) throws IOException {
    for (int at = 0; at < length; ) {
      int n = io.read(buffer, at, length - at);
      if (n < 0) {
        throw malformed("the end of input instead of a line");
      }
      at += n;
    }
  }

  static NegotiationFailed malformed(String what) {
    return new NegotiationFailed(Reason.MALFORMED, "multistream-select: the peer sent " + what);
  }

  /// What a message may quote of a peer's text: short and printable.
  static String excerpt(String text) {
    String cut = text.length() > 64 ? text.substring(0, 64) + "..." : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
