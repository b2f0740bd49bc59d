package network.cairn.http.gateway.ask;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import network.cairn.base.hash.Sha256;

/// What stands between several ranges of one answer (RFC 9110, 14.6).
public final class RangeParts {
  private final List<byte[]> heads = new ArrayList<>();
  private final byte[] end;
  private final String boundary;

  /// @param size bytes of the whole
  /// @param headers of the answer; its type, which each part tells, becomes that of several parts
  public RangeParts(ByteRanges ranges, long size, Map<String, String> headers) {
    this.boundary = boundary(headers.getOrDefault("Etag", ""));
    String type = headers.getOrDefault("Content-Type", "application/octet-stream");
    for (ByteRanges.Part part : ranges.parts()) {
      heads.add(head(part, type, size));
    }
    this.end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    long length =
        end.length
            + heads.stream().mapToLong(head -> head.length).sum()
            + ranges.parts().stream().mapToLong(ByteRanges.Part::length).sum();
    headers.put("Content-Type", "multipart/byteranges; boundary=" + boundary);
    headers.put("Content-Length", Long.toString(length));
  }

  /// No content can hold the digest of its own tag, which names its root.
  private static String boundary(String tag) {
    byte[] digest = Sha256.of(("byteranges " + tag).getBytes(StandardCharsets.UTF_8));
    return "cairn-" + HexFormat.of().formatHex(digest, 0, 16);
  }

  private byte[] head(ByteRanges.Part part, String type, long size) {
    String text =
        "\r\n--"
            + boundary
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Range: "
            + part.of(size)
            + "\r\n\r\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// What stands before the range of this number.
  public byte[] before(int part) {
    return heads.get(part);
  }

  /// What stands behind all of them.
  public byte[] end() {
    return end;
  }
}
