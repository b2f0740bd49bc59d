package network.cairn.cli;

import java.util.List;
import java.util.Map;

/// JSON for people: two spaces a level.
final class Pretty {
  private Pretty() {}

  static String print(Json value) {
    StringBuilder out = new StringBuilder();
    write(value, "", out);
    return out.toString();
  }

  private static void write(Json value, String indent, StringBuilder out) {
    switch (value) {
      case Json.Fields f -> fields(f.values(), indent, out);
      case Json.Items i -> items(i.values(), indent, out);
      case Json.Text t -> out.append(Json.quote(t.value()));
      case Json.Nothing _ -> out.append("null");
      case Json.Number _, Json.Bool _ -> out.append(value.text());
    }
  }

  private static void fields(Map<String, Json> fields, String indent, StringBuilder out) {
    String sep = "";
    out.append('{');
    for (Map.Entry<String, Json> field : fields.entrySet()) {
      out.append(sep)
          .append('\n')
          .append(indent)
          .append("  ")
          .append(Json.quote(field.getKey()))
          .append(": ");
      write(field.getValue(), indent + "  ", out);
      sep = ",";
    }
    out.append(fields.isEmpty() ? "}" : "\n" + indent + "}");
  }

  private static void items(List<Json> items, String indent, StringBuilder out) {
    String sep = "";
    out.append('[');
    for (Json item : items) {
      out.append(sep).append('\n').append(indent).append("  ");
      write(item, indent + "  ", out);
      sep = ",";
    }
    out.append(items.isEmpty() ? "]" : "\n" + indent + "]");
  }
}
