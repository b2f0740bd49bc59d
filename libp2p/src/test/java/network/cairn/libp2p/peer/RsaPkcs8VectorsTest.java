package network.cairn.libp2p.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

class RsaPkcs8VectorsTest {
  private final Vectors vectors = Vectors.topic("libp2p");

  /// PKCS#8 wraps the PKCS#1 key that libp2p frames: 26 bytes of header for these sizes.
  @Test
  void rsaKeysOfBothSizesSignAndVerify() throws Exception {
    int cases =
        vectors.each(
            vectors.files("rsa-pkcs8"),
            file -> {
              byte[] pkcs8 = vectors.bytes(file);
              byte[] pkcs1 = java.util.Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
              PrivateKey key = PrivateKey.decode(new KeyFrame(KeyType.RSA, pkcs1).encode());
              var jdk =
                  (RSAPrivateCrtKey)
                      KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
              assertThat(key.publicKey().data().length * 8)
                  .isGreaterThan(jdk.getModulus().bitLength());
              byte[] message = {7};
              assertThat(key.publicKey().verify(message, key.sign(message))).isTrue();
              assertThat(PeerId.of(key.publicKey()).toString()).startsWith("Qm");
            });
    vectors.ran("rsa-pkcs8", cases);
  }
}
