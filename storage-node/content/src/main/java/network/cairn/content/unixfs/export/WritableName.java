package network.cairn.content.unixfs.export;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Predicate;
import network.cairn.base.hash.Sha256;
import network.cairn.content.unixfs.DirectoryEntry;
import network.cairn.ipld.codec.dagpb.PbLink;

/// The name that an entry has as a file.
///
/// It is the entry's own, where that is UTF-8. Else the bytes that are none, and percent signs, are
/// written as `%XX`, which can be read back; one that is too long for a file then ends with its
/// hash instead.
///
/// @param escaped whether it is not the entry's own
record WritableName(String text, boolean escaped) {
  /// What file systems take, in bytes.
  private static final int MAX_BYTES = 255;

  private static final int MAX_KEPT = 180;

  /// Two hexadecimal digits follow each percent sign of an escape, so no escape ends with this.
  private static final String UNLIKE = "%_";

  private static final int MAX_TRIES = 8;

  /// The name; empty if it is no path element, or if too many entries beside it have such names.
  ///
  /// @param taken whether the directory has an entry of a name
  static Optional<WritableName> of(DirectoryEntry entry, Predicate<String> taken) {
    PbLink link = entry.link();
    if (!isElement(link.name())) {
      return Optional.empty();
    }
    return link.isNameText()
        ? Optional.of(new WritableName(link.name(), false))
        : free(shortened(escaped(link.nameBytes()), link.nameBytes()), taken);
  }

  private static Optional<WritableName> free(String escaped, Predicate<String> taken) {
    String name = escaped;
    for (int i = 0; i < MAX_TRIES; i++) {
      if (!taken.test(name)) {
        return Optional.of(new WritableName(name, true));
      }
      name += UNLIKE;
    }
    return Optional.empty();
  }

  private static boolean isElement(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('\0') < 0;
  }

  private static String escaped(byte[] name) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(name);
    CharBuffer out = CharBuffer.allocate(name.length);
    StringBuilder text = new StringBuilder();
    while (in.hasRemaining()) {
      CoderResult result = decoder.decode(in, out, true);
      text.append(out.flip().toString().replace("%", "%25"));
      out.clear();
      for (int i = 0; result.isError() && i < result.length(); i++) {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(in.get()));
      }
    }
    return text.toString();
  }

  private static String shortened(String escaped, byte[] name) {
    if (escaped.getBytes(StandardCharsets.UTF_8).length
        <= MAX_BYTES - MAX_TRIES * UNLIKE.length()) {
      return escaped;
    }
    int end = 0;
    for (int bytes = 0; end < escaped.length(); ) {
      String next = Character.toString(escaped.codePointAt(end));
      bytes += next.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_KEPT) {
        break;
      }
      end += next.length();
    }
    return escaped.substring(0, end) + UNLIKE + HexFormat.of().formatHex(Sha256.of(name), 0, 16);
  }
}
