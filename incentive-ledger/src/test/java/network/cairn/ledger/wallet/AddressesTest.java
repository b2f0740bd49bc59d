package network.cairn.ledger.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Profile;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

  @ParameterizedTest
  @EnumSource
  void comeBackFromTheirTextInEitherCase(Profile profile) {
    Property.check(
        200,
        random -> {
          Address address = Address.of(Property.bytes(random, Address.SIZE));
          String text = Addresses.format(profile, address);
          assertThat(text).startsWith(profile.addressPrefix() + "1").isLowerCase();
          assertThat(Addresses.parse(profile, text)).isEqualTo(address);
          assertThat(Addresses.parse(profile, text.toUpperCase(Locale.ROOT))).isEqualTo(address);
          for (Profile other : Profile.values()) {
            if (other != profile) {
              assertThatThrownBy(() -> Addresses.parse(other, text))
                  .isInstanceOf(InvalidAddress.class)
                  .hasMessageContaining("begins with " + profile.addressPrefix() + "1");
            }
          }
        });
  }

  /// Up to four wrong characters are found for certain (BIP-350), two swapped ones among them.
  @Test
  void everyTypingErrorOfUpToFourCharactersIsFound() {
    Property.check(
        500,
        random -> {
          Address address = Address.of(Property.bytes(random, Address.SIZE));
          String right = Addresses.format(Profile.MAIN, address);
          int first = Profile.MAIN.addressPrefix().length() + 1;
          StringBuilder wrong = new StringBuilder(right);
          for (int errors = random.nextInt(1, 5); errors > 0; errors--) {
            int at = random.nextInt(first, right.length());
            wrong.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
          }
          if (!wrong.toString().equals(right)) {
            assertThatThrownBy(() -> Addresses.parse(Profile.MAIN, wrong.toString()))
                .isInstanceOf(InvalidAddress.class)
                .hasMessageContaining("mistyped");
          }
        });
  }

  @Test
  void aSwapOfNeighboursIsFound() {
    String right = Addresses.format(Profile.DEV, Address.of(new byte[Address.SIZE]));
    String other =
        Addresses.format(Profile.DEV, Address.of(Property.bytes(new java.util.Random(1), 32)));
    for (String text : new String[] {right, other}) {
      for (int at = Profile.DEV.addressPrefix().length() + 1; at < text.length() - 1; at++) {
        char[] swapped = text.toCharArray();
        swapped[at] = text.charAt(at + 1);
        swapped[at + 1] = text.charAt(at);
        if (swapped[at] != swapped[at + 1]) {
          assertThatThrownBy(() -> Addresses.parse(Profile.DEV, new String(swapped)))
              .isInstanceOf(InvalidAddress.class);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 33, 40})
  void standForThirtyTwoBytesAlone(int size) {
    String text = Bech32m.encode(Profile.MAIN.addressPrefix(), new byte[size]);
    assertThatThrownBy(() -> Addresses.parse(Profile.MAIN, text))
        .isInstanceOf(InvalidAddress.class)
        .hasMessageContaining("32 bytes, not " + size);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "cairn",
        "cairn1",
        "1qqqqqqq",
        "cairn1qqqqq",
        "cairn1bbbbbb",
        "cairn1iiiiii",
        "Cairn1qqqqqq",
        "cairn1QQQQQQ",
        "cairn 1qqqqqq",
        "cairn1qqqqqq ",
        "cäirn1qqqqqq",
        "cairn1qqqqqq\n",
        "cairn\u007f1qqqqqq"
      })
  void refuseWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> Addresses.parse(Profile.MAIN, text))
        .isInstanceOf(InvalidAddress.class);
  }

  @Test
  void haveNinetyCharactersAtMost() {
    int bytes = 46;
    String prefix = "p".repeat(90 - 1 - 74 - 6);
    String most = Bech32m.encode(prefix, new byte[bytes]);
    assertThat(most).hasSize(90);
    assertThat(Bech32m.decode(prefix, most)).hasSize(bytes);
    String more = Bech32m.encode(prefix + "p", new byte[bytes]);
    assertThatThrownBy(() -> Bech32m.decode(prefix + "p", more))
        .isInstanceOf(InvalidAddress.class)
        .hasMessageContaining("at most 90");
  }
}
