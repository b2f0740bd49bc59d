package network.cairn.api.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A JSON value as the daemon answers it; a reader small enough not to be felt at start.
///
/// Input is trusted to be the user's own daemon, still depth is at most 64 and the text is one line
/// of an answer.
public sealed interface JsonValue {
  record Text(String value) implements JsonValue {
    @Override
    public String text() {
      return value;
    }

    @Override
    public long number() {
      return value.isEmpty() ? 0 : whole(value);
    }
  }

  record Number(BigDecimal value) implements JsonValue {
    @Override
    public String text() {
      return value.toPlainString();
    }

    @Override
    public long number() {
      BigInteger whole = value.toBigInteger();
      if (whole.bitLength() >= Long.SIZE) {
        throw noNumber(text());
      }
      return whole.longValue();
    }
  }

  record Bool(boolean value) implements JsonValue {
    @Override
    public String text() {
      return Boolean.toString(value);
    }
  }

  record Nothing() implements JsonValue {}

  record Items(List<JsonValue> values) implements JsonValue {}

  record Fields(Map<String, JsonValue> values) implements JsonValue {}

  /// Parses exactly one value.
  ///
  /// @throws InvalidJson if the text is not JSON
  static JsonValue parse(String text) {
    Reader reader = new Reader(text);
    JsonValue value = reader.value(0);
    reader.space();
    if (reader.position != text.length()) {
      throw reader.broken();
    }
    return value;
  }

  /// A field of an object, [Nothing] where it is missing or this is no object.
  default JsonValue at(String name) {
    return this instanceof Fields f
        ? Optional.ofNullable(f.values.get(name)).orElse(new Nothing())
        : new Nothing();
  }

  /// A text, number or truth as text; empty for anything else.
  ///
  /// A method of each kind and no switch over them: the first pattern switch of a process costs a
  /// client command a good part of its whole time.
  default String text() {
    return "";
  }

  /// A number without its fraction, or a text that is a whole number; 0 for anything else.
  ///
  /// @throws InvalidJson if it is beyond the bounds of a `long`, or a text that is no number
  default long number() {
    return 0;
  }

  /// A number with a fraction; 0 for anything else.
  default double real() {
    return this instanceof Number n ? n.value.doubleValue() : 0;
  }

  /// A list of texts, empty where it is none.
  default Optional<List<String>> texts() {
    return this instanceof Items i
        ? Optional.of(i.values.stream().map(JsonValue::text).toList())
        : Optional.empty();
  }

  private static long whole(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw noNumber(text);
    }
  }

  private static InvalidJson noNumber(String text) {
    return new InvalidJson("the daemon answered \"" + text + "\" for a number");
  }

  default boolean truth() {
    return this instanceof Bool b && b.value;
  }

  default boolean present() {
    return !(this instanceof Nothing);
  }

  default List<JsonValue> items() {
    return this instanceof Items i ? i.values : List.of();
  }

  default Map<String, JsonValue> fields() {
    return this instanceof Fields f ? f.values : Map.of();
  }

  /// A recursive-descent reader over one text.
  final class Reader {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_DIGITS = 100;

    /// More than any double has, few enough to be written out.
    private static final int MAX_SCALE = 400;

    private final String text;
    private int position;

    private Reader(String text) {
      this.text = text;
    }

    private InvalidJson broken() {
      return new InvalidJson(
          "the daemon answered something that is not JSON, at character " + position);
    }

    private void space() {
      while (position < text.length() && text.charAt(position) <= ' ') {
        position++;
      }
    }

    private char peek() {
      if (position >= text.length()) {
        throw broken();
      }
      return text.charAt(position);
    }

    private void expect(String word) {
      if (!text.startsWith(word, position)) {
        throw broken();
      }
      position += word.length();
    }

    private JsonValue value(int depth) {
      if (depth > MAX_DEPTH) {
        throw broken();
      }
      space();
      return switch (peek()) {
        case '{' -> object(depth);
        case '[' -> array(depth);
        case '"' -> new Text(string());
        case 't' -> word("true", new Bool(true));
        case 'f' -> word("false", new Bool(false));
        case 'n' -> word("null", new Nothing());
        default -> number();
      };
    }

    private JsonValue word(String word, JsonValue value) {
      expect(word);
      return value;
    }

    private JsonValue object(int depth) {
      Map<String, JsonValue> fields = new LinkedHashMap<>();
      expect("{");
      space();
      while (peek() != '}') {
        if (!fields.isEmpty()) {
          expect(",");
          space();
        }
        String name = string();
        space();
        expect(":");
        fields.put(name, value(depth + 1));
        space();
      }
      position++;
      return new Fields(fields);
    }

    private JsonValue array(int depth) {
      List<JsonValue> items = new ArrayList<>();
      expect("[");
      space();
      while (peek() != ']') {
        if (!items.isEmpty()) {
          expect(",");
        }
        items.add(value(depth + 1));
        space();
      }
      position++;
      return new Items(items);
    }

    private JsonValue number() {
      int start = position;
      while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
      if (position - start > MAX_DIGITS) {
        throw broken();
      }
      try {
        BigDecimal value = new BigDecimal(text.substring(start, position));
        if (Math.abs((long) value.scale()) > MAX_SCALE) {
          throw broken();
        }
        return new Number(value);
      } catch (NumberFormatException e) {
        throw broken();
      }
    }

    private String string() {
      expect("\"");
      StringBuilder out = new StringBuilder();
      while (peek() != '"') {
        char c = text.charAt(position++);
        out.append(c == '\\' ? escape() : c);
      }
      position++;
      return out.toString();
    }

    private char escape() {
      char c = peek();
      position++;
      return switch (c) {
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'r' -> '\r';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'u' -> {
          if (position + 4 > text.length()) {
            throw broken();
          }
          int unit = 0;
          for (int end = position + 4; position < end; position++) {
            char unicode = text.charAt(position);
            int digit = unicode < 128 ? Character.digit(unicode, 16) : -1;
            if (digit < 0) {
              throw broken();
            }
            unit = unit << 4 | digit;
          }
          yield (char) unit;
        }
        default -> c;
      };
    }
  }
}
