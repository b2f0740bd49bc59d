package network.cairn.store.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.MultihashRows;
import network.cairn.ipld.multihash.UnsupportedHash;
import org.junit.jupiter.api.Test;

/// The functions that the JDK lacks, against go-multihash.
class HashesVectorsTest {
  private final Hashing hashes = new Hashes();

  @Test
  void hashesAsGoDoesAtEveryLength() {
    assertThat(new MultihashRows(hashes).runAll()).isEmpty();
  }

  @Test
  void knowsAnswersWithoutTheVectors() {
    byte[] foo = "foo".getBytes(StandardCharsets.UTF_8);
    assertThat(hashes.hash(0xb220, foo))
        .hasToString("a0e40220b8fe9f7f6255a6fa08f668ab632a8d081ad87983c77cd274e48ce450f0b349fd");
    assertThat(hashes.hash(0x1e, foo))
        .hasToString("1e2004e0bb39f30b1a3feb89f536c93be15055482df748674b00d26e5a75777702e9");
    assertThatThrownBy(() -> hashes.hash(0xb220, foo, 0, 3, 33))
        .isInstanceOf(UnsupportedHash.class);
    assertThatThrownBy(() -> hashes.hash(0x7fff, foo)).isInstanceOf(UnsupportedHash.class);
  }
}
