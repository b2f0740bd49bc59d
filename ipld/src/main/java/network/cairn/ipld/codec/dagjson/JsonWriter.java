package network.cairn.ipld.codec.dagjson;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.Utf8;
import network.cairn.ipld.multibase.Multibase;

/// Writes one canonical JSON document.
final class JsonWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private record Entry(byte[] key, Node value) {}

  byte[] bytes() {
    return out.toByteArray();
  }

  void write(Node node, int depth) {
    switch (node) {
      case Node.Null _ -> ascii("null");
      case Node.Bool(boolean value) -> ascii(value ? "true" : "false");
      case Node.Int(BigInteger value) -> ascii(value.toString());
      case Node.Float(double value) -> ascii(JsonFloat.format(value));
      case Node.Text(String value) -> string(Utf8.encode(value));
      case Node.Bytes value ->
          ascii("{\"/\":{\"bytes\":\"" + Multibase.BASE64.encodeRaw(value.value()) + "\"}}");
      case Node.Link(Cid cid) -> ascii("{\"/\":\"" + cid + "\"}");
      case Node.ListNode(var values) -> list(values, deeper(depth));
      case Node.MapNode(var entries) -> map(entries, deeper(depth));
    }
  }

  private static int deeper(int depth) {
    if (depth >= DagJson.MAX_DEPTH) {
      throw new InvalidNode("dag-json: nested deeper than " + DagJson.MAX_DEPTH);
    }
    return depth + 1;
  }

  private void list(List<Node> values, int depth) {
    out.write('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      write(values.get(i), depth);
    }
    out.write(']');
  }

  private void map(Map<String, Node> entries, int depth) {
    Entry[] sorted =
        entries.entrySet().stream()
            .map(e -> new Entry(Utf8.encode(e.getKey()), e.getValue()))
            .sorted((a, b) -> Arrays.compareUnsigned(a.key, b.key))
            .toArray(Entry[]::new);
    if (sorted.length > 0) {
      requireNotReserved(sorted);
    }
    out.write('{');
    for (int i = 0; i < sorted.length; i++) {
      if (i > 0) {
        out.write(',');
      }
      string(sorted[i].key);
      out.write(':');
      write(sorted[i].value, depth);
    }
    out.write('}');
  }

  /// A map that would be read as a link or as bytes has no form.
  private static void requireNotReserved(Entry[] sorted) {
    if (sorted[0].key.length != 1 || sorted[0].key[0] != '/') {
      return;
    }
    boolean link = sorted[0].value instanceof Node.Text;
    boolean bytes =
        sorted.length == 1
            && sorted[0].value instanceof Node.MapNode(var inner)
            && inner.size() == 1
            && inner.get("bytes") instanceof Node.Text;
    if (link || bytes) {
      throw new InvalidNode("dag-json: a map with the reserved key / has no form");
    }
  }

  private void string(byte[] utf8) {
    out.write('"');
    int from = 0;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < 0x20)) {
        out.write(utf8, from, i - from);
        ascii(escape(b));
        from = i + 1;
      }
    }
    out.write(utf8, from, utf8.length - from);
    out.write('"');
  }

  private static String escape(byte b) {
    return switch (b) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "\\u%04x", b);
    };
  }

  private void ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
