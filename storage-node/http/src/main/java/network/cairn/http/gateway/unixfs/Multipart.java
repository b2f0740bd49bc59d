package network.cairn.http.gateway.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.cairn.content.service.ContentRoot;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.ByteRanges;

/// Several ranges of a file in one answer (RFC 9110, 14.6).
final class Multipart {
  /// What stands between the parts. The parts' lengths are told, so it may stand in them too.
  private static final String BOUNDARY = "cairn-byteranges-8e1f2d0a6c7b4f93";

  private final ContentRoot file;
  private final List<ByteRanges.Part> parts;
  private final Map<String, String> headers;

  Multipart(ContentRoot file, ByteRanges ranges, Map<String, String> headers) {
    this.file = file;
    this.parts = ranges.parts();
    this.headers = headers;
  }

  void send(Response response) throws IOException {
    String type = headers.getOrDefault("Content-Type", "application/octet-stream");
    List<byte[]> heads = new ArrayList<>();
    for (ByteRanges.Part part : parts) {
      heads.add(head(part, type));
    }
    byte[] end = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    long length =
        end.length
            + heads.stream().mapToLong(head -> head.length).sum()
            + parts.stream().mapToLong(ByteRanges.Part::length).sum();
    headers.put("Content-Type", "multipart/byteranges; boundary=" + BOUNDARY);
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
            + BOUNDARY
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Range: "
            + part.of(file.stat().size())
            + "\r\n\r\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
