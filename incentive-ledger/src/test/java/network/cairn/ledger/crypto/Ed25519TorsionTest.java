package network.cairn.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// Keys and commitments with torsion: the quick verifier says what the equation in full says, and
/// what a library says of the prime group with the torsion judged apart.
final class Ed25519TorsionTest {
  /// A point of order eight (RFC 8032 has none; this is libsodium's list's).
  private static final byte[] EIGHTH =
      java.util.HexFormat.of()
          .parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");

  private static final BigInteger EIGHT = BigInteger.valueOf(8);

  private static final List<EdPoint> TORSION =
      IntStream.range(0, 8)
          .mapToObj(i -> EdPoint.decode(EIGHTH).orElseThrow().times(BigInteger.valueOf(i)))
          .toList();

  /// S·B = R + k·A, S below the order, R and A canonical and not of small order: each computed in
  /// full.
  private static boolean inFull(byte[] pub, byte[] msg, byte[] sig) {
    byte[] commitment = Arrays.copyOf(sig, 32);
    BigInteger s = Scalars.read(sig, 32, 32);
    Optional<EdPoint> key = largeOrder(pub);
    if (s.compareTo(Scalars.ORDER) >= 0 || key.isEmpty() || largeOrder(commitment).isEmpty()) {
      return false;
    }
    BigInteger k = Scalars.read(Sha512.hash(commitment, pub, msg)).mod(Scalars.ORDER);
    EdPoint r = EdPoint.base().times(s).plus(key.get().times(k).negate());
    return Arrays.equals(r.encode(), commitment);
  }

  /// Bouncy Castle judges the prime group by half-size scalars; the torsion of R + k·A is computed
  /// as that point times the group's order.
  private static boolean byPrimeGroup(byte[] pub, byte[] msg, byte[] sig) {
    byte[] commitment = Arrays.copyOf(sig, 32);
    if (!org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartial(commitment, 0)
        || !org.bouncycastle.math.ec.rfc8032.Ed25519.verify(sig, 0, pub, 0, msg, 0, msg.length)) {
      return false;
    }
    BigInteger k = Scalars.read(Sha512.hash(commitment, pub, msg)).mod(Scalars.ORDER);
    EdPoint sum = largeOrder(pub).orElseThrow().times(k).plus(largeOrder(commitment).orElseThrow());
    return sum.times(Scalars.ORDER).isIdentity();
  }

  private static Optional<EdPoint> largeOrder(byte[] point) {
    return EdPoint.decode(point).filter(p -> !p.timesCofactor().isIdentity());
  }

  private static BigInteger scalar(Random random) {
    return new BigInteger(252, random);
  }

  private static byte[] join(byte[] r, BigInteger s) {
    byte[] sig = Arrays.copyOf(r, 64);
    System.arraycopy(Scalars.littleEndian(s), 0, sig, 32, 32);
    return sig;
  }

  @Test
  void theQuickVerifierSaysWhatTheEquationSays() {
    int[] seen = new int[2];
    Property.check(
        400,
        random -> {
          BigInteger a = scalar(random);
          BigInteger nonce = scalar(random);
          EdPoint key = EdPoint.base().times(a).plus(TORSION.get(random.nextInt(8)));
          EdPoint r = EdPoint.base().times(nonce).plus(TORSION.get(random.nextInt(8)));
          byte[] pub = key.encode();
          byte[] msg = new byte[random.nextInt(40)];
          random.nextBytes(msg);
          byte[] commitment = r.encode();
          BigInteger k = Scalars.read(Sha512.hash(commitment, pub, msg)).mod(Scalars.ORDER);
          BigInteger s = nonce.add(k.multiply(a)).mod(Scalars.ORDER);
          byte[] sig = join(commitment, random.nextInt(10) == 0 ? s.add(Scalars.ORDER) : s);
          if (random.nextInt(10) == 0) {
            sig[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
          }
          boolean holds = inFull(pub, msg, sig);
          assertThat(Ed25519.verify(pub, msg, sig)).isEqualTo(holds);
          assertThat(byPrimeGroup(pub, msg, sig)).isEqualTo(holds);
          seen[holds ? 1 : 0]++;
        });
    assertThat(seen[0]).isGreaterThan(100);
    assertThat(seen[1]).isGreaterThan(30);
  }

  /// Each torsion of the key with each of the commitment, signed so that the prime group's part
  /// holds: what is left is the torsion of R + k·A, which eight messages make vanish now and then.
  @Test
  void everyPairOfTorsionIsJudgedByTheEquation() {
    BigInteger a = BigInteger.valueOf(77);
    BigInteger nonce = BigInteger.valueOf(1234567);
    int[] holding = new int[64];
    for (int pair = 0; pair < 64; pair++) {
      byte[] pub = EdPoint.base().times(a).plus(TORSION.get(pair / 8)).encode();
      byte[] commitment = EdPoint.base().times(nonce).plus(TORSION.get(pair % 8)).encode();
      PreparedKey key = PreparedKey.of(pub).orElseThrow();
      for (int i = 0; i < 8; i++) {
        byte[] msg = {(byte) pair, (byte) i};
        BigInteger k = Scalars.read(Sha512.hash(commitment, pub, msg)).mod(Scalars.ORDER);
        byte[] sig = join(commitment, nonce.add(k.multiply(a)).mod(Scalars.ORDER));
        boolean vanishes = (pair % 8 + k.mod(EIGHT).intValue() * (pair / 8)) % 8 == 0;
        assertThat(key.verify(msg, sig)).as("pair %d, message %d", pair, i).isEqualTo(vanishes);
        assertThat(inFull(pub, msg, sig)).isEqualTo(vanishes);
        holding[pair] += vanishes ? 1 : 0;
      }
    }
    assertThat(holding[0]).isEqualTo(8);
    assertThat(Arrays.stream(holding).sum()).isGreaterThan(30);
  }

  /// Encodings of y above the prime, and minus zero, are no keys; as commitments they never count.
  @Test
  void encodingsThatAreNotCanonicalNeverCount() {
    byte[] honest = Ed25519.publicKey(new byte[32]);
    BigInteger prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    for (int y = 0; y < 19; y++) {
      for (int sign = 0; sign < 2; sign++) {
        byte[] large = Scalars.littleEndian(prime.add(BigInteger.valueOf(y)));
        large[31] |= (byte) (sign << 7);
        assertThat(PreparedKey.of(large)).as("p + %d", y).isEmpty();
        assertThat(Ed25519.verify(honest, new byte[0], join(large, BigInteger.ONE))).isFalse();
      }
    }
    byte[] minusZero = EdPoint.identity().encode();
    minusZero[31] |= (byte) 0x80;
    assertThat(PreparedKey.of(minusZero)).isEmpty();
    assertThat(PreparedKey.of(new byte[31])).isEmpty();
    assertThat(PreparedKey.of(honest).orElseThrow().verify(new byte[0], new byte[63])).isFalse();
  }

  /// A point of small order as key or commitment, in every combination, never counts.
  @Test
  void smallOrderNeverCounts() {
    byte[] honest = Ed25519.publicKey(new byte[32]);
    for (EdPoint torsion : TORSION) {
      byte[] small = torsion.encode();
      assertThat(Ed25519.verify(small, new byte[0], join(small, BigInteger.ZERO))).isFalse();
      assertThat(Ed25519.verify(honest, new byte[0], join(small, BigInteger.ZERO))).isFalse();
      assertThat(Ed25519.verify(small, new byte[0], join(honest, BigInteger.ONE))).isFalse();
    }
  }

  /// A key of mixed order that signs a commitment that is its own torsion's opposite.
  @Test
  void aSumThatVanishesIsJudgedInFullToo() {
    EdPoint key = EdPoint.base().plus(TORSION.get(1));
    byte[] pub = key.encode();
    int holding = 0;
    for (int i = 0; i < 64; i++) {
      byte[] msg = {(byte) i};
      byte[] commitment = key.negate().encode();
      BigInteger k = Scalars.read(Sha512.hash(commitment, pub, msg)).mod(Scalars.ORDER);
      byte[] sig = join(commitment, k.subtract(BigInteger.ONE).mod(Scalars.ORDER));
      boolean holds = inFull(pub, msg, sig);
      assertThat(Ed25519.verify(pub, msg, sig)).isEqualTo(holds);
      holding += holds ? 1 : 0;
    }
    assertThat(holding).isPositive();
  }
}
