package network.cairn.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.ledger.crypto.EcVrf;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class KnownKeysTest {
  private final KnownKeys keys = new KnownKeys();

  private static byte[] seed(int number) {
    byte[] seed = new byte[Ed25519.SEED_SIZE];
    seed[0] = (byte) number;
    seed[1] = (byte) (number >> 8);
    return seed;
  }

  @Test
  void saysWhatTheVerifierSaysOfAKeyThatIsKnownAndOneThatIsNot() {
    Property.check(
        60,
        random -> {
          byte[] seed = seed(Math.floorMod(random.nextInt(), 4));
          byte[] pub = Ed25519.publicKey(seed);
          byte[] msg = Property.bytes(random, random.nextInt(50));
          byte[] sig = Ed25519.sign(seed, msg);
          switch (random.nextInt(6)) {
            case 0 -> sig[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> pub[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> pub = Property.bytes(random, random.nextInt(40));
            case 3 -> sig = Property.bytes(random, random.nextInt(70));
            default -> {}
          }
          for (int i = 0; i < 2; i++) {
            assertThat(keys.verify(pub, msg, sig)).isEqualTo(Ed25519.verify(pub, msg, sig));
          }
        });
    assertThat(keys.size()).isEqualTo(4);
  }

  @Test
  void keepsOnlyKeysThatSignedAndNoMoreThanItMay() {
    byte[] msg = {1};
    for (int i = 0; i < KnownKeys.MOST + 2; i++) {
      byte[] seed = seed(i);
      assertThat(keys.verify(Ed25519.publicKey(seed), msg, Ed25519.sign(seed, msg))).isTrue();
      assertThat(keys.size()).isEqualTo(Math.min(i + 1, KnownKeys.MOST));
    }
    KnownKeys fresh = new KnownKeys();
    assertThat(fresh.verify(Ed25519.publicKey(seed(1)), msg, new byte[64])).isFalse();
    assertThat(fresh.size()).isZero();
  }

  @Test
  void beaconsAreCheckedAsEver() {
    byte[] seed = seed(9);
    byte[] alpha = {7};
    byte[] pi = EcVrf.prove(seed, alpha);
    byte[] pub = Ed25519.publicKey(seed);
    assertThat(keys.beacon(pub, alpha, pi)).contains(EcVrf.output(pi));
    assertThat(keys.beacon(pub, new byte[] {8}, pi)).isEmpty();
  }
}
