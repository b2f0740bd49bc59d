package network.cairn.ipld.codec.dagjson;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.Utf8;

/// The characters of an array of JSON (RFC 8259), front to back, and the values in which no others
/// lie.
final class JsonInput {
  private static final int MAX_INTEGER_DIGITS = 21;
  private static final int MAX_NUMBER = 1100;

  private final byte[] json;
  private int at;

  JsonInput(byte[] json) {
    this.json = json;
  }

  int position() {
    return at;
  }

  /// Goes past the next character.
  void pass() {
    at++;
  }

  Node scalar(int c) {
    return switch (c) {
      case '"' -> new Node.Text(string());
      case 't' -> word("true", Node.of(true));
      case 'f' -> word("false", Node.of(false));
      case 'n' -> word("null", Node.ofNull());
      default -> number();
    };
  }

  private Node word(String word, Node node) {
    for (int i = 0; i < word.length(); i++) {
      if (at >= json.length || json[at++] != word.charAt(i)) {
        throw invalid("unknown word");
      }
    }
    return node;
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
    return Node.of(value);
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
  String string() {
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
  int blank() {
    while (at < json.length
        && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
      at++;
    }
    return peek();
  }

  InvalidNode invalid(String what) {
    return new InvalidNode("dag-json: " + what + ", at byte " + at);
  }
}
