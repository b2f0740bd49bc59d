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
import network.cairn.http.gateway.ask.RangeParts;

/// Bytes that are all here, as one block is: whole, or the ranges that are asked for.
final class BlockBody {
  /// Up to this length, head and bytes go out in one piece.
  private static final int SMALL = 4 << 10;

  private BlockBody() {}

  static void send(Asked asked, Map<String, String> headers, byte[] bytes, Response response)
      throws IOException {
    headers.put("Accept-Ranges", "bytes");
    Optional<ByteRanges> ranges;
    try {
      ranges = ranges(asked, headers, bytes.length);
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
    if (ranges.isEmpty()) {
      send(asked, 200, headers, bytes, new ByteRanges.Part(0, bytes.length - 1L), response);
    } else if (ranges.get().parts().size() == 1) {
      ByteRanges.Part part = ranges.get().parts().getFirst();
      headers.put("Content-Range", part.of(bytes.length));
      send(asked, 206, headers, bytes, part, response);
    } else {
      several(ranges.get(), headers, bytes, response);
    }
  }

  private static void several(
      ByteRanges ranges, Map<String, String> headers, byte[] bytes, Response response)
      throws IOException {
    RangeParts between = new RangeParts(ranges, bytes.length, headers);
    try (OutputStream out = response.start(206, headers)) {
      for (int i = 0; i < ranges.parts().size(); i++) {
        ByteRanges.Part part = ranges.parts().get(i);
        out.write(between.before(i));
        out.write(bytes, (int) part.from(), (int) part.length());
      }
      out.write(between.end());
    }
  }

  private static Optional<ByteRanges> ranges(Asked asked, Map<String, String> headers, int size) {
    boolean same =
        asked
            .header("If-Range")
            .map(header -> EntityTags.isSame(header, FormHeaders.tag(headers)))
            .orElse(true);
    return asked.isHead() || !same
        ? Optional.empty()
        : asked.header("Range").flatMap(header -> ByteRanges.parse(header, size));
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
