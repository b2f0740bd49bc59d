package network.cairn.ipld.multibase;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The bases of the multibase table: bytes as text with a prefix that names the base.
///
/// Bases of one case of letters read both. Everything else that is not the one right text for some
/// bytes is refused. Stateless and thread-safe. Specification: multiformats/multibase.
public enum Multibase {
  IDENTITY("identity", '\0', new IdentityBase()),
  BASE2("base2", '0', bits("base2", "01")),
  BASE8("base8", '7', bits("base8", "01234567")),
  BASE10("base10", '9', new RadixBase(Alphabet.of("base10", "0123456789"))),
  BASE16("base16", 'f', bits("base16", "0123456789abcdef")),
  BASE16UPPER("base16upper", 'F', bits("base16upper", "0123456789ABCDEF")),
  BASE32HEX("base32hex", 'v', bits("base32hex", Letters.HEX32)),
  BASE32HEXUPPER("base32hexupper", 'V', bits("base32hexupper", Letters.HEX32UPPER)),
  BASE32HEXPAD("base32hexpad", 't', padded("base32hexpad", Letters.HEX32)),
  BASE32HEXPADUPPER("base32hexpadupper", 'T', padded("base32hexpadupper", Letters.HEX32UPPER)),
  BASE32("base32", 'b', bits("base32", Letters.BASE32)),
  BASE32UPPER("base32upper", 'B', bits("base32upper", Letters.BASE32UPPER)),
  BASE32PAD("base32pad", 'c', padded("base32pad", Letters.BASE32)),
  BASE32PADUPPER("base32padupper", 'C', padded("base32padupper", Letters.BASE32UPPER)),
  BASE32Z("base32z", 'h', exact("base32z", "ybndrfg8ejkmcpqxot1uwisza345h769", false)),
  BASE36("base36", 'k', radix("base36", "0123456789abcdefghijklmnopqrstuvwxyz")),
  BASE36UPPER("base36upper", 'K', radix("base36upper", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
  BASE45("base45", 'R', new Base45()),
  BASE58BTC(
      "base58btc",
      'z',
      new RadixBase(
          Alphabet.of("base58btc", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"))),
  BASE58FLICKR(
      "base58flickr",
      'Z',
      new RadixBase(
          Alphabet.of(
              "base58flickr", "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"))),
  BASE64("base64", 'm', exact("base64", Letters.BASE64, false)),
  BASE64PAD("base64pad", 'M', exact("base64pad", Letters.BASE64, true)),
  BASE64URL("base64url", 'u', exact("base64url", Letters.BASE64URL, false)),
  BASE64URLPAD("base64urlpad", 'U', exact("base64urlpad", Letters.BASE64URL, true)),
  PROQUINT("proquint", 'p', new Proquint()),
  BASE256EMOJI("base256emoji", "🚀".codePointAt(0), new EmojiBase());

  private static final Multibase[] BY_ASCII = new Multibase[128];

  static {
    for (Multibase base : values()) {
      if (base.code < 128) {
        BY_ASCII[base.code] = base;
      }
    }
  }

  private final String specName;
  private final int code;
  private final String prefix;
  private final Base base;

  Multibase(String specName, int code, Base base) {
    this.specName = specName;
    this.code = code;
    this.prefix = Character.toString(code);
    this.base = base;
  }

  private static Base bits(String name, String alphabet) {
    return new BitBase(Alphabet.caseInsensitive(name, alphabet), false);
  }

  private static Base padded(String name, String alphabet) {
    return new BitBase(Alphabet.caseInsensitive(name, alphabet), true);
  }

  private static Base exact(String name, String alphabet, boolean padded) {
    return new BitBase(Alphabet.of(name, alphabet), padded);
  }

  private static Base radix(String name, String alphabet) {
    return new RadixBase(Alphabet.caseInsensitive(name, alphabet));
  }

  /// The name in the multibase table, such as `base32`.
  public String specName() {
    return specName;
  }

  /// The code point that starts every text of this base.
  public int prefix() {
    return code;
  }

  /// The base of a name in the multibase table.
  public static Optional<Multibase> named(String specName) {
    return Arrays.stream(values()).filter(b -> b.specName.equals(specName)).findFirst();
  }

  /// The base that a text names by its first character.
  public static Optional<Multibase> of(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    int code = text.codePointAt(0);
    if (code < 128) {
      return Optional.ofNullable(BY_ASCII[code]);
    }
    return code == BASE256EMOJI.code ? Optional.of(BASE256EMOJI) : Optional.empty();
  }

  /// The text of `data`, with prefix.
  public String encode(byte[] data) {
    return prefix + base.encode(data);
  }

  /// The text of `data`, without prefix.
  public String encodeRaw(byte[] data) {
    return base.encode(data);
  }

  /// The bytes of a text of this base without prefix.
  ///
  /// @throws InvalidMultibase if it is not in this base
  public byte[] decodeRaw(String text) {
    return base.decode(text, 0);
  }

  /// The bytes of a text with prefix.
  ///
  /// @throws InvalidMultibase if the prefix is unknown or the text not in the base it names
  public static byte[] decode(String text) {
    Multibase multibase =
        of(text)
            .orElseThrow(() ->
                new InvalidMultibase(
                    text.isEmpty()
                        ? "empty text"
                        : String.format(
                            Locale.ROOT, "no multibase begins with '%s'", first(text))));
    return multibase.base.decode(text, multibase.prefix.length());
  }

  /// The first character as it may be shown.
  private static String first(String text) {
    int character = text.codePointAt(0);
    return Character.isISOControl(character)
        ? String.format(Locale.ROOT, "U+%04X", character)
        : Character.toString(character);
  }

  /// Base58btc without prefix.
  public static String encodeBase58btc(byte[] data) {
    return BASE58BTC.encodeRaw(data);
  }

  public static byte[] decodeBase58btc(String text) {
    return BASE58BTC.decodeRaw(text);
  }

  /// Base32 in lower case without padding and prefix.
  public static String encodeBase32(byte[] data) {
    return BASE32.encodeRaw(data);
  }

  public static byte[] decodeBase32(String text) {
    return BASE32.decodeRaw(text);
  }

  /// Base36 in lower case without prefix.
  public static String encodeBase36(byte[] data) {
    return BASE36.encodeRaw(data);
  }

  public static byte[] decodeBase36(String text) {
    return BASE36.decodeRaw(text);
  }

  /// Base64url without padding and prefix.
  public static String encodeBase64url(byte[] data) {
    return BASE64URL.encodeRaw(data);
  }

  public static byte[] decodeBase64url(String text) {
    return BASE64URL.decodeRaw(text);
  }

  private static final class Letters {
    static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    static final String BASE32UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    static final String HEX32 = "0123456789abcdefghijklmnopqrstuv";
    static final String HEX32UPPER = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static final String BASE64URL =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  }
}
