package network.cairn.store.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against answers of the functions' authors and of other implementations, as plain values.
final class FurtherHashesTest {
  private static final long BLAKE3 = 0x1e;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String digest(long code, String text, int length) {
    byte[] data = bytes(text);
    return HexFormat.of()
        .formatHex(FurtherHashes.hash(code, data, 0, data.length, length).digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "0xb201 | abc | 6b",
        "0xb214 | abc | 384264f676f39536840523f284921cdc68b6846b",
        "0xb220 | abc | bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319",
        "0xb230 | abc |"
            + " 6f56a82c8e7ef526dfe182eb5212f7db9df1317e57815dbda46083fc30f54ee6c66ba83be64b302d7cba6ce15bb556f4",
        "0xb240 | abc |"
            + " ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
        "0xb241 | abc | 0d",
        "0xb250 | abc | aa4938119b1dc7b87cbad0ffd200d0ae",
        "0xb260 | abc | 508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982",
        "0x1e | '' | af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
        "0x1e | abc | 6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
        "0x1a | '' | f71837502ba8e10837bdd8d365adb85591895602fc552b48b7390abd",
        "0x1b | '' | c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
        "0x1b | abc | 4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
        "0x1c | '' |"
            + " 2c23146a63a29acf99e73b88f8c24eaa7dc60aa771780ccc006afbfa8fe2479b2dd2b21362337441ac12b515911957ff",
        "0x1d | '' |"
            + " 0eab42de4c3ceb9235fc91acffe746b29c29a8c366b7c60e4e67c466f36a4304c00fa9caf9d87976ba469bcbe06713b435f091ef2769fb160cdab33d3670680e"
      })
  void answersAsOthersDo(String code, String text, String digest) {
    long number = Long.decode(code);
    assertThat(FurtherHashes.supports(number)).isTrue();
    assertThat(digest(number, text, Hashing.DEFAULT_LENGTH)).isEqualTo(digest);
  }

  @Test
  void takesAPartOfTheBytes() {
    byte[] data = bytes("xxabcyy");
    for (long code : new long[] {0xb220, 0xb260, BLAKE3, 0x1b}) {
      Multihash whole = FurtherHashes.hash(code, bytes("abc"), 0, 3, Hashing.DEFAULT_LENGTH);
      assertThat(FurtherHashes.hash(code, data, 2, 3, Hashing.DEFAULT_LENGTH)).isEqualTo(whole);
    }
  }

  @Test
  void cutsADigestWhereFewerBytesAreAskedFor() {
    for (long code : new long[] {0xb220, 0xb260, BLAKE3, 0x1b}) {
      String whole = digest(code, "abc", 32);
      assertThat(whole).isEqualTo(digest(code, "abc", Hashing.DEFAULT_LENGTH));
      assertThat(digest(code, "abc", 20)).isEqualTo(whole.substring(0, 40));
      assertThat(digest(code, "abc", 0)).isEmpty();
    }
  }

  /// BLAKE3 goes on for as long as asked, here up to 128 bytes; its beginning stays the same.
  @Test
  void blake3GivesMoreThanItsNaturalLength() {
    String longest = digest(BLAKE3, "", 128);
    assertThat(longest)
        .hasSize(256)
        .startsWith(
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
                + "e00f03e7b69af26b7faaf09fcd333050338ddfe085b8cc869ca98b206c08243a");
    assertThat(digest(BLAKE3, "", 33)).isEqualTo(longest.substring(0, 66));
  }

  @ParameterizedTest
  @CsvSource({
    "0xb220, 33",
    "0xb240, 65",
    "0xb260, 33",
    "0x1e, 129",
    "0x1e, -2",
    "0x1b, 33",
    "0x1b, -2",
    "0x1d, 65"
  })
  void refusesALengthThatAFunctionCannotGive(String code, int length) {
    assertThatThrownBy(() -> digest(Long.decode(code), "abc", length))
        .isInstanceOf(UnsupportedHash.class)
        .hasMessageContaining("not " + length);
  }

  @ParameterizedTest
  @ValueSource(longs = {0xb200, 0xb241 + 32, 0x19, 0x1f, 0x12, 0, -1, Long.MAX_VALUE})
  void knowsNoOtherFunction(long code) {
    assertThat(FurtherHashes.supports(code)).isFalse();
    assertThatThrownBy(() -> digest(code, "abc", Hashing.DEFAULT_LENGTH))
        .isInstanceOf(UnsupportedHash.class);
  }

  @Test
  void everyFunctionOfTheJdkIsThereBesideThese() {
    Hashes all = new Hashes();
    byte[] data = bytes("abc");
    assertThat(all.hash(Multihash.SHA2_256, data)).isEqualTo(Multihash.sha256(data));
    assertThat(all.supports(Multihash.SHA1)).isTrue();
    assertThat(all.supports(0xb241)).isTrue();
    assertThat(all.supports(0xb200)).isFalse();
  }
}
