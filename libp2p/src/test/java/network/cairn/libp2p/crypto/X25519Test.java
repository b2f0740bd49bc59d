package network.cairn.libp2p.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class X25519Test {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /// RFC 7748, section 5.2.
  @Test
  void theExampleOfTheSpecificationHolds() {
    byte[] scalar = hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
    byte[] point = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
    assertThat(X25519.agree(scalar, point).orElseThrow())
        .isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
  }

  @Test
  void bothSidesAgree() {
    Property.check(
        50,
        random -> {
          byte[] a = X25519.scalar(random);
          byte[] b = X25519.scalar(random);
          assertThat(X25519.agree(a, X25519.point(b)).orElseThrow())
              .isEqualTo(X25519.agree(b, X25519.point(a)).orElseThrow());
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void pointsOfLowOrderAreRefused(String point) {
    assertThat(
            X25519.agree(
                new byte[] {
                  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                  24, 25, 26, 27, 28, 29, 30, 31, 32
                },
                hex(point)))
        .isEmpty();
  }
}
