package network.cairn.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The laws of the group of edwards25519.
final class EdPointTest {
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  private static BigInteger scalar(Random random) {
    return new BigInteger(256, random).mod(Scalars.ORDER);
  }

  private static EdPoint point(Random random) {
    return EdPoint.base().times(scalar(random));
  }

  private static void same(EdPoint actual, EdPoint expected) {
    assertThat(actual.encode()).isEqualTo(expected.encode());
  }

  @Test
  void additionIsThatOfACommutativeGroup() {
    Property.check(
        10,
        random -> {
          EdPoint a = point(random);
          EdPoint b = point(random);
          EdPoint c = point(random);
          same(a.plus(b), b.plus(a));
          same(a.plus(b).plus(c), a.plus(b.plus(c)));
          same(a.plus(EdPoint.identity()), a);
          assertThat(a.plus(a.negate()).isIdentity()).isTrue();
          same(a.negate().negate(), a);
        });
  }

  @Test
  void multiplicationAddsUp() {
    Property.check(
        8,
        random -> {
          BigInteger m = scalar(random);
          BigInteger n = scalar(random);
          EdPoint point = point(random);
          same(point.times(m).plus(point.times(n)), point.times(m.add(n).mod(Scalars.ORDER)));
          same(point.times(m).times(n), point.times(m.multiply(n).mod(Scalars.ORDER)));
          same(point.timesCofactor(), point.times(BigInteger.valueOf(8)));
        });
  }

  /// A point with torsion, as a proof by others may bring.
  private static EdPoint odd(Random random) {
    byte[] bytes = new byte[EdPoint.SIZE];
    while (true) {
      random.nextBytes(bytes);
      var point = EdPoint.decode(bytes);
      if (point.isPresent()) {
        return point.get();
      }
    }
  }

  private static BigInteger edge(Random random) {
    BigInteger top = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    return switch (random.nextInt(6)) {
      case 0 -> BigInteger.ZERO;
      case 1 -> BigInteger.ONE;
      case 2 -> top;
      case 3 -> BigInteger.TWO.pow(random.nextInt(256));
      case 4 -> new BigInteger(128, random);
      default -> new BigInteger(256, random);
    };
  }

  @Test
  void twiceIsTheSumWithItself() {
    Property.check(
        10,
        random -> {
          EdPoint point = odd(random);
          same(point.twice(), point.plus(point));
        });
    same(EdPoint.identity().twice(), EdPoint.identity());
  }

  /// The quick way to a sum of products for numbers that are no secret.
  @Test
  void sumsOfProductsAreThoseOfTheirParts() {
    Property.check(
        20,
        random -> {
          EdPoint p = odd(random);
          EdPoint q = random.nextInt(4) == 0 ? p.negate() : odd(random);
          BigInteger a = edge(random);
          BigInteger b = edge(random);
          same(p.timesPlus(a, q, b), p.times(a).plus(q.times(b)));
          same(p.timesPlusBase(a, b), p.times(a).plus(EdPoint.base().times(b)));
        });
  }

  @Test
  void digitsAreTheNumberAndMostlyZero() {
    Property.check(
        200,
        random -> {
          BigInteger number = edge(random);
          int width = random.nextInt(2, 9);
          int from = 8 * random.nextInt(33);
          int bits = random.nextInt(257);
          byte[] digits = OddMultiples.digits(Scalars.littleEndian(number), from, bits, width);
          BigInteger sum = BigInteger.ZERO;
          int last = -width;
          for (int i = 0; i < digits.length; i++) {
            sum = sum.add(BigInteger.valueOf(digits[i]).shiftLeft(i));
            if (digits[i] != 0) {
              assertThat(Math.abs(digits[i])).isLessThan(1 << (width - 1));
              assertThat(digits[i] & 1).isOne();
              assertThat(i - last).isGreaterThanOrEqualTo(width);
              last = i;
            }
          }
          assertThat(sum).isEqualTo(number.shiftRight(from).mod(BigInteger.TWO.pow(bits)));
        });
  }

  /// As [PreparedKey] takes them: any widths, numbers in parts, points of every kind.
  @Test
  void sumsOfPartsAreTheSum() {
    Property.check(
        20,
        random -> {
          EdPoint p = odd(random);
          EdPoint q = random.nextInt(4) == 0 ? p : odd(random);
          byte[] a = Scalars.littleEndian(edge(random));
          byte[] b = Scalars.littleEndian(edge(random));
          int cut = random.nextInt(1, 256);
          EdPoint high = p.times(BigInteger.TWO.pow(cut));
          EdPoint sum =
              OddMultiples.sum(
                  new OddMultiples(p, random.nextInt(2, 9)).times(a, 0, cut),
                  new OddMultiples(high, random.nextInt(2, 9)).times(a, cut, 256 - cut),
                  new OddMultiples(q, random.nextInt(2, 9)).times(b, 0, 256));
          same(sum, p.times(Scalars.read(a)).plus(q.times(Scalars.read(b))));
        });
  }

  @Test
  void smallMultiplesAreRepeatedSums() {
    EdPoint sum = EdPoint.identity();
    for (int n = 0; n < 20; n++) {
      same(EdPoint.base().times(BigInteger.valueOf(n)), sum);
      sum = sum.plus(EdPoint.base());
    }
  }

  @Test
  void theBaseHasTheOrderOfTheGroup() {
    EdPoint base = EdPoint.base();
    assertThat(HexFormat.of().formatHex(base.encode())).isEqualTo("58" + "66".repeat(31));
    assertThat(base.times(Scalars.ORDER).isIdentity()).isTrue();
    same(base.times(Scalars.ORDER.subtract(BigInteger.ONE)), base.negate());
    assertThat(base.isIdentity()).isFalse();
    assertThat(base.times(BigInteger.ZERO).isIdentity()).isTrue();
    BigInteger most = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    same(base.times(most), base.times(most.mod(Scalars.ORDER)));
  }

  @Test
  void pointsComeBackFromTheirEncodingAlone() {
    Property.check(
        40,
        random -> {
          byte[] bytes = Property.bytes(random, EdPoint.SIZE);
          EdPoint.decode(bytes)
              .ifPresent(point -> {
                assertThat(point.encode()).isEqualTo(bytes);
                byte[] other = bytes.clone();
                other[31] ^= (byte) 0x80;
                same(EdPoint.decode(other).orElseThrow(), point.negate());
                assertThat(point.timesCofactor().times(Scalars.ORDER).isIdentity()).isTrue();
              });
        });
  }

  /// y and y + p are one number; only the smaller is an encoding.
  @Test
  void refusesEveryEncodingAboveThePrime() {
    for (int y = 0; y < 19; y++) {
      byte[] large = Scalars.littleEndian(PRIME.add(BigInteger.valueOf(y)));
      assertThat(EdPoint.decode(large)).as("p + %d", y).isEmpty();
      large[31] |= (byte) 0x80;
      assertThat(EdPoint.decode(large)).as("p + %d, negative", y).isEmpty();
    }
    byte[] identity = EdPoint.identity().encode();
    assertThat(EdPoint.decode(identity).orElseThrow().isIdentity()).isTrue();
    identity[31] |= (byte) 0x80;
    assertThat(EdPoint.decode(identity)).as("minus zero").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
      })
  void pointsOfSmallOrderVanishByTheCofactor(String hex) {
    EdPoint point = EdPoint.decode(HexFormat.of().parseHex(hex)).orElseThrow();
    assertThat(point.isIdentity()).isFalse();
    assertThat(point.timesCofactor().isIdentity()).isTrue();
  }

  @Test
  void scalarsComeBackFromTheirBytes() {
    Property.check(
        300,
        random -> {
          BigInteger value = new BigInteger(random.nextInt(257), random);
          byte[] bytes = Scalars.littleEndian(value);
          assertThat(bytes).hasSize(Scalars.SIZE);
          assertThat(Scalars.read(bytes)).isEqualTo(value);
          byte[] inside = new byte[40];
          System.arraycopy(bytes, 0, inside, 5, 32);
          assertThat(Scalars.read(inside, 5, 32)).isEqualTo(value);
        });
    assertThat(Scalars.littleEndian(BigInteger.ONE)).startsWith(1, 0).endsWith(0);
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    assertThat(Scalars.littleEndian(BigInteger.TWO.pow(256).subtract(BigInteger.ONE)))
        .isEqualTo(ones);
  }
}
