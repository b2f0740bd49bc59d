package network.cairn.ipld.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// UTF-8 without silent repair: what is malformed is reported, not replaced.
public final class Utf8 {
  private Utf8() {}

  /// The text of a range of bytes; empty if they are not UTF-8.
  public static Optional<String> decode(byte[] bytes, int off, int len) {
    String text = new String(bytes, off, len, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return Optional.of(text);
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes, off, len))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /// The bytes of a text.
  ///
  /// @throws InvalidNode if it holds half a surrogate pair, which has no form
  public static byte[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    requirePairs(text);
    return bytes;
  }

  private static void requirePairs(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new InvalidNode("text has half a surrogate pair at " + i);
      }
    }
  }
}
