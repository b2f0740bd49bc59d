package network.cairn.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

class ChallengesTest {
  private static byte[] sha256(byte[]... parts) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] u64(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  @Test
  void bindsTheSeedToChainHeightAndBeacon() {
    Property.check(
        50,
        random -> {
          byte[] chain = Property.bytes(random, 32);
          byte[] beacon = Property.bytes(random, 32);
          long height = random.nextLong(Long.MAX_VALUE);
          assertThat(Challenges.seed(chain, height, beacon))
              .isEqualTo(
                  sha256(ascii("incentive-ledger/pdp-seed/1\0"), chain, u64(height), beacon));
        });
  }

  @Test
  void drawsEachIndexAsTheBigEndianDigestModuloTheLeafCount() {
    Property.check(
        100,
        random -> {
          byte[] seed = Property.bytes(random, 32);
          long set = random.nextLong(Long.MAX_VALUE);
          long period = random.nextLong(5000);
          long leaves = 1 + random.nextLong(1L << random.nextInt(1, 51));
          long[] indices = Challenges.indices(seed, set, period, leaves, 10);
          for (int i = 0; i < 10; i++) {
            byte[] digest =
                sha256(
                    ascii("incentive-ledger/pdp-idx/1\0"),
                    seed,
                    u64(set),
                    u64(period),
                    new byte[] {0, 0, 0, (byte) i});
            BigInteger expected = new BigInteger(1, digest).mod(BigInteger.valueOf(leaves));
            assertThat(indices[i]).isEqualTo(expected.longValueExact());
          }
        });
  }

  @Test
  void givesSmallPiecesMoreChallengesThanLeaves() {
    assertThat(Challenges.indices(new byte[32], 1, 1, 1, Challenges.HARD))
        .hasSize(64)
        .containsOnly(0L);
  }

  @Test
  void countsEightAndOneMorePerDoublingAbove32MiB() {
    assertThat(Challenges.count(1)).isEqualTo(8);
    assertThat(Challenges.count((1 << 21) - 1)).isEqualTo(8);
    assertThat(Challenges.count(1 << 21)).isEqualTo(9);
    assertThat(Challenges.count((1L << 30) - 1)).isEqualTo(17);
    assertThat(Challenges.count(1L << 30)).isEqualTo(18);
  }

  @Test
  void refusesWhatIsNoLeafCountOrNoDigest() {
    assertThatThrownBy(() -> Challenges.count(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Challenges.indices(new byte[31], 1, 1, 4, 8))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Challenges.indices(new byte[32], 1, 1, (1L << 50) + 1, 8))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Challenges.seed(new byte[32], 1, new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
