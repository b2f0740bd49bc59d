package network.cairn.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// JSON for people: two spaces a level.
final class Pretty {
  private Pretty() {}

  static String print(JsonValue value) {
    StringBuilder out = new StringBuilder();
    write(value, "", out);
    return out.toString().lines().map(Printable::json).collect(Collectors.joining("\n"));
  }

  private static void write(JsonValue value, String indent, StringBuilder out) {
    switch (value) {
      case JsonValue.Fields f -> fields(f.values(), indent, out);
      case JsonValue.Items i -> items(i.values(), indent, out);
      case JsonValue.Text t -> out.append(RecordWriter.quote(t.value()));
      case JsonValue.Nothing _ -> out.append("null");
      case JsonValue.Number _, JsonValue.Bool _ -> out.append(value.text());
    }
  }

  private static void fields(Map<String, JsonValue> fields, String indent, StringBuilder out) {
    String sep = "";
    out.append('{');
    for (Map.Entry<String, JsonValue> field : fields.entrySet()) {
      out.append(sep)
          .append('\n')
          .append(indent)
          .append("  ")
          .append(RecordWriter.quote(field.getKey()))
          .append(": ");
      write(field.getValue(), indent + "  ", out);
      sep = ",";
    }
    out.append(fields.isEmpty() ? "}" : "\n" + indent + "}");
  }

  private static void items(List<JsonValue> items, String indent, StringBuilder out) {
    String sep = "";
    out.append('[');
    for (JsonValue item : items) {
      out.append(sep).append('\n').append(indent).append("  ");
      write(item, indent + "  ", out);
      sep = ",";
    }
    out.append(items.isEmpty() ? "]" : "\n" + indent + "]");
  }
}
