package network.cairn.api.json;

import java.util.List;
import java.util.Optional;

/// Writes an object's fields, compactly, escaping no more than JSON asks for. Used by one thread.
public final class RecordWriter {
  private static final String HEX = "0123456789ABCDEF";
  private final StringBuilder out = new StringBuilder();
  private boolean first = true;

  private RecordWriter() {}

  /// An object on one line.
  public static String text(JsonRecord value) {
    RecordWriter writer = new RecordWriter();
    writer.object(value);
    return writer.out.toString();
  }

  /// A text as a JSON string, in quotes.
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    quote(text, out);
    return out.toString();
  }

  public RecordWriter field(String name, String value) {
    name(name);
    quote(value, out);
    return this;
  }

  public RecordWriter field(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  public RecordWriter field(String name, boolean value) {
    name(name);
    out.append(value);
    return this;
  }

  public RecordWriter field(String name, double value) {
    name(name);
    out.append(value);
    return this;
  }

  public RecordWriter nothing(String name) {
    name(name);
    out.append("null");
    return this;
  }

  /// An object within this one.
  public RecordWriter field(String name, JsonRecord value) {
    name(name);
    object(value);
    return this;
  }

  public RecordWriter texts(String name, List<String> values) {
    name(name);
    out.append('[');
    String comma = "";
    for (String value : values) {
      out.append(comma);
      quote(value, out);
      comma = ",";
    }
    out.append(']');
    return this;
  }

  /// Texts, or `null` where there are none to speak of.
  public RecordWriter texts(String name, Optional<List<String>> values) {
    return values.isPresent() ? texts(name, values.get()) : nothing(name);
  }

  /// CIDs as DAG-JSON writes links: `{"/": "CID"}`.
  public RecordWriter links(String name, List<String> cids) {
    return objects(name, cids.stream().map(Link::new).toList());
  }

  private record Link(String cid) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("/", cid);
    }
  }

  public RecordWriter objects(String name, List<? extends JsonRecord> values) {
    name(name);
    out.append('[');
    String comma = "";
    for (JsonRecord value : values) {
      out.append(comma);
      object(value);
      comma = ",";
    }
    out.append(']');
    return this;
  }

  private void object(JsonRecord value) {
    boolean outer = first;
    first = true;
    out.append('{');
    value.writeTo(this);
    out.append('}');
    first = outer;
  }

  private void name(String name) {
    if (!first) {
      out.append(',');
    }
    first = false;
    quote(name, out);
    out.append(':');
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
