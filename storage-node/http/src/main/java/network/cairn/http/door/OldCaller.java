package network.cairn.http.door;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Lets callers who speak HTTP/1.0 be served by a server that knows HTTP/1.1 only (RFC 9112, §6.1):
/// the first request of a connection is read as one of 1.1, and its answer, the only one, comes
/// without chunks and ends with the connection. Bytes of others pass as they are.
///
/// One thread reads and one writes at a time.
final class OldCaller {
  private static final byte[] VERSION = " HTTP/1.".getBytes(StandardCharsets.US_ASCII);

  /// No head, size of a chunk or trailer of the server's is longer.
  private static final int MOST = 64 << 10;

  /// What of the answer comes next.
  private enum Part {
    HEAD,
    /// Bytes up to the end, as they are.
    PLAIN,
    SIZE,
    CHUNK,
    /// The line's end behind a chunk.
    END,
    TRAILER,
    OVER
  }

  private int matched;
  private boolean lineRead;
  private volatile boolean old;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder head = new StringBuilder();
  private Part part = Part.HEAD;
  private boolean chunked;
  private boolean failed;
  private long left;

  /// Whether the caller speaks HTTP/1.0.
  boolean isOld() {
    return old;
  }

  /// Whether the answer that was written ended early, for which HTTP/1.0 has no sign but a broken
  /// connection.
  boolean hasFailed() {
    return failed;
  }

  /// The answer ends before its end.
  void cut() {
    failed = old;
  }

  /// Looks at bytes that came, and makes the version of a first line that ends in HTTP/1.0 another.
  void came(byte[] piece) {
    for (int i = 0; i < piece.length && !lineRead; i++) {
      byte b = piece[i];
      if (matched == VERSION.length) {
        lineRead = true;
        if (b == '0') {
          piece[i] = '1';
          old = true;
        }
      } else if (b == '\n') {
        lineRead = true;
      } else if (b == VERSION[matched]) {
        matched++;
      } else {
        matched = b == VERSION[0] ? 1 : 0;
      }
    }
  }

  /// Passes on what of the server's bytes an old caller understands.
  void answer(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      switch (part) {
        case PLAIN -> {
          out.write(bytes, at, end - at);
          return;
        }
        case CHUNK -> {
          int n = (int) Math.min(left, end - at);
          out.write(bytes, at, n);
          at += n;
          left -= n;
          part = left == 0 ? Part.END : Part.CHUNK;
        }
        case OVER -> {
          return;
        }
        case HEAD, SIZE, END, TRAILER -> {
          byte b = bytes[at];
          at++;
          line.write(b);
          if (line.size() > MOST || head.length() > MOST) {
            throw new IOException("an answer's head is over " + MOST + " bytes");
          }
          if (b == '\n') {
            String text = line.toString(StandardCharsets.ISO_8859_1).strip();
            line.reset();
            line(text, out);
          }
        }
      }
    }
  }

  private void line(String text, OutputStream out) throws IOException {
    switch (part) {
      case HEAD -> head(text, out);
      case SIZE -> {
        left = Long.parseLong(text.split(";", 2)[0].strip(), 16);
        part = left == 0 ? Part.TRAILER : Part.CHUNK;
      }
      case END -> part = Part.SIZE;
      case TRAILER -> {
        failed |= is(text, Response.STREAM_ERROR);
        part = text.isEmpty() ? Part.OVER : Part.TRAILER;
      }
      case PLAIN, CHUNK, OVER -> throw new IllegalStateException("no line is read in " + part);
    }
  }

  private void head(String text, OutputStream out) throws IOException {
    if (text.isEmpty()) {
      head.append("Connection: close\r\n\r\n");
      out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      part = chunked ? Part.SIZE : Part.PLAIN;
    } else if (is(text, "Transfer-Encoding")) {
      chunked = true;
    } else if (!is(text, "Trailer") && !is(text, "Connection")) {
      head.append(text).append("\r\n");
    }
  }

  private static boolean is(String line, String name) {
    return line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":");
  }
}
