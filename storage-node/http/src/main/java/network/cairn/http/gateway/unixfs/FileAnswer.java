package network.cairn.http.gateway.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import network.cairn.content.service.ContentRoot;
import network.cairn.content.unixfs.Stat;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.ByteRanges;
import network.cairn.http.gateway.ask.EntityTags;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.ask.LateBody;
import network.cairn.http.gateway.ask.UrlPath;
import network.cairn.ipld.cid.Cid;

/// A file, or ranges of it (RFC 9110, 13 and 14). Used by one thread.
final class FileAnswer {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final String HTML = "text/html";
  private static final String SYMLINK = "inode/symlink";

  private final Asked asked;
  private final ContentRoot file;
  private final String tag;
  private final Map<String, String> headers;
  private final Optional<Instant> changed;

  private FileAnswer(Asked asked, ContentRoot file, Cid named, Map<String, String> headers) {
    this.asked = asked;
    this.file = file;
    this.tag = tag(named);
    this.headers = headers;
    this.changed =
        file.stat().attributes().time().map(t -> Instant.ofEpochSecond(t.getEpochSecond()));
  }

  /// The file that the path names; the headers are added to.
  static FileAnswer of(Asked asked, ContentRoot file, Cid named, Map<String, String> headers)
      throws IOException {
    FileAnswer answer = new FileAnswer(asked, file, named, headers);
    String name = answer.named();
    boolean symlink = file.stat().type() == Stat.Type.SYMLINK;
    headers.put("Content-Type", symlink ? SYMLINK : ContentTypes.of(name, answer.beginning()));
    return answer;
  }

  /// The bytes of the first block, to tell a file by; none where the caller wants others, because
  /// they may be out of reach.
  private ContentTypes.Beginning beginning() {
    String range = asked.header("Range").orElse("bytes=0-");
    return range.startsWith("bytes=0-")
        ? () -> {
          try (InputStream in = file.bytes(0, ContentTypes.LOOKED_AT)) {
            byte[] first = new byte[ContentTypes.LOOKED_AT];
            return Arrays.copyOf(first, Math.max(0, in.read(first)));
          }
        }
        : () -> new byte[0];
  }

  /// A directory's page; the headers are added to.
  ///
  /// @param named the directory, by which callers know the page again
  static FileAnswer index(Asked asked, ContentRoot file, Cid named, Map<String, String> headers) {
    FileAnswer answer = new FileAnswer(asked, file, named, headers);
    headers.put("Content-Type", HTML);
    return answer;
  }

  static String tag(Cid cid) {
    return "\"" + cid + "\"";
  }

  static void caching(Map<String, String> headers, String caching) {
    if (!caching.isEmpty()) {
      headers.put("Cache-Control", caching);
    }
  }

  /// What the file is called, which the caller may choose.
  private String named() {
    Optional<String> chosen = asked.query().first("filename");
    if (chosen.isPresent()) {
      boolean save = asked.query().first("download").orElse("").equals("true");
      String name = chosen.get();
      headers.put(
          "Content-Disposition",
          (save ? "attachment" : "inline")
              + "; filename=\""
              + UrlPath.encodeName(ascii(name))
              + "\"; filename*=UTF-8''"
              + UrlPath.encodeName(name));
      return name;
    }
    return asked.path().segments().isEmpty() ? "" : asked.path().lastName();
  }

  private static String ascii(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    name.codePoints().forEach(c -> plain.append(c < 0x80 ? (char) c : '_'));
    return plain.toString();
  }

  /// Sends the file or what is asked of it.
  void send(Response response) throws IOException {
    describe();
    if (isUnchanged()) {
      headers.remove("Content-Type");
      response.send(304, headers, new byte[0]);
      return;
    }
    long size = file.stat().size();
    try {
      Optional<ByteRanges> ranges = ranges(size);
      if (ranges.isEmpty()) {
        whole(200, response);
      } else if (ranges.get().parts().size() == 1) {
        one(ranges.get().parts().getFirst(), size, response);
      } else {
        new Multipart(file, ranges.get(), headers).send(response);
      }
    } catch (GatewayRefused e) {
      if (e.status() != 416) {
        throw e;
      }
      headers.put("Content-Range", "bytes */" + size);
      headers.put("Content-Type", "text/plain; charset=utf-8");
      headers.remove("Cache-Control");
      headers.remove("Etag");
      response.send(416, headers, (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Sends the whole file under another status.
  void send(int status, Response response) throws IOException {
    describe();
    whole(status, response);
  }

  private void describe() {
    headers.put("Etag", tag);
    headers.put("Accept-Ranges", "bytes");
    caching(headers, asked.caching().content());
    changed.ifPresent(time -> headers.put("Last-Modified", DATE.format(time)));
  }

  private boolean isUnchanged() {
    return asked.header("If-None-Match").isEmpty()
        && changed.isPresent()
        && asked
            .header("If-Modified-Since")
            .flatMap(FileAnswer::date)
            .filter(since -> !changed.get().isAfter(since))
            .isPresent();
  }

  private Optional<ByteRanges> ranges(long size) {
    Optional<String> header = asked.header("Range");
    Optional<String> only = asked.header("If-Range");
    boolean same = only.isEmpty() || EntityTags.isSame(only.get(), tag) || isDated(only.get());
    boolean symlink = file.stat().type() == Stat.Type.SYMLINK;
    return asked.isHead() || !same || symlink
        ? Optional.empty()
        : header.flatMap(h -> ByteRanges.parse(h, size));
  }

  private boolean isDated(String header) {
    return changed.isPresent() && date(header).equals(changed);
  }

  private static Optional<Instant> date(String header) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private void whole(int status, Response response) throws IOException {
    write(status, new ByteRanges.Part(0, file.stat().size() - 1), response);
  }

  private void one(ByteRanges.Part part, long size, Response response) throws IOException {
    headers.put("Content-Range", part.of(size));
    write(206, part, response);
  }

  private void write(int status, ByteRanges.Part part, Response response) throws IOException {
    headers.put("Content-Length", Long.toString(part.length()));
    if (asked.isHead() || part.length() == 0) {
      response.send(status, headers, new byte[0]);
      return;
    }
    LateBody body = new LateBody(() -> response.start(status, headers));
    file.copy(part.from(), part.length(), body);
    body.end();
  }
}
