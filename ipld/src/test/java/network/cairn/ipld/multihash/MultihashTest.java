package network.cairn.ipld.multihash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MultihashTest {
  private static final byte[] FOO = "foo".getBytes(StandardCharsets.UTF_8);
  private final Hashing hashing = Hashing.jdk();

  @Test
  void comesBackFromItsBytes() {
    Property.check(
        300,
        random -> {
          long code = random.nextLong() >>> random.nextInt(1, 64);
          byte[] digest = Property.bytes(random, random.nextInt(200));
          Multihash hash = Multihash.of(code, digest);
          assertThat(hash.code()).isEqualTo(code);
          assertThat(hash.size()).isEqualTo(digest.length);
          assertThat(hash.digest()).isEqualTo(digest);
          assertThat(hash.bytes()).hasSize(hash.byteLength());
          assertThat(Multihash.decode(hash.bytes())).isEqualTo(hash).hasSameHashCodeAs(hash);
        });
  }

  @Test
  void readsOneOfSeveralAndLeavesTheRest() {
    Multihash first = Multihash.sha256(FOO);
    Multihash second = Multihash.of(0x1234, new byte[5]);
    ByteBuffer buffer = ByteBuffer.allocate(200);
    first.write(buffer);
    second.write(buffer);
    buffer.flip();
    assertThat(Multihash.read(buffer)).isEqualTo(first);
    assertThat(Multihash.read(buffer)).isEqualTo(second);
    assertThat(buffer.hasRemaining()).isFalse();
    assertThatThrownBy(() -> Multihash.decode(buffer.flip().array()))
        .isInstanceOf(InvalidMultihash.class);
  }

  @Test
  void everyCutAndEveryTailIsRefused() {
    byte[] bytes = Multihash.sha256(FOO).bytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] torn = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Multihash.decode(torn)).isInstanceOf(InvalidMultihash.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> Multihash.decode(longer))
        .isInstanceOf(InvalidMultihash.class)
        .hasMessageContaining("1 bytes follow");
  }

  @Test
  void digestsHaveFourThousandAndNinetySixBytesAtMost() {
    byte[] most = new byte[Multihash.MAX_DIGEST];
    Multihash hash = Multihash.of(Multihash.IDENTITY, most);
    assertThat(Multihash.decode(hash.bytes())).isEqualTo(hash);
    assertThatThrownBy(() -> Multihash.of(0, new byte[Multihash.MAX_DIGEST + 1]))
        .isInstanceOf(InvalidMultihash.class)
        .hasMessageContaining("4097");
    byte[] more = new byte[3 + Multihash.MAX_DIGEST + 1];
    more[1] = (byte) 0x81;
    more[2] = 0x20;
    assertThatThrownBy(() -> Multihash.decode(more))
        .isInstanceOf(InvalidMultihash.class)
        .hasMessageContaining("the limit is 4096");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "12",
        "1280",
        "9200",
        "128020",
        "1220",
        "ffffffffffffffffff0100",
        "12ffffffffffffffff7f"
      })
  void refusesLengthsThatLie(String hex) {
    byte[] bytes = java.util.HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> Multihash.decode(bytes)).isInstanceOf(InvalidMultihash.class);
  }

  @Test
  void isOrderedByUnsignedBytes() {
    Property.check(
        200,
        random -> {
          Multihash a =
              Multihash.of(random.nextInt(300), Property.bytes(random, random.nextInt(3)));
          Multihash b =
              Multihash.of(random.nextInt(300), Property.bytes(random, random.nextInt(3)));
          assertThat(Integer.signum(a.compareTo(b)))
              .isEqualTo(Integer.signum(Arrays.compareUnsigned(a.bytes(), b.bytes())))
              .isEqualTo(-Integer.signum(b.compareTo(a)));
          assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        });
  }

  @Test
  void doesNotLeakItsBytes() {
    Multihash hash = Multihash.sha256(FOO);
    hash.bytes()[5] ^= 1;
    hash.digest()[5] ^= 1;
    assertThat(hash).isEqualTo(Multihash.sha256(FOO));
    assertThat(Multihash.sha256(new byte[] {0, 'f', 'o', 'o', 0}, 1, 3)).isEqualTo(hash);
  }

  @ParameterizedTest
  @CsvSource({
    "0x11, 11140beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33",
    "0x12, 12202c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "0x17, 171cf4f6779e153c391bbd29c95e72b0708e39d9166c7cea51d1f10ef58a",
    "0x56, 5620c7ade88fc7a21498a6a5e5c385e1f68bed822b72aa63c4a9a48a02c2466ee29e",
    "0x00, 0003666f6f"
  })
  void hashesAsIsKnown(String code, String hex) {
    assertThat(hashing.hash(Long.decode(code), FOO)).hasToString(hex);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x20, 0x56, 0x1013, 0x1014, 0x1015
      })
  void givesEveryShorterDigestAndNoLongerOne(long code) {
    Multihash full = hashing.hash(code, FOO);
    assertThat(hashing.supports(code)).isTrue();
    assertThat(Multicodec.name(code)).isPresent();
    for (int length = 0; length <= full.size(); length++) {
      assertThat(hashing.hash(code, FOO, 0, 3, length).digest())
          .isEqualTo(Arrays.copyOf(full.digest(), length));
    }
    assertThatThrownBy(() -> hashing.hash(code, FOO, 0, 3, full.size() + 1))
        .isInstanceOf(UnsupportedHash.class);
    assertThatThrownBy(() -> hashing.hash(code, FOO, 0, 3, -2)).isInstanceOf(UnsupportedHash.class);
    assertThat(hashing.hash(code, new byte[] {9, 'f', 'o', 'o', 9}, 1, 3, Hashing.DEFAULT_LENGTH))
        .isEqualTo(full);
  }

  @Test
  void identityKeepsAllOrNothing() {
    assertThat(hashing.supports(Multihash.IDENTITY)).isTrue();
    assertThat(hashing.hash(Multihash.IDENTITY, FOO, 0, 3, 3).digest()).isEqualTo(FOO);
    assertThatThrownBy(() -> hashing.hash(Multihash.IDENTITY, FOO, 0, 3, 2))
        .isInstanceOf(UnsupportedHash.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0x1b, 0x1e, 0xb220, 0xd5, Integer.MAX_VALUE, 0x100000012L, Long.MAX_VALUE})
  void saysWhichFunctionTheJdkLacks(long code) {
    assertThat(hashing.supports(code)).isFalse();
    assertThatThrownBy(() -> hashing.hash(code, FOO))
        .isInstanceOf(UnsupportedHash.class)
        .hasMessageContaining(Long.toHexString(code));
  }
}
