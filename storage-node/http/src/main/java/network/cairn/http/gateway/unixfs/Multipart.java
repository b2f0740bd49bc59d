package network.cairn.http.gateway.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import network.cairn.content.service.ContentRoot;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.ByteRanges;
import network.cairn.http.gateway.ask.LateBody;
import network.cairn.http.gateway.ask.RangeParts;

/// Several ranges of a file in one answer (RFC 9110, 14.6).
final class Multipart {
  private final ContentRoot file;
  private final ByteRanges ranges;
  private final Map<String, String> headers;

  /// @param headers with the entity tag
  Multipart(ContentRoot file, ByteRanges ranges, Map<String, String> headers) {
    this.file = file;
    this.ranges = ranges;
    this.headers = headers;
  }

  void send(Response response) throws IOException {
    List<ByteRanges.Part> parts = ranges.parts();
    RangeParts between = new RangeParts(ranges, file.stat().size(), headers);
    probe(parts.getFirst());
    LateBody body = new LateBody(() -> response.start(206, headers));
    for (int i = 0; i < parts.size(); i++) {
      body.write(between.before(i));
      file.copy(parts.get(i).from(), parts.get(i).length(), body);
    }
    body.write(between.end());
    body.end();
  }

  /// Fails while there is still another answer, if the first bytes cannot be had.
  private void probe(ByteRanges.Part first) throws IOException {
    try (InputStream in = file.bytes(first.from(), 1)) {
      if (in.read() < 0) {
        throw new IOException("the file ends before its first range");
      }
    }
  }
}
