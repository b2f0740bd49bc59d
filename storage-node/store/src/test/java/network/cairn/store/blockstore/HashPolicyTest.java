package network.cairn.store.blockstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HashPolicyTest {
  private static final byte[] CONTENT = {1, 2, 3};

  /// The bounds of Kubo's verifcid.
  @ParameterizedTest
  @CsvSource({
    "0x12, 20, true", "0x12, 19, false", "0x12, 32, true", "0x11, 20, true", "0xb220, 19, false",
    "0x7fff, 20, true", "0x7fff, 0, false", "0x00, 0, true", "0x00, 19, true", "0x00, 128, true",
    "0x00, 129, false"
  })
  void allowsDigestsThatNobodyCanForge(String code, int length, boolean allowed) {
    Multihash multihash = Multihash.of(Long.decode(code), new byte[length]);
    if (allowed) {
      assertThatCode(() -> HashPolicy.require(multihash)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> HashPolicy.require(multihash))
          .isInstanceOf(UnsupportedHash.class)
          .hasMessageContaining(length + " bytes");
    }
  }

  @Test
  void keepsWhatTheIndexHasRoomFor() {
    Multihash longest = Multihash.of(Multihash.SHA2_512, new byte[473]);
    assertThat(longest.byteLength()).isEqualTo(HashPolicy.MAX_MULTIHASH);
    assertThat(HashPolicy.keepable(Cid.v1(Multicodec.RAW, longest))).isEqualTo(longest);
    Cid over = Cid.v1(Multicodec.RAW, Multihash.of(Multihash.SHA2_512, new byte[474]));
    assertThatThrownBy(() -> HashPolicy.keepable(over))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("474 bytes");
  }

  @Test
  void comparesBytesWithTheirDigestAtItsLength() {
    Hashing hashing = Hashing.jdk();
    Multihash whole = Multihash.sha256(CONTENT);
    Multihash cut = Multihash.of(Multihash.SHA2_256, Arrays.copyOf(whole.digest(), 20));
    byte[] flipped = whole.digest();
    flipped[31] ^= 1;
    assertThat(HashPolicy.matches(hashing, whole, CONTENT)).isTrue();
    assertThat(HashPolicy.matches(hashing, cut, CONTENT)).isTrue();
    assertThat(HashPolicy.matches(hashing, whole, new byte[] {1, 2})).isFalse();
    assertThat(HashPolicy.matches(hashing, Multihash.of(Multihash.SHA2_256, flipped), CONTENT))
        .isFalse();
  }

  @Test
  void trustsAFunctionThatIsNotOfferedButNoLengthThatAFunctionCannotGive() {
    Hashing hashing = Hashing.jdk();
    assertThat(HashPolicy.matches(hashing, Multihash.of(0x7fff, new byte[32]), CONTENT)).isTrue();
    assertThat(HashPolicy.matches(hashing, Multihash.of(Multihash.SHA2_256, new byte[33]), CONTENT))
        .isFalse();
  }
}
