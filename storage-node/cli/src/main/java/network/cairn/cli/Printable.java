package network.cairn.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import network.cairn.api.json.JsonValue;

/// Text of others, made fit for a terminal: names in a directory, agent versions, reasons of
/// failures can hold anything, also what moves the cursor, colours the screen or starts a new line.
///
/// All that a command prints of an answer goes through here, in [Remote#print] for all commands
/// that one call answers. Content itself, as `cat` gives it, does not. Stateless.
final class Printable {
  private static final String SHORT = "\u0007\b\f\n\r\t\u000b";
  private static final String LETTERS = "abfnrtv";

  private Printable() {}

  /// As Kubo prints names: what no terminal shows as a Go escape such as `\x1b`, `\n` or `\u202e`,
  /// and a backslash twice, so that it is clear which is meant.
  static String of(String text) {
    return text.indexOf('\\') < 0 && isPrintable(text) ? text : escaped(text, true);
  }

  /// As [#of(String)], where backslashes stay as they are: for sentences and for values that are
  /// copied.
  static String line(String text) {
    return isPrintable(text) ? text : escaped(text, false);
  }

  /// An answer with every text and name in it as [#of(String)] has it.
  static JsonValue of(JsonValue value) {
    return switch (value) {
      case JsonValue.Text(String text) -> new JsonValue.Text(of(text));
      case JsonValue.Items items ->
          new JsonValue.Items(items.values().stream().map(Printable::of).toList());
      case JsonValue.Fields fields -> {
        Map<String, JsonValue> all = new LinkedHashMap<>();
        fields.values().forEach((name, field) -> all.put(of(name), of(field)));
        yield new JsonValue.Fields(all);
      }
      case JsonValue.Number _, JsonValue.Bool _, JsonValue.Nothing _ -> value;
    };
  }

  /// A line of JSON that means the same and holds nothing that no terminal shows.
  static String json(String line) {
    if (isPrintable(line)) {
      return line;
    }
    StringBuilder out = new StringBuilder(line.length() + 16);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      int point = line.codePointAt(i);
      if (isPrintable(point)) {
        out.appendCodePoint(point);
        i += Character.charCount(point) - 1;
      } else if (c < ' ') {
        // Within a text JSON has none of these, and between two values a blank does as well.
        out.append(' ');
      } else {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return out.toString();
  }

  private static boolean isPrintable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return text.codePoints().allMatch(Printable::isPrintable);
      }
    }
    return true;
  }

  /// Go's `strconv.IsPrint`.
  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }

  private static String escaped(String text, boolean backslashes) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(point -> escape(point, backslashes, out));
    return out.toString();
  }

  private static void escape(int point, boolean backslashes, StringBuilder out) {
    if (isPrintable(point)) {
      out.append(point == '\\' && backslashes ? "\\" : "").appendCodePoint(point);
    } else if (SHORT.indexOf(point) >= 0) {
      out.append('\\').append(LETTERS.charAt(SHORT.indexOf(point)));
    } else if (point < 0x80) {
      out.append(String.format(Locale.ROOT, "\\x%02x", point));
    } else if (point < 0x10000) {
      out.append(String.format(Locale.ROOT, "\\u%04x", point));
    } else {
      out.append(String.format(Locale.ROOT, "\\U%08x", point));
    }
  }
}
