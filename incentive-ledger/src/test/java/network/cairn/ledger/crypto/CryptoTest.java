package network.cairn.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class CryptoTest {
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

  @FuzzTest
  void answersForAnyBytes(FuzzedDataProvider data) {
    byte[] pub = data.consumeBytes(33);
    byte[] sig = data.consumeBytes(80);
    byte[] msg = data.consumeRemainingAsBytes();
    Ed25519.verify(pub, msg, sig);
    EcVrf.verify(pub, msg, sig);
  }

  private static byte[] flip(Random random, byte[] bytes) {
    byte[] out = bytes.clone();
    out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
    return out;
  }
}
