package network.cairn.http.gateway.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.ByteRanges;
import network.cairn.http.gateway.ask.EntityTags;
import network.cairn.http.gateway.ask.GatewayRefused;

/// Bytes that are all here, as one block is: whole, or the one range that is asked for. Several
/// ranges at once get all of it, which is no more than a block.
final class BlockBody {
  /// Up to this length, head and bytes go out in one piece.
  private static final int SMALL = 4 << 10;

  private BlockBody() {}

  static void send(Asked asked, Map<String, String> headers, byte[] bytes, Response response)
      throws IOException {
    headers.put("Accept-Ranges", "bytes");
    Optional<ByteRanges.Part> part;
    try {
      part = range(asked, headers, bytes.length);
    } catch (GatewayRefused e) {
      if (e.status() != 416) {
        throw e;
      }
      headers.put("Content-Range", "bytes */" + bytes.length);
      headers.put("Content-Type", "text/plain; charset=utf-8");
      headers.remove("Cache-Control");
      headers.remove("Etag");
      headers.remove("Content-Disposition");
      response.send(416, headers, (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
      return;
    }
    if (part.isEmpty()) {
      send(asked, 200, headers, bytes, new ByteRanges.Part(0, bytes.length - 1L), response);
    } else {
      headers.put("Content-Range", part.get().of(bytes.length));
      send(asked, 206, headers, bytes, part.get(), response);
    }
  }

  private static Optional<ByteRanges.Part> range(
      Asked asked, Map<String, String> headers, int size) {
    boolean same =
        asked
            .header("If-Range")
            .map(header -> EntityTags.isSame(header, FormHeaders.tag(headers)))
            .orElse(true);
    return asked.isHead() || !same
        ? Optional.empty()
        : asked
            .header("Range")
            .flatMap(header -> ByteRanges.parse(header, size))
            .filter(ranges -> ranges.parts().size() == 1)
            .map(ranges -> ranges.parts().getFirst());
  }

  private static void send(
      Asked asked,
      int status,
      Map<String, String> headers,
      byte[] bytes,
      ByteRanges.Part part,
      Response response)
      throws IOException {
    headers.put("Content-Length", Long.toString(part.length()));
    if (asked.isHead() || part.length() == 0) {
      response.send(status, headers, new byte[0]);
      return;
    }
    if (part.length() <= SMALL) {
      int from = (int) part.from();
      response.send(status, headers, Arrays.copyOfRange(bytes, from, from + (int) part.length()));
      return;
    }
    try (OutputStream out = response.start(status, headers)) {
      out.write(bytes, (int) part.from(), (int) part.length());
    }
  }
}
