package network.cairn.ipld.codec.dagjson;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.Utf8;
import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;
import org.jspecify.annotations.Nullable;

/// Reads one JSON document (RFC 8259) from an array, front to back.
final class JsonReader {
  private static final int MAX_INTEGER_DIGITS = 21;
  private static final int MAX_NUMBER = 1100;
  private static final int DEEPEST_LINK = DagJson.MAX_DEPTH + 1;

  private final byte[] json;
  private int at;

  JsonReader(byte[] json) {
    this.json = json;
  }

  Node document() {
    Node node = value();
    if (blank() >= 0) {
      throw invalid("text follows the document");
    }
    return node;
  }

  /// One value. A loop over the lists and maps that are open: their number needs heap, no stack.
  private Node value() {
    Open open = null;
    while (true) {
      int c = blank();
      boolean more;
      if (c == '{' || c == '[') {
        open = c == '{' ? new OpenMap(open) : new OpenList(open);
        at++;
        more = blank() != open.end;
        at += more ? 0 : 1;
      } else if (open == null) {
        return scalar(c);
      } else {
        open.add(scalar(c));
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

  private Node scalar(int c) {
    return switch (c) {
      case '"' -> new Node.Text(string());
      case 't' -> word("true", Node.of(true));
      case 'f' -> word("false", Node.of(false));
      case 'n' -> word("null", Node.ofNull());
      default -> number();
    };
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
        throw invalid("nested deeper than " + DagJson.MAX_DEPTH);
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
      return new Node.ListNode(values);
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
      if (blank() != '"') {
        throw invalid("a key is expected");
      }
      key = string();
      require(depth <= DagJson.MAX_DEPTH || key.equals(depth == DEEPEST_LINK ? "/" : "bytes"));
      if (blank() != ':') {
        throw invalid("a colon is expected");
      }
      at++;
    }

    @Override
    void add(Node value) {
      if (entries.put(key, value) != null) {
        throw invalid("repeated map key");
      }
    }

    @Override
    Node close() {
      Node.MapNode map = new Node.MapNode(entries);
      Node whole = entries.isEmpty() ? map : reserved(map);
      require(depth != DEEPEST_LINK || !(whole instanceof Node.MapNode));
      return whole;
    }
  }

  private Node word(String word, Node node) {
    for (int i = 0; i < word.length(); i++) {
      if (at >= json.length || json[at++] != word.charAt(i)) {
        throw invalid("unknown word");
      }
    }
    return node;
  }

  /// After an element: true if another follows, false if the collection ends.
  private boolean more(char end) {
    int c = blank();
    if (c != ',' && c != end) {
      throw invalid("a comma or " + end + " is expected");
    }
    at++;
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
        throw invalid("a link with other keys beside it");
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
      throw new InvalidNode("dag-json: bad link before byte " + at + ": " + e.getMessage(), e);
    }
  }

  private Node bytes(String base64) {
    try {
      return Node.of(Multibase.BASE64.decodeRaw(base64));
    } catch (InvalidMultibase e) {
      throw new InvalidNode("dag-json: bad bytes before byte " + at + ": " + e.getMessage(), e);
    }
  }

  private Node number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int first = at;
    digits();
    if (json[first] == '0' && at - first > 1) {
      throw invalid("number with a leading zero");
    }
    boolean whole = true;
    if (peek() == '.') {
      at++;
      digits();
      whole = false;
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
      whole = false;
    }
    if (at - start > (whole ? MAX_INTEGER_DIGITS : MAX_NUMBER)) {
      throw invalid("number of too many digits");
    }
    String text = new String(json, start, at - start, StandardCharsets.US_ASCII);
    return whole ? new Node.Int(new BigInteger(text)) : decimal(text);
  }

  private Node decimal(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw invalid("number too big for a float");
    }
    return Node.of(value == 0 ? 0.0 : value);
  }

  private void digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw invalid("no value");
    }
  }

  /// Reads a string; `at` is on its opening quote.
  private String string() {
    at++;
    String plain = plain();
    if (peek() == '"') {
      at++;
      return plain;
    }
    return escaped(new StringBuilder(plain));
  }

  private String escaped(StringBuilder text) {
    while (peek() != '"') {
      if (peek() == '\\') {
        at++;
        text.append(escape());
      } else {
        text.append(plain());
      }
    }
    at++;
    String whole = text.toString();
    Utf8.encode(whole);
    return whole;
  }

  /// Text up to the next quote or escape, which must come.
  private String plain() {
    int start = at;
    while (at < json.length && json[at] != '"' && json[at] != '\\') {
      if (json[at] >= 0 && json[at] < 0x20) {
        throw invalid("control character in a string");
      }
      at++;
    }
    if (at == json.length) {
      throw invalid("string cut off");
    }
    return Utf8.decode(json, start, at - start).orElseThrow(() -> invalid("text is not UTF-8"));
  }

  private char escape() {
    int c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw invalid("unknown escape");
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw invalid("bad unicode escape");
      }
      at++;
      value = value << 4 | digit;
    }
    return (char) value;
  }

  private int peek() {
    return at < json.length ? json[at] & 0xff : -1;
  }

  /// Skips blanks and shows the next character; -1 at the end.
  private int blank() {
    while (at < json.length
        && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
      at++;
    }
    return peek();
  }

  private InvalidNode invalid(String what) {
    return new InvalidNode("dag-json: " + what + ", at byte " + at);
  }
}
