package network.cairn.http.gateway.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import network.cairn.base.hash.Sha256;
import network.cairn.content.service.ContentRoot;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.ByteRanges;

/// Several ranges of a file in one answer (RFC 9110, 14.6).
final class Multipart {
  private final ContentRoot file;
  private final List<ByteRanges.Part> parts;
  private final Map<String, String> headers;

  /// What stands between the parts. No file can hold the digest of its own tag, which names its
  /// root.
  private final String boundary;

  /// @param headers with the entity tag
  Multipart(ContentRoot file, ByteRanges ranges, Map<String, String> headers) {
    this.file = file;
    this.parts = ranges.parts();
    this.headers = headers;
    this.boundary = boundary(headers.getOrDefault("Etag", ""));
  }

  private static String boundary(String tag) {
    byte[] digest = Sha256.of(("byteranges " + tag).getBytes(StandardCharsets.UTF_8));
    return "cairn-" + HexFormat.of().formatHex(digest, 0, 16);
  }

  void send(Response response) throws IOException {
    String type = headers.getOrDefault("Content-Type", "application/octet-stream");
    List<byte[]> heads = new ArrayList<>();
    for (ByteRanges.Part part : parts) {
      heads.add(head(part, type));
    }
    byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    long length =
        end.length
            + heads.stream().mapToLong(head -> head.length).sum()
            + parts.stream().mapToLong(ByteRanges.Part::length).sum();
    headers.put("Content-Type", "multipart/byteranges; boundary=" + boundary);
    headers.put("Content-Length", Long.toString(length));
    probe();
    LateBody body = new LateBody(() -> response.start(206, headers));
    for (int i = 0; i < parts.size(); i++) {
      body.write(heads.get(i));
      file.copy(parts.get(i).from(), parts.get(i).length(), body);
    }
    body.write(end);
    body.end();
  }

  /// Fails while there is still another answer, if the first bytes cannot be had.
  private void probe() throws IOException {
    try (InputStream in = file.bytes(parts.getFirst().from(), 1)) {
      if (in.read() < 0) {
        throw new IOException("the file ends before its first range");
      }
    }
  }

  private byte[] head(ByteRanges.Part part, String type) {
    String text =
        "\r\n--"
            + boundary
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Range: "
            + part.of(file.stat().size())
            + "\r\n\r\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
