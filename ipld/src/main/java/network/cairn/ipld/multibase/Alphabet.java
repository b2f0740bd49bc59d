package network.cairn.ipld.multibase;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// The ASCII characters of a base and the number each stands for.
final class Alphabet {
  private final byte[] characters;
  private final byte[] values = new byte[128];
  private final String name;

  private Alphabet(String name, String characters, boolean caseInsensitive) {
    this.name = name;
    this.characters = characters.getBytes(StandardCharsets.US_ASCII);
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < this.characters.length; i++) {
      values[this.characters[i]] = (byte) i;
    }
    if (caseInsensitive) {
      readBothCases(characters.toLowerCase(Locale.ROOT));
      readBothCases(characters.toUpperCase(Locale.ROOT));
    }
  }

  static Alphabet of(String name, String characters) {
    return new Alphabet(name, characters, false);
  }

  static Alphabet caseInsensitive(String name, String characters) {
    return new Alphabet(name, characters, true);
  }

  private void readBothCases(String spelling) {
    for (int i = 0; i < spelling.length(); i++) {
      values[spelling.charAt(i)] = (byte) i;
    }
  }

  int size() {
    return characters.length;
  }

  /// The characters by value; shared, to be read only.
  byte[] characters() {
    return characters;
  }

  /// The value of a character of `text`.
  int value(String text, int index) {
    char c = text.charAt(index);
    int value = c < 128 ? values[c] : -1;
    if (value < 0) {
      throw new InvalidMultibase("character " + (index + 1) + " is not in " + name);
    }
    return value;
  }

  @Override
  public String toString() {
    return name;
  }
}
