package network.cairn.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import network.cairn.ledger.rules.Crypto;
import org.junit.jupiter.api.Test;

class KnownSignaturesTest {
  private static final byte[] KEY = {1, 2};
  private static final byte[] MESSAGE = {3, 4};
  private static final byte[] SIGNATURE = {5, 6};

  /// Says that whatever begins with a five is a true signature, and counts how often it is asked.
  private static final class Counted implements Crypto {
    private int asked;

    @Override
    public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
      asked++;
      return signature[0] == 5;
    }

    @Override
    public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
      asked++;
      return Optional.of(pi);
    }
  }

  private final Counted counted = new Counted();
  private final KnownSignatures known = new KnownSignatures(counted);

  @Test
  void aTrueOneIsCheckedOnceAndAFalseOneEachTime() {
    for (int i = 0; i < 3; i++) {
      assertThat(known.verify(KEY, MESSAGE, SIGNATURE)).isTrue();
    }
    assertThat(counted.asked).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      assertThat(known.verify(KEY, MESSAGE, new byte[] {6, 6})).isFalse();
    }
    assertThat(counted.asked).isEqualTo(4);
    assertThat(known.beacon(KEY, MESSAGE, SIGNATURE)).contains(SIGNATURE);
  }

  @Test
  void anyOtherByteIsAnotherSignature() {
    assertThat(known.verify(KEY, MESSAGE, SIGNATURE)).isTrue();
    for (int i = 0; i < 2; i++) {
      for (byte[] part : new byte[][] {KEY, MESSAGE, SIGNATURE}) {
        int before = counted.asked;
        byte kept = part[i];
        part[i] ^= 64;
        known.verify(KEY, MESSAGE, SIGNATURE);
        part[i] = kept;
        assertThat(counted.asked).isEqualTo(before + 1);
      }
    }
    int before = counted.asked;
    // The same bytes, cut elsewhere.
    known.verify(new byte[] {1}, new byte[] {4}, new byte[] {5, 6, 2, 3});
    known.verify(KEY, new byte[0], new byte[] {5, 6, 3, 4});
    known.verify(new byte[] {1, 2, 5}, MESSAGE, new byte[] {6});
    assertThat(counted.asked).isEqualTo(before + 3);
  }

  @Test
  void theOldestIsForgotten() {
    for (int i = 0; i <= KnownSignatures.MOST; i++) {
      byte[] message = {(byte) (i >> 16), (byte) (i >> 8), (byte) i};
      assertThat(known.verify(KEY, message, SIGNATURE)).isTrue();
    }
    int before = counted.asked;
    known.verify(KEY, new byte[] {0, 0, 1}, SIGNATURE);
    assertThat(counted.asked).isEqualTo(before);
    known.verify(KEY, new byte[3], Arrays.copyOf(SIGNATURE, 2));
    assertThat(counted.asked).isEqualTo(before + 1);
  }
}
