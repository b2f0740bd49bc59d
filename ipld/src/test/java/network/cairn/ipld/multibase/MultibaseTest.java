package network.cairn.ipld.multibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MultibaseTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void everyBaseGivesBackItsBytes(Multibase base) {
    Property.check(
        60,
        random -> {
          byte[] data = Property.bytes(random, 2 * random.nextInt(40));
          Arrays.fill(data, 0, Math.min(data.length, random.nextInt(5)), (byte) 0);
          String text = base.encode(data);
          assertThat(text).startsWith(Character.toString(base.prefix()));
          assertThat(Multibase.decode(text)).isEqualTo(data);
          assertThat(Multibase.of(text)).contains(base);
          assertThat(base.decodeRaw(base.encodeRaw(data))).isEqualTo(data);
          assertThat(Multibase.named(base.specName())).contains(base);
        });
  }

  @ParameterizedTest
  @EnumSource
  void everyBaseButProquintHasAFormOfAnyLength(Multibase base) {
    for (int length = 0; length < 20; length++) {
      byte[] data = new byte[length];
      Arrays.fill(data, (byte) 0xa5);
      if (base == Multibase.PROQUINT && length % 2 == 1) {
        assertThatThrownBy(() -> base.encode(data)).isInstanceOf(InvalidMultibase.class);
      } else {
        assertThat(Multibase.decode(base.encode(data))).isEqualTo(data);
      }
    }
  }

  /// A text that is not the one right text of some bytes is refused, apart from the case of
  /// letters.
  @ParameterizedTest
  @EnumSource
  void noTwoTextsHaveTheSameBytes(Multibase base) {
    Property.check(
        200,
        random -> {
          String text = base.encodeRaw(Property.bytes(random, 2 * random.nextInt(1, 8)));
          String other =
              mutated(
                  text,
                  random.nextInt(text.length()),
                  text.charAt(random.nextInt(text.length())),
                  random.nextInt(3));
          try {
            assertThat(base.encodeRaw(base.decodeRaw(other))).isEqualToIgnoringCase(other);
          } catch (InvalidMultibase refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
          }
        });
  }

  private static String mutated(String text, int at, char c, int how) {
    return switch (how) {
      case 0 -> text.substring(0, at) + c + text.substring(at + 1);
      case 1 -> text.substring(0, at) + text.substring(at + 1);
      default -> text.substring(0, at) + c + text.substring(at);
    };
  }

  @ParameterizedTest
  @EnumSource
  void refusesCharactersOfNoBase(Multibase base) {
    for (String odd : List.of("\u0100", "\ud800", "漢")) {
      assertThatThrownBy(() -> base.decodeRaw(base.encodeRaw(new byte[4]) + odd))
          .isInstanceOf(InvalidMultibase.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BASE58BTC, Hello World!, z2NEpo7TZRRrLZSi2U",
    "BASE58BTC, The quick brown fox jumps over the lazy dog., "
        + "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
    "BASE64PAD, foobar, MZm9vYmFy",
    "BASE64PAD, fooba, MZm9vYmE=",
    "BASE64PAD, foob, MZm9vYg==",
    "BASE64, foob, mZm9vYg",
    "BASE32PADUPPER, foob, CMZXW6YQ=",
    "BASE32PADUPPER, f, CMY======",
    "BASE32, foobar, bmzxw6ytboi",
    "BASE32HEXPADUPPER, foo, TCPNMU===",
    "BASE16UPPER, foobar, F666F6F626172",
    "BASE2, A, 001000001",
    "BASE45, AB, RBB8",
    "BASE45, Hello!!, R%69 VD92EX0",
    "BASE45, ietf!, RQED8WEX0"
  })
  void writesTheKnownForms(Multibase base, String plain, String text) {
    assertThat(base.encode(utf8(plain))).isEqualTo(text);
    assertThat(Multibase.decode(text)).isEqualTo(utf8(plain));
  }

  @Test
  void leadingZerosAreCharactersOfTheirOwn() {
    byte[] zeros = {0, 0, 0, 1};
    assertThat(Multibase.encodeBase58btc(zeros)).isEqualTo("1112");
    assertThat(Multibase.encodeBase36(zeros)).isEqualTo("0001");
    assertThat(Multibase.decodeBase36("0001")).isEqualTo(zeros);
    assertThat(Multibase.decodeBase58btc("1112")).isEqualTo(zeros);
    assertThat(Multibase.decodeBase58btc("")).isEmpty();
    assertThat(Multibase.decode("9000")).isEqualTo(new byte[3]);
  }

  @Test
  void readsBothCasesWhereABaseHasOneOnly() {
    Set<Multibase> exact =
        Set.of(
            Multibase.IDENTITY,
            Multibase.BASE32Z,
            Multibase.BASE45,
            Multibase.BASE58BTC,
            Multibase.BASE58FLICKR,
            Multibase.BASE64,
            Multibase.BASE64PAD,
            Multibase.BASE64URL,
            Multibase.BASE64URLPAD,
            Multibase.PROQUINT,
            Multibase.BASE256EMOJI);
    byte[] data = utf8("both cases of letters");
    for (Multibase base :
        Arrays.stream(Multibase.values())
            .filter(b -> !exact.contains(b))
            .collect(Collectors.toSet())) {
      String text = base.encodeRaw(data);
      assertThat(base.decodeRaw(text.toUpperCase(Locale.ROOT))).as(base.specName()).isEqualTo(data);
      assertThat(base.decodeRaw(text.toLowerCase(Locale.ROOT))).as(base.specName()).isEqualTo(data);
    }
    assertThatThrownBy(() -> Multibase.decode("R%69 vd92ex0")).isInstanceOf(InvalidMultibase.class);
    assertThatThrownBy(() -> Multibase.decode("hYbndrfg")).isInstanceOf(InvalidMultibase.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "€uro",
        "\u0001",
        "1abc",
        "f0",
        "fabc",
        "fxy",
        "b1",
        "b8",
        "ba",
        "bab1",
        "bmz",
        "bmy======",
        "cmy=====",
        "cmy=======",
        "cm======y",
        "c=",
        "c========",
        "mZg=",
        "MZg",
        "MZg=",
        "MZg===",
        "MZh==",
        "mZh",
        "mZ",
        "m+_",
        "u+/",
        "z0",
        "zO",
        "zI",
        "zl",
        "Z0",
        "91a",
        "012",
        "0000000011",
        "00",
        "78",
        "71",
        "R:::",
        "RGGX",
        "R0",
        "R:",
        "Ra",
        "RZZ",
        "pro",
        "pro-lusa",
        "pro-lusab-",
        "pro-lusab babad",
        "pro-lusax",
        "pro-lusabbabad",
        "plusab-babad",
        "pro-Lusab",
        "🚀a",
        "🚀🚀a",
        "k_",
        "K-"
      })
  void refusesWhatIsNotTheOneRightText(String text) {
    assertThatThrownBy(() -> Multibase.decode(text))
        .isInstanceOf(InvalidMultibase.class)
        .message()
        .isNotBlank()
        .doesNotContain("\u0001");
  }

  @Test
  void aBaseOfRadixHasABoundBecauseItIsQuadratic() {
    byte[] full = new byte[RadixBase.MAX_LENGTH];
    assertThat(Multibase.decodeBase58btc(Multibase.encodeBase58btc(full))).isEqualTo(full);
    assertThatThrownBy(() -> Multibase.encodeBase58btc(new byte[RadixBase.MAX_LENGTH + 1]))
        .isInstanceOf(InvalidMultibase.class)
        .hasMessageContaining("65536");
    String ones = "1".repeat(RadixBase.MAX_LENGTH);
    assertThat(Multibase.decodeBase58btc(ones)).hasSize(RadixBase.MAX_LENGTH);
    assertThatThrownBy(() -> Multibase.decodeBase58btc(ones + "1"))
        .isInstanceOf(InvalidMultibase.class)
        .hasMessageContaining("65536");
  }

  @Test
  void radixBasesAgreeWithBigIntegers() {
    Property.check(
        200,
        random -> {
          byte[] data = Property.bytes(random, random.nextInt(1, 60));
          data[0] |= 1;
          java.math.BigInteger number = new java.math.BigInteger(1, data);
          assertThat(Multibase.BASE10.encodeRaw(data)).isEqualTo(number.toString());
          assertThat(Multibase.encodeBase36(data)).isEqualTo(number.toString(36));
        });
  }

  @Test
  void bitBasesAgreeWithTheJdk() {
    Property.check(
        200,
        random -> {
          byte[] data = Property.bytes(random, random.nextInt(60));
          assertThat(Multibase.BASE64PAD.encodeRaw(data))
              .isEqualTo(java.util.Base64.getEncoder().encodeToString(data));
          assertThat(Multibase.encodeBase64url(data))
              .isEqualTo(java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(data));
          assertThat(Multibase.BASE16.encodeRaw(data))
              .isEqualTo(java.util.HexFormat.of().formatHex(data));
          assertThat(Multibase.decodeBase64url(Multibase.encodeBase64url(data))).isEqualTo(data);
          assertThat(Multibase.decodeBase32(Multibase.encodeBase32(data))).isEqualTo(data);
        });
  }

  @Test
  void prefixesAreDistinct() {
    assertThat(Arrays.stream(Multibase.values()).map(Multibase::prefix)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Multibase.values()).map(Multibase::specName)).doesNotHaveDuplicates();
    assertThat(Multibase.named("base3")).isEmpty();
    assertThat(Multibase.of("")).isEmpty();
    assertThat(Multibase.of("🙂")).isEmpty();
  }
}
