package network.cairn.http.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a `multipart/form-data` body part by part as it arrives (RFC 7578), with Kubo's names.
///
/// Bounds: boundary 70 bytes, head of a part [#MAX_HEAD], [#MAX_PARTS] parts; parts themselves have
/// any length and are never held. Used by one thread.
final class Multipart {
  static final int MAX_HEAD = 16 << 10;
  static final int MAX_PARTS = 1 << 20;
  private static final int BUFFER = 1 << 16;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "[;\\s]boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))(?=[\\s;]|$)",
          Pattern.CASE_INSENSITIVE);
  private static final String FILENAME = "filename=";

  private final InputStream in;
  private final byte[] delimiter;

  /// By the last byte of a stretch as long as the delimiter: how much further on the delimiter can
  /// begin at the earliest (Horspool).
  private final int[] steps = new int[256];

  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private int parts;
  private boolean exhausted;
  private Optional<Body> open = Optional.empty();
  private Call.Waiting waiting = () -> {};

  private Multipart(InputStream in, String boundary) {
    this.in = in;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    Arrays.fill(steps, delimiter.length);
    for (int i = 0; i < delimiter.length - 1; i++) {
      steps[delimiter[i] & 0xff] = delimiter.length - 1 - i;
    }
    // The first delimiter may stand at the very start, without a line before it.
    buffer[0] = '\r';
    buffer[1] = '\n';
    this.end = 2;
  }

  static boolean isOne(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith("multipart/");
  }

  /// @throws BadRequest if the content type is not `multipart/form-data` with a boundary
  static Multipart of(String contentType, InputStream in) {
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (!isOne(contentType) || !boundary.find()) {
      throw new BadRequest(
          "the body must be multipart/form-data with a boundary, not " + contentType);
    }
    return new Multipart(in, boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
  }

  /// What to do before each wait for more of the body.
  void whileWaiting(Call.Waiting action) {
    waiting = action;
  }

  /// The next part; what was not read of the one before is passed over.
  Optional<Part> next() throws IOException {
    if (exhausted) {
      return Optional.empty();
    }
    Body before = open.orElseGet(Body::new);
    if (!before.ended) {
      before.transferTo(java.io.OutputStream.nullOutputStream());
    }
    open = Optional.empty();
    if (!enterPart()) {
      exhausted = true;
      return Optional.empty();
    }
    if (++parts > MAX_PARTS) {
      throw new BadRequest("the body has more than " + MAX_PARTS + " parts");
    }
    Map<String, String> head = head();
    Body body = new Body();
    open = Optional.of(body);
    return Optional.of(
        new Part(
            name(head),
            kind(head),
            body,
            PartAttributes.of(head.getOrDefault("content-disposition", ""))));
  }

  /// Passes over the delimiter; false behind the last part.
  private boolean enterPart() throws IOException {
    at += delimiter.length;
    int first = octet();
    int second = octet();
    if (first == '-' && second == '-') {
      return false;
    }
    while (first == ' ' || first == '\t') {
      first = second;
      second = octet();
    }
    if (first != '\r' || second != '\n') {
      throw new BadRequest("the body is not well-formed multipart: no line ends its boundary");
    }
    return true;
  }

  private Map<String, String> head() throws IOException {
    Map<String, String> head = new HashMap<>();
    int left = MAX_HEAD;
    for (String line = line(left); !line.isEmpty(); line = line(left)) {
      left -= line.length() + 2;
      int colon = line.indexOf(':');
      if (colon > 0) {
        head.put(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    return head;
  }

  private String line(int most) throws IOException {
    byte[] line = new byte[256];
    int length = 0;
    for (int c = octet(); c != '\n'; c = octet()) {
      if (length >= most) {
        throw new BadRequest("the head of a part is over " + MAX_HEAD + " bytes");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, 2 * length);
      }
      line[length++] = (byte) c;
    }
    int text = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    return new String(line, 0, text, StandardCharsets.UTF_8);
  }

  private static Part.Kind kind(Map<String, String> head) {
    String type = head.getOrDefault("content-type", "");
    int semicolon = type.indexOf(';');
    type = semicolon < 0 ? type : type.substring(0, semicolon).strip();
    return switch (type) {
      case "application/x-directory" -> Part.Kind.DIRECTORY;
      case "application/symlink" -> Part.Kind.SYMLINK;
      default -> Part.Kind.FILE;
    };
  }

  private static String name(Map<String, String> head) {
    String text = filename(head.getOrDefault("content-disposition", ""));
    boolean plain = text.indexOf('%') < 0 && text.indexOf('+') < 0;
    try {
      return withoutSlashes(plain ? text : URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new BadRequest("the name of a part is not percent-encoded: " + text);
    }
  }

  /// The parameter as it stands; empty if there is none.
  private static String filename(String disposition) {
    int start = disposition.indexOf(FILENAME);
    if (start < 0) {
      return "";
    }
    int from = start + FILENAME.length();
    boolean quoted = from < disposition.length() && disposition.charAt(from) == '"';
    StringBuilder text = new StringBuilder();
    for (int i = quoted ? from + 1 : from; i < disposition.length(); i++) {
      char c = disposition.charAt(i);
      if (quoted ? c == '"' : c == ';' || c == '"' || Character.isWhitespace(c)) {
        return text.toString();
      }
      boolean escape = quoted && c == '\\' && i + 1 < disposition.length();
      text.append(escape ? disposition.charAt(++i) : c);
    }
    return quoted ? "" : text.toString();
  }

  /// Without those around it.
  private static String withoutSlashes(String name) {
    int from = 0;
    int to = name.length();
    while (from < to && name.charAt(from) == '/') {
      from++;
    }
    while (to > from && name.charAt(to - 1) == '/') {
      to--;
    }
    return name.substring(from, to);
  }

  private int octet() throws IOException {
    if (at == end && !fill()) {
      throw cut();
    }
    return buffer[at++] & 0xff;
  }

  private static IOException cut() {
    return new IOException("the upload ended before its last boundary");
  }

  /// Moves what is left to the front and reads more behind it.
  private boolean fill() throws IOException {
    System.arraycopy(buffer, at, buffer, 0, end - at);
    end -= at;
    at = 0;
    waiting.run();
    int read = in.read(buffer, end, buffer.length - end);
    if (read > 0) {
      end += read;
    }
    return read > 0;
  }

  /// The bytes up to the next delimiter.
  private final class Body extends InputStream {
    private boolean ended;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int safe = ended ? 0 : safe();
      if (safe == 0) {
        ended = true;
        return -1;
      }
      int count = Math.min(length, safe);
      System.arraycopy(buffer, at, bytes, offset, count);
      at += count;
      return count;
    }

    /// How many bytes at hand certainly belong to the part; 0 at the delimiter.
    private int safe() throws IOException {
      while (true) {
        int found = find();
        if (found > at) {
          return found - at;
        }
        if (found == at && end - at >= delimiter.length) {
          return 0;
        }
        if (!fill()) {
          throw cut();
        }
      }
    }

    /// Where the delimiter, or the beginning of one at the end of the buffer, stands; else the end.
    private int find() {
      int last = delimiter.length - 1;
      int i = at;
      while (i + last < end) {
        byte ending = buffer[i + last];
        if (ending == delimiter[last] && matches(i)) {
          return i;
        }
        i += steps[ending & 0xff];
      }
      while (i < end && !matches(i)) {
        i++;
      }
      return Math.min(i, end);
    }

    private boolean matches(int from) {
      int length = Math.min(delimiter.length, end - from);
      return Arrays.equals(buffer, from, from + length, delimiter, 0, length);
    }
  }
}
