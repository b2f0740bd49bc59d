package network.cairn.store.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The files are Kubo 0.43's and OpenSSL's, of keys made for this test.
final class KeyFormatTest {
  private static final String ED25519 =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIMch9ucozGOj89QeuPi3Pl4OUker2rTh7HlfaCNQOWOV
      -----END PRIVATE KEY-----
      """;
  private static final String SECP256K1 =
      """
      -----BEGIN PRIVATE KEY-----
      MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgcw+puJ4y5sx956ev+6dc
      J3llAU09HkNjmWk/gBZrmE2hRANCAAQS0Koud/iVrDsZhJeEVCNWlDOpRppHhYj2
      XrIQK6OajnXdhSroQq1I0uzfdRWXR+6EVWqE6aD2RnZa0Ye3xjK/
      -----END PRIVATE KEY-----
      """;
  private static final String P256 =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgR1gzQpFH6AUwjVC+
      37DV9EfWut1xmmvvZQXcbz2Wa/OhRANCAASyC7Xm7GPo1EdQvz5ma0ESwQMe64RJ
      QjSGT1vrfsqb4LNFqk/hDwSieyPkbHeNHgsg3g+RYi65AntoaaK9K21o
      -----END PRIVATE KEY-----
      """;

  private static String id(PrivateKey key) {
    return Cid.v1(Multicodec.LIBP2P_KEY, Multihash.decode(PeerId.of(key.publicKey()).bytes()))
        .toString(Multibase.BASE36);
  }

  private static PrivateKey pem(String text) {
    return KeyFormat.PEM.decode(text.getBytes(US_ASCII));
  }

  @Test
  void readsAndWritesTheFilesOfKubo() {
    PrivateKey key = pem(ED25519);
    assertThat(id(key)).isEqualTo("k51qzi5uqu5dm63fm2nnoe3yywbw4vbzwbrkxq8pne96hnpsf7scukggenux5j");
    assertThat(new String(KeyFormat.PEM.encode(key), US_ASCII)).isEqualTo(ED25519);
    byte[] file =
        HexFormat.of()
            .parseHex(
                "08011240c721f6e728cc63a3f3d41eb8f8b73e5e0e5247abdab4e1ec795f682350396395"
                    + "f02e9af90b976b6cb073ab40eb0a30ed25995a16a4a3ce724acf042448b97257");
    assertThat(KeyFormat.LIBP2P.encode(key)).isEqualTo(file);
    PrivateKey other = pem(SECP256K1);
    assertThat(other.type()).isEqualTo(KeyType.SECP256K1);
    assertThat(id(other))
        .isEqualTo("kzwfwjn5ji4puqism4nuyf8a40gxqids0q0r4lyu1j2tx3rwrsqffp9b0wwo77y");
    assertThat(new String(KeyFormat.PEM.encode(other), US_ASCII)).isEqualTo(SECP256K1);
  }

  @Test
  void readsTheFilesOfOpenssl() {
    PrivateKey key = pem("a comment\r\n" + P256.replace("\n", "\r\n"));
    assertThat(key.type()).isEqualTo(KeyType.ECDSA);
    assertThat(id(key)).isEqualTo("k2k4r8p906tbes12mu1g3zuhlbgdej55yjb1720oxg07k0n7os7tsway");
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void readsWhatItWrote(KeyType type) {
    PrivateKey key = PrivateKey.generate(type, new SecureRandom());
    for (KeyFormat format : KeyFormat.values()) {
      assertThat(format.decode(format.encode(key)).protobuf()).isEqualTo(key.protobuf());
      assertThat(KeyFormat.named(format.label())).isEqualTo(format);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMC4C\n",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n?\n-----END PRIVATE KEY-----",
        "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMC4C\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4C\n-----END ENCRYPTED PRIVATE KEY-----",
        // Line ends that were lost on the way.
        "-----BEGIN PRIVATE KEY-----MC4CAQAwBQYDK2VwBCIEIMch9ucozGOj89Qe-----END PRIVATE KEY-----",
        "-----BEGIN -----MC4CAQAw+\n",
        // X25519
        "-----BEGIN PRIVATE KEY-----\n"
            + "MC4CAQAwBQYDK2VuBCIEIMch9ucozGOj89QeuPi3Pl4OUker2rTh7HlfaCNQOWOV\n"
            + "-----END PRIVATE KEY-----"
      })
  void refusesWhatIsNoKeyWithoutShowingIt(String text) {
    assertThatThrownBy(() -> pem(text))
        .isInstanceOf(KeyRefused.class)
        .hasMessageNotContaining("MC4C");
    assertThatThrownBy(() -> KeyFormat.LIBP2P.decode(text.getBytes(US_ASCII)))
        .isInstanceOf(KeyRefused.class)
        .hasMessageNotContaining("MC4C");
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void throwsNothingElseWhateverIsRead(KeyType type) {
    byte[] der = PrivateKey.generate(type, new SecureRandom()).pkcs8();
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = der.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      String pem =
          "-----BEGIN PRIVATE KEY-----\n"
              + Base64.getEncoder().encodeToString(damaged)
              + "\n-----END PRIVATE KEY-----\n";
      try {
        assertThat(pem(pem).type()).isNotNull();
      } catch (KeyRefused e) {
        assertThat(e).hasMessageNotContaining("Exception");
      }
    }
  }
}
