package network.cairn.http.door;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Takes out of a head the `Content-Length: 0` that the server adds to each answer without bytes.
/// It would be untrue of a head alone: an answer to HEAD and a 304 tell the length that GET has, or
/// none, and a 204 tells none at all (RFC 9110, §8.6).
///
/// Used by the thread that writes.
final class BareHead {
  private static final byte[] LENGTH =
      "\r\nContent-Length: 0\r\n".getBytes(StandardCharsets.US_ASCII);

  /// The end of the line before stays.
  private static final int LINE = LENGTH.length - "\r\n".length();

  private boolean next;

  /// What is written next, in one piece, is a head alone, of no length.
  void next() {
    next = true;
  }

  void write(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
    int at = next ? find(bytes, offset, offset + length) : -1;
    next = false;
    if (at < 0) {
      out.write(bytes, offset, length);
    } else {
      out.write(bytes, offset, at - offset);
      out.write(bytes, at + LINE, offset + length - at - LINE);
    }
  }

  private static int find(byte[] bytes, int from, int to) {
    for (int at = from; at + LENGTH.length <= to; at++) {
      if (Arrays.equals(bytes, at, at + LENGTH.length, LENGTH, 0, LENGTH.length)) {
        return at;
      }
    }
    return -1;
  }
}
