package network.cairn.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class CryptoTest {
  private static final byte[] NOBODYS = Ed25519.publicKey(new byte[32]);

  @Test
  void acceptsOwnSignaturesAndNoFlippedBit() {
    Property.check(
        40,
        random -> {
          byte[] seed = Ed25519.generateSeed(random);
          byte[] msg = Property.bytes(random, random.nextInt(200) + 1);
          byte[] pub = Ed25519.publicKey(seed);
          byte[] sig = Ed25519.sign(seed, msg);
          assertThat(Ed25519.verify(pub, msg, sig)).isTrue();
          assertThat(Ed25519.verify(pub, msg, flip(random, sig))).isFalse();
          assertThat(Ed25519.verify(pub, flip(random, msg), sig)).isFalse();
          assertThat(Ed25519.verify(flip(random, pub), msg, sig)).isFalse();
        });
  }

  /// Of every pair of points with a torsion part CometBFT takes some signatures that the ledger's
  /// own verifier refuses; S at or above the order it refuses too.
  @Test
  void judgesVotesAsCometBftDoes() {
    byte[] nothing = new byte[64];
    byte[] mixedKey = hex("10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f");
    byte[] mixed =
        hex(
            "b797b156efcd45a4e2454d2fd0b21438b3ccd80d4c7fd1d1b2c8e55bd4ed4a94"
                + "639734cf989e314e9e049fc01a3864d191fed8f231b12fee6fa50aaadba44b0e");
    byte[] msg = "ed25519vectors 9".getBytes(StandardCharsets.US_ASCII);
    assertThat(Zip215.verify(mixedKey, msg, mixed)).isTrue();
    assertThat(Ed25519.verify(mixedKey, msg, mixed)).isFalse();
    assertThat(Zip215.verify(new byte[32], msg, nothing)).isTrue();
    assertThat(Ed25519.verify(new byte[32], msg, nothing)).isFalse();
    mixed[0] ^= 1;
    assertThat(Zip215.verify(mixedKey, msg, mixed)).isFalse();
    byte[] large = nothing.clone();
    byte[] order = Scalars.littleEndian(Scalars.ORDER);
    System.arraycopy(order, 0, large, 32, 32);
    assertThat(Zip215.verify(new byte[32], msg, large)).isFalse();
    assertThat(Zip215.verify(new byte[31], msg, nothing)).isFalse();
    assertThat(Zip215.verify(new byte[32], msg, new byte[63])).isFalse();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void votesAreTrueWhereEverySignatureIs() {
    Property.check(
        40,
        random -> {
          byte[] seed = Ed25519.generateSeed(random);
          byte[] msg = Property.bytes(random, random.nextInt(200) + 1);
          byte[] pub = Ed25519.publicKey(seed);
          byte[] sig = Ed25519.sign(seed, msg);
          assertThat(Zip215.verify(pub, msg, sig)).isTrue();
          assertThat(Zip215.verify(pub, msg, flip(random, sig))).isFalse();
          assertThat(Zip215.verify(pub, flip(random, msg), sig)).isFalse();
        });
  }

  @Test
  void provesOneOutputPerInput() {
    Property.check(
        10,
        random -> {
          byte[] seed = Ed25519.generateSeed(random);
          byte[] alpha = Property.bytes(random, random.nextInt(100) + 1);
          byte[] pub = Ed25519.publicKey(seed);
          byte[] pi = EcVrf.prove(seed, alpha);
          assertThat(EcVrf.prove(seed, alpha)).isEqualTo(pi);
          assertThat(EcVrf.verify(pub, alpha, pi)).hasValue(EcVrf.output(pi));
          assertThat(EcVrf.verify(pub, alpha, flip(random, pi))).isEmpty();
          assertThat(EcVrf.verify(pub, flip(random, alpha), pi)).isEmpty();
          assertThat(EcVrf.verify(flip(random, pub), alpha, pi)).isEmpty();
        });
  }

  @Test
  void refusesWrongLengthsWithoutAnError() {
    assertThat(Ed25519.verify(new byte[31], new byte[0], new byte[64])).isFalse();
    assertThat(Ed25519.verify(new byte[32], new byte[0], new byte[63])).isFalse();
    assertThat(EcVrf.verify(new byte[33], new byte[0], new byte[80])).isEmpty();
    assertThat(EcVrf.verify(new byte[32], new byte[0], new byte[81])).isEmpty();
    assertThatThrownBy(() -> Ed25519.publicKey(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// Keys and signatures of the sizes that are looked at: any key, and one whose seed nobody here
  /// used, for which none may pass.
  @FuzzTest
  void believesNoBytes(byte[] data) {
    byte[] bytes = Arrays.copyOf(data, Math.max(data.length, Ed25519.KEY_SIZE + EcVrf.PROOF_SIZE));
    byte[] pub = Arrays.copyOf(bytes, Ed25519.KEY_SIZE);
    byte[] rest = Arrays.copyOfRange(bytes, Ed25519.KEY_SIZE, bytes.length);
    byte[] sig = Arrays.copyOf(rest, Ed25519.SIGNATURE_SIZE);
    byte[] pi = Arrays.copyOf(rest, EcVrf.PROOF_SIZE);
    Ed25519.verify(pub, data, sig);
    EcVrf.verify(pub, data, pi);
    assertThat(Ed25519.verify(NOBODYS, data, sig)).isFalse();
    assertThat(EcVrf.verify(NOBODYS, data, pi)).isEmpty();
  }

  private static byte[] flip(Random random, byte[] bytes) {
    byte[] out = bytes.clone();
    out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
    return out;
  }
}
