package network.cairn.ipld.codec.dagjson;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.Utf8;
import network.cairn.ipld.multibase.Multibase;
import org.jspecify.annotations.Nullable;

/// Writes one canonical JSON document.
final class JsonWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private record Entry(byte[] key, Node value) {}

  byte[] bytes() {
    return out.toByteArray();
  }

  /// Writes one value. A loop over the lists and maps that are open: their number needs heap, no
  /// stack.
  void write(Node root) {
    Open open = null;
    Node next = root;
    while (next != null) {
      open = begin(next, open);
      next = null;
      while (next == null && open != null) {
        next = open.next();
        open = next == null ? open.above : open;
      }
    }
  }

  /// Writes a value in which no others lie, or opens one.
  private @Nullable Open begin(Node node, @Nullable Open open) {
    switch (node) {
      case Node.Null _ -> ascii("null");
      case Node.Bool(boolean value) -> ascii(value ? "true" : "false");
      case Node.Int(BigInteger value) -> ascii(value.toString());
      case Node.Float(double value) -> ascii(JsonFloat.format(value));
      case Node.Text(String value) -> string(Utf8.encode(value));
      case Node.Bytes value ->
          ascii("{\"/\":{\"bytes\":\"" + Multibase.BASE64.encodeRaw(value.value()) + "\"}}");
      case Node.Link(Cid cid) -> ascii("{\"/\":\"" + cid + "\"}");
      case Node.ListNode(var values) -> {
        return new OpenList(open, values);
      }
      case Node.MapNode(var entries) -> {
        return new OpenMap(open, entries);
      }
    }
    return open;
  }

  /// A list or map that is not written to its end.
  private abstract class Open {
    final @Nullable Open above;
    final int depth;
    private final char start;
    private final char end;
    private boolean begun;

    Open(@Nullable Open above, char start, char end) {
      this.above = above;
      this.depth = above == null ? 1 : above.depth + 1;
      this.start = start;
      this.end = end;
      if (depth > DagJson.MAX_DEPTH) {
        throw new InvalidNode("dag-json: nested deeper than " + DagJson.MAX_DEPTH);
      }
    }

    /// Writes what stands before the next value, which it returns, or the end.
    @Nullable Node next() {
      boolean more = hasNext();
      if (!begun) {
        out.write(start);
        begun = true;
      } else if (more) {
        out.write(',');
      }
      if (more) {
        return take();
      }
      out.write(end);
      return null;
    }

    abstract boolean hasNext();

    abstract Node take();
  }

  private final class OpenList extends Open {
    private final Iterator<Node> values;

    OpenList(@Nullable Open above, List<Node> values) {
      super(above, '[', ']');
      this.values = values.iterator();
    }

    @Override
    boolean hasNext() {
      return values.hasNext();
    }

    @Override
    Node take() {
      return values.next();
    }
  }

  private final class OpenMap extends Open {
    private final Entry[] sorted;
    private int written;

    OpenMap(@Nullable Open above, Map<String, Node> entries) {
      super(above, '{', '}');
      this.sorted = new Entry[entries.size()];
      int count = 0;
      for (Map.Entry<String, Node> entry : entries.entrySet()) {
        sorted[count++] = new Entry(Utf8.encode(entry.getKey()), entry.getValue());
      }
      Arrays.sort(sorted, (a, b) -> Arrays.compareUnsigned(a.key, b.key));
      if (sorted.length > 0) {
        requireNotReserved(sorted);
      }
    }

    @Override
    boolean hasNext() {
      return written < sorted.length;
    }

    @Override
    Node take() {
      Entry entry = sorted[written++];
      string(entry.key);
      out.write(':');
      return entry.value;
    }
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
      default -> "\\u%04x".formatted(b);
    };
  }

  private void ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
