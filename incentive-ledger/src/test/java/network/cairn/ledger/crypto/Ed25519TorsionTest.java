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

/// Keys and commitments with torsion: the quick verifier says what the equation in full says.
final class Ed25519TorsionTest {
  /// A point of order eight (RFC 8032 has none; this is libsodium's list's).
  private static final byte[] EIGHTH =
      java.util.HexFormat.of()
          .parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");

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
          seen[holds ? 1 : 0]++;
        });
    assertThat(seen[0]).isGreaterThan(100);
    assertThat(seen[1]).isGreaterThan(30);
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
