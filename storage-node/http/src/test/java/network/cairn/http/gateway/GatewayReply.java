package network.cairn.http.gateway;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// An answer as it came over the wire.
///
/// @param headers by name in lower case
/// @param whole whether the body ended as it said it would, for one who knows no trailers
record GatewayReply(int status, Map<String, String> headers, byte[] body, boolean whole) {
  String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  static GatewayReply parse(byte[] bytes) throws IOException {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = all.indexOf("\r\n\r\n");
    List<String> lines = new ArrayList<>(List.of(all.substring(0, end).split("\r\n")));
    int status = Integer.parseInt(lines.removeFirst().split(" ")[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] rest = Arrays.copyOfRange(bytes, end + 4, bytes.length);
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      return chunked(status, headers, rest);
    }
    String length = headers.get("content-length");
    boolean whole = length == null || Long.parseLong(length) == rest.length;
    return new GatewayReply(status, headers, rest, whole);
  }

  private static GatewayReply chunked(int status, Map<String, String> headers, byte[] rest)
      throws IOException {
    InputStream in = new ByteArrayInputStream(rest);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = line(in);
      if (size.isEmpty()) {
        return new GatewayReply(status, headers, body.toByteArray(), false);
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        return new GatewayReply(status, headers, body.toByteArray(), true);
      }
      body.write(in.readNBytes(length));
      line(in);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
