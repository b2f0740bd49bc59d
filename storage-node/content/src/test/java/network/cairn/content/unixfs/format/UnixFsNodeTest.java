package network.cairn.content.unixfs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import network.cairn.base.tree.Attributes;
import network.cairn.content.unixfs.format.UnixFsNode.DirectoryNode;
import network.cairn.content.unixfs.format.UnixFsNode.FileNode;
import network.cairn.content.unixfs.format.UnixFsNode.ShardNode;
import network.cairn.content.unixfs.format.UnixFsNode.SymlinkNode;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

class UnixFsNodeTest {
  private static final Cid CHILD = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[1]));

  private static Block block(long codec, byte[] bytes) {
    return Block.of(Cid.v1(codec, Multihash.sha256(bytes)), bytes);
  }

  private static UnixFsNode decode(byte[] data, PbLink... links) {
    byte[] bytes = new PbNode(List.of(links), Optional.of(data)).encode();
    return UnixFsNode.decode(block(Multicodec.DAG_PB, bytes));
  }

  @Test
  void framesLeavesThatDecodeToTheirBytes() {
    Property.check(
        200,
        random -> {
          byte[] content =
              Property.bytes(random, random.nextInt(random.nextBoolean() ? 300 : 70_000));
          int before = LeafFrame.before(content.length);
          byte[] leaf = new byte[before + content.length + LeafFrame.after(content.length)];
          System.arraycopy(content, 0, leaf, before, content.length);
          LeafFrame.write(leaf, content.length);
          FileNode file = (FileNode) UnixFsNode.decode(block(Multicodec.DAG_PB, leaf));
          assertThat(file.data()).isEqualTo(content);
          assertThat(file.size()).isEqualTo(content.length);
        });
  }

  @Test
  void decodesWhatTheEncoderMakes() {
    assertThat(decode(UnixFsEncoder.directory(), new PbLink(CHILD, "a", 1)))
        .isInstanceOf(DirectoryNode.class);
    assertThat(decode(UnixFsEncoder.symlink("../x"))).isEqualTo(new SymlinkNode("../x"));
    assertThat(
            ((FileNode) decode(UnixFsEncoder.fileOf(List.of(7L)), new PbLink(CHILD, "", 7))).size())
        .isEqualTo(7);
    BitSet slots = new BitSet();
    slots.set(0xab);
    assertThat(
            ((ShardNode) decode(UnixFsEncoder.shard(slots, 256), new PbLink(CHILD, "ABname", 1)))
                .fanout())
        .isEqualTo(256);
  }

  private static Attributes attributes(String data) {
    byte[] bytes =
        new PbNode(List.of(), Optional.of(HexFormat.of().parseHex(data.replace(" ", "")))).encode();
    return UnixFsNode.decodeAttributed(block(Multicodec.DAG_PB, bytes)).attributes();
  }

  @Test
  void readsModesAndTimesAsKuboWritesThem() {
    assertThat(attributes("0802 120368690a 1803 38e813 420b 08a584d8bb06 1580756928"))
        .isEqualTo(new Attributes(04750, Optional.of(Instant.parse("2025-01-02T03:04:05.678Z"))));
    assertThat(attributes("0801 4202 0805"))
        .isEqualTo(new Attributes(0, Optional.of(Instant.ofEpochSecond(5))));
    assertThat(attributes("0801 420b 08fbffffffffffffffff01"))
        .isEqualTo(new Attributes(0, Optional.of(Instant.ofEpochSecond(-5))));
    assertThat(attributes("0801 38a403")).isEqualTo(new Attributes(0644, Optional.empty()));
    assertThat(attributes("0801 38a4c30a")).isEqualTo(new Attributes(0644, Optional.empty()));
    for (String none :
        List.of(
            "0801", // neither
            "0801 4207 0805 1500ca9a3b", // a billion nanoseconds
            "0801 4207 0805 1500000000", // none of them, said
            "0801 420a 08ffffffffffffffff7f")) { // no date
      assertThat(attributes(none)).as(none).isEqualTo(Attributes.NONE);
    }
  }

  @Test
  void refusesNodesThatContradictThemselves() {
    BitSet slots = new BitSet();
    byte[] shard = UnixFsEncoder.shard(slots, 256);
    refused(UnixFsEncoder.fileOf(List.of(7L)));
    refused(UnixFsEncoder.fileOf(List.of()), new PbLink(CHILD, "", 7));
    refused(
        UnixFsEncoder.fileOf(List.of(Long.MAX_VALUE, 1L)),
        new PbLink(CHILD, "", 7),
        new PbLink(CHILD, "", 7));
    refused(UnixFsEncoder.directory(), new PbLink(CHILD, "a", 1), new PbLink(CHILD, "a", 1));
    refused(UnixFsEncoder.shard(slots, 2048));
    refused(UnixFsEncoder.shard(slots, 4));
    refused(shard, new PbLink(CHILD, "A", 1));
    refused(shard, new PbLink(CHILD, "zzname", 1));
    refused(shard, new PbLink(CHILD, "02b", 1), new PbLink(CHILD, "01a", 1));
    refused(UnixFsEncoder.symlink("x".repeat(5000)));
    refused(new byte[] {8, 3});
    refused(new byte[] {8, 9});
    refused(new byte[0]);
  }

  private static void refused(byte[] data, PbLink... links) {
    assertThatThrownBy(() -> decode(data, links)).isInstanceOf(InvalidUnixFs.class);
  }

  @Test
  void refusesOtherCodecs() {
    Block cbor = block(Multicodec.DAG_CBOR, new byte[] {(byte) 0xa0});
    assertThatThrownBy(() -> UnixFsNode.decode(cbor))
        .isInstanceOf(InvalidUnixFs.class)
        .hasMessageContaining("dag-cbor");
  }

  @Test
  void readsNodesOfOthers() {
    Vectors vectors = Vectors.topic("unixfs");
    List<String> files =
        vectors.files("protobuf").stream().filter(name -> name.endsWith(".unixfs")).toList();
    int cases =
        vectors.each(
            files,
            file -> {
              byte[] data = vectors.bytes(file);
              UnixFsNode node = decode(data);
              if (node instanceof FileNode content) {
                assertThat(content.data()).isEqualTo(vectors.bytes("protobuf/file.txt"));
              } else if (node instanceof SymlinkNode(String target)) {
                assertThat(UnixFsEncoder.symlink(target)).isEqualTo(data);
              } else {
                assertThat(UnixFsEncoder.directory()).isEqualTo(data);
              }
            });
    vectors.ran("protobuf", cases);
  }

  @FuzzTest
  void answersAnyBytesWithANodeOrARefusal(byte[] input) {
    for (byte[] bytes :
        List.of(
            input, new PbNode(List.of(), Optional.of(input)).encode(), Arrays.copyOf(input, 40))) {
      try {
        assertThat(UnixFsNode.decode(block(Multicodec.DAG_PB, bytes))).isNotNull();
      } catch (InvalidUnixFs | InvalidNode refused) {
        assertThat(refused).hasMessageMatching("(?s)(?!.*\\bnull\\b).+");
      }
    }
  }
}
