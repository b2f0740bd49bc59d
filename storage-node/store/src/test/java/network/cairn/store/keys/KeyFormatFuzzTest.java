package network.cairn.store.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import network.cairn.libp2p.peer.PrivateKey;

/// Whatever a key's file holds, it is a key that is written and read again, or refused in words.
final class KeyFormatFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void fileIsReadOrRefused(byte[] data) {
    for (KeyFormat format : KeyFormat.values()) {
      try {
        PrivateKey key = format.decode(data);
        assertThat(format.decode(format.encode(key)).publicKey()).isEqualTo(key.publicKey());
      } catch (KeyRefused refused) {
        assertThat(refused).hasMessageMatching("(?s).+");
      }
    }
  }

  /// A file's own bytes are a secret even where they are no key.
  @FuzzTest(maxDuration = "10s")
  void refusalsHoldNothingOfTheFile(byte[] data) {
    String secret = "s3cr3t" + new String(data, StandardCharsets.ISO_8859_1);
    for (KeyFormat format : KeyFormat.values()) {
      try {
        assertThat(format.decode(secret.getBytes(StandardCharsets.ISO_8859_1))).isNotNull();
      } catch (KeyRefused refused) {
        assertThat(String.valueOf(refused.getMessage())).doesNotContain("s3cr3t");
      }
    }
  }
}
