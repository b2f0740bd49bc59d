package network.cairn.ipld.codec.dagjson;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;
import org.jspecify.annotations.Nullable;

/// Reads one document from an array, front to back.
final class JsonReader {
  private static final int DEEPEST_LINK = DagJson.MAX_DEPTH + 1;

  private final JsonInput in;

  JsonReader(byte[] json) {
    this.in = new JsonInput(json);
  }

  Node document() {
    Node node = value();
    if (in.blank() >= 0) {
      throw in.invalid("text follows the document");
    }
    return node;
  }

  /// One value. A loop over the lists and maps that are open: their number needs heap, no stack.
  private Node value() {
    Open open = null;
    while (true) {
      int c = in.blank();
      boolean more;
      if (c == '{' || c == '[') {
        open = c == '{' ? new OpenMap(open) : new OpenList(open);
        in.pass();
        more = in.blank() != open.end;
        if (!more) {
          in.pass();
        }
      } else if (open == null) {
        return in.scalar(c);
      } else {
        open.add(in.scalar(c));
        more = more(open.end);
      }
      while (!more) {
        Node whole = open.close();
        open = open.above;
        if (open == null) {
          return whole;
        }
        open.add(whole);
        more = more(open.end);
      }
      open.beforeValue();
    }
  }

  /// A list or map of which the end is still to come.
  private abstract class Open {
    final @Nullable Open above;
    final int depth;
    final char end;

    Open(@Nullable Open above, int most, char end) {
      this.above = above;
      this.depth = above == null ? 1 : above.depth + 1;
      this.end = end;
      require(depth <= most);
    }

    final void require(boolean notTooDeep) {
      if (!notTooDeep) {
        throw in.invalid("nested deeper than " + DagJson.MAX_DEPTH);
      }
    }

    /// Reads what stands before a value.
    abstract void beforeValue();

    abstract void add(Node value);

    abstract Node close();
  }

  private final class OpenList extends Open {
    private final List<Node> values = new ArrayList<>();

    OpenList(@Nullable Open above) {
      super(above, DagJson.MAX_DEPTH, ']');
    }

    @Override
    void beforeValue() {}

    @Override
    void add(Node value) {
      values.add(value);
    }

    @Override
    Node close() {
      return values.isEmpty() ? Node.ListNode.EMPTY : new Node.ListNode(values);
    }
  }

  /// Beyond the deepest map may be the two of a link or a byte string, which are no maps.
  private final class OpenMap extends Open {
    private final SequencedMap<String, Node> entries = new LinkedHashMap<>();
    private String key = "";

    OpenMap(@Nullable Open above) {
      super(above, DagJson.MAX_DEPTH + 2, '}');
    }

    @Override
    void beforeValue() {
      if (in.blank() != '"') {
        throw in.invalid("a key is expected");
      }
      key = in.string();
      require(depth <= DagJson.MAX_DEPTH || key.equals(depth == DEEPEST_LINK ? "/" : "bytes"));
      if (in.blank() != ':') {
        throw in.invalid("a colon is expected");
      }
      in.pass();
    }

    @Override
    void add(Node value) {
      if (entries.put(key, value) != null) {
        throw in.invalid("repeated map key");
      }
    }

    @Override
    Node close() {
      Node.MapNode map = entries.isEmpty() ? Node.MapNode.EMPTY : new Node.MapNode(entries);
      Node whole = entries.isEmpty() ? map : reserved(map);
      require(depth != DEEPEST_LINK || !(whole instanceof Node.MapNode));
      return whole;
    }
  }

  /// After an element: true if another follows, false if the collection ends.
  private boolean more(char end) {
    int c = in.blank();
    if (c != ',' && c != end) {
      throw in.invalid("a comma or " + end + " is expected");
    }
    in.pass();
    return c == ',';
  }

  /// Turns the reserved forms into links and byte strings.
  private Node reserved(Node.MapNode map) {
    if (!map.entries().firstEntry().getKey().equals("/")) {
      return map;
    }
    Node first = map.entries().firstEntry().getValue();
    boolean alone = map.entries().size() == 1;
    if (first instanceof Node.Text(String cid)) {
      if (!alone) {
        throw in.invalid("a link with other keys beside it");
      }
      return link(cid);
    }
    if (alone
        && first instanceof Node.MapNode(var inner)
        && inner.size() == 1
        && inner.get("bytes") instanceof Node.Text(String base64)) {
      return bytes(base64);
    }
    return map;
  }

  private Node link(String text) {
    try {
      return new Node.Link(Cid.parse(text));
    } catch (InvalidCid e) {
      throw new InvalidNode(
          "dag-json: bad link before byte " + in.position() + ": " + e.getMessage(), e);
    }
  }

  private Node bytes(String base64) {
    try {
      return Node.of(Multibase.BASE64.decodeRaw(base64));
    } catch (InvalidMultibase e) {
      throw new InvalidNode(
          "dag-json: bad bytes before byte " + in.position() + ": " + e.getMessage(), e);
    }
  }
}
