package network.cairn.ledger.wallet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// Bytes as text with a prefix and a checksum that finds typing errors (BIP-350).
final class Bech32m {
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CONSTANT = 0x2bc830a3;
  private static final int CHECKSUM = 6;
  private static final int MAX_LENGTH = 90;

  private Bech32m() {}

  /// A prefix and groups of 5 bits, one per byte.
  record Parts(String prefix, byte[] groups) {}

  /// The lower-case text of bytes.
  static String encode(String prefix, byte[] bytes) {
    return encodeGroups(new Parts(prefix, toGroups(bytes)));
  }

  static String encodeGroups(Parts parts) {
    byte[] sum = checksum(parts);
    StringBuilder out = new StringBuilder(parts.prefix()).append('1');
    for (byte group : parts.groups()) {
      out.append(ALPHABET.charAt(group));
    }
    for (byte group : sum) {
      out.append(ALPHABET.charAt(group));
    }
    return out.toString();
  }

  /// The bytes of a text with the expected prefix.
  ///
  /// @throws InvalidAddress if there is any fault
  static byte[] decode(String prefix, String text) {
    Parts parts = decodeGroups(text);
    if (!parts.prefix().equals(prefix)) {
      throw new InvalidAddress(
          "the address begins with " + parts.prefix() + "1, not with " + prefix + "1");
    }
    return toBytes(parts.groups());
  }

  static Parts decodeGroups(String text) {
    requireForm(text);
    String lower = text.toLowerCase(Locale.ROOT);
    int separator = lower.lastIndexOf('1');
    if (separator < 1 || lower.length() - separator - 1 < CHECKSUM) {
      throw new InvalidAddress("an address has a prefix, the digit 1 and at least 6 characters");
    }
    String prefix = lower.substring(0, separator);
    byte[] groups = new byte[lower.length() - separator - 1];
    for (int i = 0; i < groups.length; i++) {
      int value = ALPHABET.indexOf(lower.charAt(separator + 1 + i));
      if (value < 0) {
        throw new InvalidAddress(
            "the character '" + lower.charAt(separator + 1 + i) + "' is in no address");
      }
      groups[i] = (byte) value;
    }
    if (polymod(prefix, groups) != CONSTANT) {
      throw new InvalidAddress("the checksum is wrong: a character was mistyped");
    }
    return new Parts(prefix, Arrays.copyOf(groups, groups.length - CHECKSUM));
  }

  private static void requireForm(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidAddress("an address has at most 90 characters");
    }
    if (!text.chars().allMatch(c -> c >= 33 && c <= 126)) {
      throw new InvalidAddress("an address has printable ASCII characters only");
    }
    boolean lower = text.equals(text.toLowerCase(Locale.ROOT));
    if (!lower && !text.equals(text.toUpperCase(Locale.ROOT))) {
      throw new InvalidAddress("an address is all lower or all upper case");
    }
  }

  private static byte[] checksum(Parts parts) {
    byte[] padded = Arrays.copyOf(parts.groups(), parts.groups().length + CHECKSUM);
    int sum = polymod(parts.prefix(), padded) ^ CONSTANT;
    byte[] out = new byte[CHECKSUM];
    for (int i = 0; i < CHECKSUM; i++) {
      out[i] = (byte) (sum >>> 5 * (CHECKSUM - 1 - i) & 31);
    }
    return out;
  }

  private static int polymod(String prefix, byte[] groups) {
    int sum = 1;
    byte[] letters = prefix.getBytes(StandardCharsets.US_ASCII);
    for (byte letter : letters) {
      sum = step(sum) ^ letter >> 5;
    }
    sum = step(sum);
    for (byte letter : letters) {
      sum = step(sum) ^ letter & 31;
    }
    for (byte group : groups) {
      sum = step(sum) ^ group;
    }
    return sum;
  }

  private static int step(int sum) {
    int top = sum >>> 25;
    int next = (sum & 0x1ffffff) << 5;
    for (int i = 0; i < GENERATOR.length; i++) {
      next ^= (top >> i & 1) == 1 ? GENERATOR[i] : 0;
    }
    return next;
  }

  private static byte[] toGroups(byte[] bytes) {
    byte[] out = new byte[(bytes.length * 8 + 4) / 5];
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      int value = bytes[bit / 8] >> (7 - bit % 8) & 1;
      out[bit / 5] |= (byte) (value << (4 - bit % 5));
    }
    return out;
  }

  private static byte[] toBytes(byte[] groups) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int held = 0;
    int bits = 0;
    for (byte group : groups) {
      held = held << 5 | group;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.write(held >> bits);
        held &= (1 << bits) - 1;
      }
    }
    if (bits >= 5 || held != 0) {
      throw new InvalidAddress("the last bits of the address are not zero");
    }
    return out.toByteArray();
  }
}
