package network.cairn.ipld.multibase;

/// Proquints (arXiv 0901.4016): two bytes are a pronounceable word of five letters, words are
/// joined by hyphens.
///
/// With the multibase prefix a text starts `pro-`. Only an even number of bytes has a form.
final class Proquint implements Base {
  private static final String LEAD = "ro-";
  private static final int WORD = 5;
  private final Alphabet consonants = Alphabet.of("proquint", "bdfghjklmnprstvz");
  private final Alphabet vowels = Alphabet.of("proquint", "aiou");

  @Override
  public String encode(byte[] data) {
    if (data.length % 2 != 0) {
      throw new InvalidMultibase("proquint has no form of an odd number of bytes: " + data.length);
    }
    StringBuilder out = new StringBuilder(LEAD);
    for (int i = 0; i < data.length; i += 2) {
      int value = (data[i] & 0xff) << 8 | (data[i + 1] & 0xff);
      out.append(i == 0 ? "" : "-");
      for (int part = 0, shift = 16; part < WORD; part++) {
        shift -= part % 2 == 0 ? 4 : 2;
        byte[] letters = (part % 2 == 0 ? consonants : vowels).characters();
        out.append((char) letters[value >> shift & (letters.length - 1)]);
      }
    }
    return out.toString();
  }

  @Override
  public byte[] decode(String text, int from) {
    if (!text.startsWith(LEAD, from)) {
      throw new InvalidMultibase("proquint text does not start with pro-");
    }
    int start = from + LEAD.length();
    int length = text.length() - start;
    if (length != 0 && (length + 1) % (WORD + 1) != 0) {
      throw new InvalidMultibase("proquint text is not made of whole words");
    }
    byte[] out = new byte[(length + 1) / (WORD + 1) * 2];
    for (int word = 0; word < out.length / 2; word++) {
      int value = word(text, start + word * (WORD + 1));
      out[2 * word] = (byte) (value >> 8);
      out[2 * word + 1] = (byte) value;
    }
    return out;
  }

  private int word(String text, int at) {
    if (at + WORD < text.length() && text.charAt(at + WORD) != '-') {
      throw new InvalidMultibase("proquint words are not joined by a hyphen");
    }
    int value = 0;
    for (int part = 0; part < WORD; part++) {
      value =
          part % 2 == 0
              ? value << 4 | consonants.value(text, at + part)
              : value << 2 | vowels.value(text, at + part);
    }
    return value;
  }
}
