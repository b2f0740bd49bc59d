package network.cairn.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// An HTTP/1.1 answer read from a socket: status, headers, a streamed body and the trailers behind
/// it.
///
/// Only what the daemon's door sends: `Content-Length`, chunked with trailers, or until the end of
/// the connection.
final class HttpAnswer implements Api.Answer {
  private static final int MAX_LINE = 1 << 16;
  private static final int MAX_HEADERS = 256;
  private static final int COPY = 1 << 18;

  private final InputStream in;
  private final int status;
  private final Map<String, String> headers;
  private final Map<String, String> trailers = new HashMap<>();

  private HttpAnswer(InputStream in, int status, Map<String, String> headers) {
    this.in = in;
    this.status = status;
    this.headers = headers;
  }

  /// Reads the head of the answer, passing over `100 Continue`.
  static HttpAnswer read(InputStream in) throws IOException {
    while (true) {
      String[] words = line(in).split(" ", 3);
      if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
        throw new IOException("not an HTTP answer");
      }
      int status = (int) number(words[1], 10);
      Map<String, String> headers = new HashMap<>();
      fields(in, headers);
      if (status != 100) {
        return new HttpAnswer(in, status, headers);
      }
    }
  }

  int status() {
    return status;
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /// A trailer, known once the body has been read to its end.
  Optional<String> trailer(String name) {
    return Optional.ofNullable(trailers.get(name.toLowerCase(Locale.ROOT)));
  }

  InputStream body() throws IOException {
    if (header("transfer-encoding").map(v -> v.equalsIgnoreCase("chunked")).orElse(false)) {
      return new Body(-1, true);
    }
    Optional<String> length = header("content-length");
    return new Body(length.isPresent() ? number(length.get(), 10) : Long.MAX_VALUE, false);
  }

  private static long number(String digits, int radix) throws IOException {
    try {
      long value = Long.parseLong(digits.strip(), radix);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IOException("broken HTTP number: " + digits, e);
    }
    throw new IOException("broken HTTP number: " + digits);
  }

  private static void fields(InputStream in, Map<String, String> into) throws IOException {
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 0 || into.size() >= MAX_HEADERS) {
        throw new IOException("broken HTTP header: " + line);
      }
      into.put(
          line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).trim());
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > MAX_LINE) {
        throw new EOFException("the daemon closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /// The body; `left` counts down within the chunk or the whole.
  private final class Body extends InputStream {
    private long left;
    private final boolean chunked;
    private boolean ended;

    private Body(long left, boolean chunked) {
      this.left = chunked ? 0 : left;
      this.chunked = chunked;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (ended || (left == 0 && !nextChunk())) {
        return -1;
      }
      int n = in.read(buffer, offset, (int) Math.min(length, left));
      if (n < 0) {
        if (chunked || left < Long.MAX_VALUE / 2) {
          throw new EOFException("the daemon cut the answer short");
        }
        ended = true;
        return -1;
      }
      left -= n;
      if (chunked && left == 0) {
        line(in);
      }
      return n;
    }

    /// In pieces as large as sockets give them at once.
    @Override
    public long transferTo(OutputStream out) throws IOException {
      byte[] buffer = new byte[COPY];
      long sum = 0;
      for (int n = read(buffer, 0, COPY); n >= 0; n = read(buffer, 0, COPY)) {
        out.write(buffer, 0, n);
        sum += n;
      }
      return sum;
    }

    private boolean nextChunk() throws IOException {
      if (chunked) {
        String size = line(in);
        int semicolon = size.indexOf(';');
        left = number(semicolon < 0 ? size : size.substring(0, semicolon), 16);
        if (left > 0) {
          return true;
        }
        fields(in, trailers);
      }
      ended = true;
      return false;
    }
  }
}
