package network.cairn.ipld.cid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.HashMismatch;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class CidTest {
  private static final byte[] FOO = "foo".getBytes(StandardCharsets.UTF_8);

  @Test
  void namesKnownContent() {
    Multihash hash = Multihash.sha256(FOO);
    assertThat(Cid.v0(hash)).hasToString("QmRJzsvyCQyizr73Gmms8ZRtvNxmgqumxc2KUp71dfEmoj");
    assertThat(Cid.v1(0x55, hash))
        .hasToString("bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy");
    assertThat(Cid.v1(0x55, hash).toString(Multibase.BASE64))
        .isEqualTo("mAVUSICwmtGto/8aP+ZtFPB0wQTQTQi1wZIO/oPmKXohiZueu");
    assertThat(Cid.v1(0x55, Multihash.of(0, new byte[0]))).hasToString("bafkqaaa");
  }

  @Test
  void convertsBetweenVersionsOfDagPb() {
    Cid v0 = Cid.parse("QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR");
    assertThat(v0.toV1())
        .hasToString("bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi");
    assertThat(v0.toV1().toV0()).isEqualTo(v0).isNotEqualTo(v0.toV1());
    assertThatThrownBy(() -> v0.toString(Multibase.BASE32)).isInstanceOf(InvalidCid.class);
  }

  @Test
  void refusesAV0BehindAMultibasePrefixAndOtherVersions() {
    Cid v0 = Cid.v0(Multihash.sha256(FOO));
    String prefixed = Multibase.BASE58BTC.encode(v0.bytes());
    assertThatThrownBy(() -> Cid.parse(prefixed)).isInstanceOf(InvalidCid.class);
    assertThatThrownBy(() -> Cid.decode(new byte[] {2, 0x55, 0, 0})).isInstanceOf(InvalidCid.class);
    assertThatThrownBy(() -> Cid.parse("b" + "a".repeat(Cid.MAX_TEXT)))
        .isInstanceOf(InvalidCid.class);
    assertThatThrownBy(() -> Cid.v0(Multihash.of(0x12, new byte[31])))
        .isInstanceOf(InvalidCid.class);
  }

  @Test
  void saysWhatIsNoCidAboutAText() {
    assertThatThrownBy(() -> Cid.parse("QmFoo")).hasMessageContaining("46 characters, not 5");
    assertThatThrownBy(() -> Cid.parse("?")).hasMessage("no CID: no multibase begins with '?'");
    assertThatThrownBy(() -> Cid.parse("\n")).hasMessageContaining("U+000A");
  }

  @Test
  void comesBackFromBytesAndEveryText() {
    Property.check(
        100,
        random -> {
          Cid cid =
              Cid.v1(
                  random.nextInt(1 << 20),
                  Multihash.of(
                      random.nextInt(1 << 16), Property.bytes(random, random.nextInt(80))));
          ByteBuffer buffer = ByteBuffer.allocate(cid.byteLength() + 1);
          cid.write(buffer);
          assertThat(Cid.read(buffer.flip())).isEqualTo(cid).hasSameHashCodeAs(cid);
          assertThat(cid.compareTo(Cid.decode(cid.bytes()))).isZero();
          for (Multibase base : Multibase.values()) {
            if (base != Multibase.PROQUINT || cid.byteLength() % 2 == 0) {
              assertThat(Cid.parse(cid.toString(base))).as(base.specName()).isEqualTo(cid);
            }
          }
        });
  }

  @Test
  void doesNotLeakItsBytes() {
    Cid cid = Cid.v0(Multihash.sha256(FOO));
    cid.bytes()[0] = 0;
    cid.multihash().digest()[0]++;
    assertThat(cid).isEqualTo(Cid.v0(Multihash.sha256(FOO)));
  }

  @Test
  void verifiesBlocks() {
    Hashing jdk = Hashing.jdk();
    Cid cid = Cid.v1(0x55, Multihash.sha256(FOO));
    assertThat(Block.verified(cid, FOO, jdk).bytes()).isEqualTo(FOO);
    assertThatThrownBy(() -> Block.verified(cid, new byte[3], jdk))
        .isInstanceOf(HashMismatch.class);
    Cid inline = Cid.v1(0x55, jdk.hash(0, FOO));
    assertThat(inline.isIdentity()).isTrue();
    assertThat(Block.verified(inline, FOO, jdk).cid()).isEqualTo(inline);
    assertThatThrownBy(() -> Block.verified(inline, new byte[4], jdk))
        .isInstanceOf(HashMismatch.class);
    Cid blake = Cid.v1(0x55, Multihash.of(0xb220, new byte[32]));
    assertThatThrownBy(() -> Block.verified(blake, FOO, jdk)).isInstanceOf(UnsupportedHash.class);
    Cid tooLong = Cid.v1(0x55, Multihash.of(0x12, new byte[33]));
    assertThatThrownBy(() -> Block.verified(tooLong, FOO, jdk)).isInstanceOf(UnsupportedHash.class);
  }
}
