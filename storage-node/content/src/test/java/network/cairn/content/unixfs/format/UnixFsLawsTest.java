package network.cairn.content.unixfs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import network.cairn.content.unixfs.format.UnixFsNode.DirectoryNode;
import network.cairn.content.unixfs.format.UnixFsNode.FileNode;
import network.cairn.content.unixfs.format.UnixFsNode.FilePart;
import network.cairn.content.unixfs.format.UnixFsNode.ShardNode;
import network.cairn.content.unixfs.format.UnixFsNode.SymlinkNode;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.proto.unixfs.UnixFsData;
import network.cairn.proto.unixfs.UnixFsData.DataType;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is encoded is what is decoded, for any values; what contradicts itself is told apart.
class UnixFsLawsTest {
  private static final Cid CHILD = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[1]));

  private static Block block(byte[] bytes) {
    return Block.of(Cid.v1(Multicodec.DAG_PB, Multihash.sha256(bytes)), bytes);
  }

  private static UnixFsNode decode(byte[] data, List<PbLink> links) {
    return UnixFsNode.decode(block(new PbNode(links, Optional.of(data)).encode()));
  }

  private static PbLink link(String name) {
    return new PbLink(CHILD, name, 1);
  }

  private static void refused(String why, byte[] data, PbLink... links) {
    assertThatThrownBy(() -> decode(data, List.of(links)))
        .isInstanceOf(InvalidUnixFs.class)
        .hasMessageContaining(why);
  }

  @Test
  void filesComeBackWithTheirParts() {
    Property.check(
        200,
        random -> {
          List<Long> sizes =
              random.longs(random.nextInt(175), 0, Long.MAX_VALUE / 256).boxed().toList();
          List<PbLink> links = new ArrayList<>();
          sizes.forEach(_ -> links.add(link("")));
          FileNode file = (FileNode) decode(UnixFsEncoder.fileOf(sizes), links);
          assertThat(file.children()).extracting(FilePart::size).isEqualTo(sizes);
          assertThat(file.children()).extracting(FilePart::link).isEqualTo(links);
          assertThat(file.size()).isEqualTo(sizes.stream().mapToLong(Long::longValue).sum());
          assertThat(file.data()).isEmpty();
        });
  }

  @Test
  void shardsComeBackWithTheirSlots() {
    Property.check(
        200,
        random -> {
          int fanout = 8 << random.nextInt(8);
          int digits = Integer.toHexString(fanout - 1).length();
          BitSet slots = new BitSet();
          random.ints(random.nextInt(2 * fanout), 0, fanout).forEach(slots::set);
          List<PbLink> links =
              slots.stream().mapToObj(s -> link(String.format("%0" + digits + "X", s))).toList();
          byte[] data = UnixFsEncoder.shard(slots, fanout);
          assertThat(decode(data, links)).isEqualTo(new ShardNode(fanout, links));
          assertThat(bitfield(data)).isEqualTo(slots);
        });
  }

  /// The occupied slots as a reader of the specification takes them: a big-endian number.
  private static BitSet bitfield(byte[] data) throws InvalidProtocolBufferException {
    byte[] bytes = UnixFsData.parseFrom(data).getData().toByteArray();
    assertThat(bytes.length == 0 || bytes[0] != 0).as("no leading zero").isTrue();
    BigInteger number = new BigInteger(1, bytes);
    BitSet bits = new BitSet();
    for (int i = 0; i < number.bitLength(); i++) {
      bits.set(i, number.testBit(i));
    }
    return bits;
  }

  @Test
  void symlinksComeBackUpToTheLongestPath() {
    for (String target : List.of("", "..", "/etc/passwd", "ü/日本", "a\nb", "x".repeat(4096))) {
      assertThat(decode(UnixFsEncoder.symlink(target), List.of()))
          .isEqualTo(new SymlinkNode(target));
    }
    refused("4097 bytes", UnixFsEncoder.symlink("x".repeat(4097)));
    refused("4098 bytes", UnixFsEncoder.symlink("ü".repeat(2049)));
  }

  @Test
  void directoriesKeepEveryEntryInItsOrder() {
    List<PbLink> entries = List.of(link("b"), link("a"), link(""), link("a/b"), link(".."));
    byte[] bytes = new PbNode(entries, Optional.of(UnixFsEncoder.directory())).encode();
    assertThat(((DirectoryNode) UnixFsNode.decode(block(bytes))).entries())
        .containsExactlyElementsOf(PbNode.decode(bytes).links());
  }

  @Test
  void givesAwayNoArrayThatItKeeps() {
    UnixFsEncoder.directory()[0] = 99;
    assertThat(decode(UnixFsEncoder.directory(), List.of())).isInstanceOf(DirectoryNode.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 120, 127, 128, 16_370, 16_383, 16_384, 2_097_151, 2_097_152})
  void framesALeafAsTheProtobufLibraryWouldWriteIt(int size) {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) 7);
    UnixFsData.Builder data = UnixFsData.newBuilder().setType(DataType.FILE).setFilesize(size);
    if (size > 0) {
      data.setData(ByteString.copyFrom(content));
    }
    byte[] expected = PbNode.of(List.of(), data.build().toByteArray()).encode();
    int before = LeafFrame.before(size);
    byte[] leaf = new byte[before + size + LeafFrame.after(size)];
    System.arraycopy(content, 0, leaf, before, size);
    LeafFrame.write(leaf, size);
    assertThat(leaf).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "8, true",
    "16, true",
    "256, true",
    "1024, true",
    "0, false",
    "1, false",
    "4, false",
    "7, false",
    "9, false",
    "255, false",
    "1000, false",
    "2048, false",
    "-8, false",
    "-9223372036854775808, false",
    "4294967304, false"
  })
  void takesPowersOfTwoFromEightToAThousandAsFanout(long fanout, boolean legal) {
    assertThat(UnixFsEncoder.legalFanout(fanout)).isEqualTo(legal);
    byte[] data = shard().setFanout(fanout).build().toByteArray();
    if (legal) {
      assertThat(((ShardNode) decode(data, List.of())).fanout()).isEqualTo((int) fanout);
    } else {
      refused("fanout", data);
    }
  }

  private static UnixFsData.Builder shard() {
    return UnixFsData.newBuilder()
        .setType(DataType.HAMT_SHARD)
        .setHashType(UnixFsEncoder.MURMUR3)
        .setFanout(256);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+1a", "-1a", " 1a", "1 a", "0xa", "G0a", "１２a", "٠١a", "1", ""})
  void refusesWhatIsNoSlotInHexadecimal(String name) {
    refused("slot", shard().build().toByteArray(), link(name));
  }

  @Test
  void refusesSlotsThatRepeatOrFallOrLieBeyondTheFanout() {
    byte[] of256 = shard().build().toByteArray();
    refused("out of order", of256, link("01a"), link("01b"));
    refused("out of order", of256, link("02"), link("01"));
    refused("beyond fanout 8", shard().setFanout(8).build().toByteArray(), link("8a"));
    refused("beyond fanout 512", shard().setFanout(512).build().toByteArray(), link("200a"));
  }

  @Test
  void takesSlotsInSmallLetters() {
    List<PbLink> links = List.of(link("aba"), link("fFa"));
    assertThat(decode(shard().build().toByteArray(), links)).isEqualTo(new ShardNode(256, links));
  }

  @Test
  void refusesShardsOfAnotherHash() {
    refused("hash 0x12", shard().setHashType(0x12).build().toByteArray());
    refused("hash 0x0", shard().clearHashType().build().toByteArray());
  }

  private static UnixFsData.Builder file() {
    return UnixFsData.newBuilder().setType(DataType.FILE);
  }

  @Test
  void addsTheNodesOwnBytesToThoseOfItsParts() {
    byte[] data =
        file().setData(ByteString.copyFromUtf8("own")).addBlocksizes(4).build().toByteArray();
    FileNode file = (FileNode) decode(data, List.of(link("")));
    assertThat(file.size()).isEqualTo(7);
    assertThat(file.data()).asString().isEqualTo("own");
  }

  @Test
  void refusesFilesWhoseSizesDisagree() {
    PbLink part = link("");
    refused(
        "2 links, but 1 block sizes", file().addBlocksizes(1).build().toByteArray(), part, part);
    refused("0 links, but 1 block sizes", file().addBlocksizes(1).build().toByteArray());
    refused("file size 5", file().setFilesize(5).addBlocksizes(4).build().toByteArray(), part);
    refused("file size 0", file().setFilesize(0).addBlocksizes(4).build().toByteArray(), part);
    refused("exceed 2^63", file().addBlocksizes(-1).build().toByteArray(), part);
    refused(
        "exceed 2^63",
        file().addBlocksizes(Long.MAX_VALUE).addBlocksizes(1).build().toByteArray(),
        part,
        part);
    // Two that are each below 2^64 and add up to 8 again.
    refused(
        "exceed 2^63",
        file().addBlocksizes(-8).addBlocksizes(16).setFilesize(8).build().toByteArray(),
        part,
        part);
  }

  @Test
  void saysWhichTypeAndCodecItRefuses() {
    refused("metadata", UnixFsData.newBuilder().setType(DataType.METADATA).build().toByteArray());
    refused("no UnixFS node", new byte[] {0x12, 0x05, 1});
    byte[] bare = new PbNode(List.of(link("a")), Optional.empty()).encode();
    assertThatThrownBy(() -> UnixFsNode.decode(block(bare)))
        .isInstanceOf(InvalidUnixFs.class)
        .hasMessageContaining("data field is missing")
        .hasMessageContaining(block(bare).cid().toString());
    byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
    Block json = Block.of(Cid.v1(Multicodec.DAG_JSON, Multihash.sha256(text)), text);
    assertThatThrownBy(() -> UnixFsNode.decode(json))
        .isInstanceOf(InvalidUnixFs.class)
        .hasMessageContaining(Multicodec.describe(Multicodec.DAG_JSON));
  }

  @Test
  void aRawBlockIsAFileOfItsBytes() {
    byte[] bytes = {8, 1, 2};
    Block raw = Block.of(Cid.v1(Multicodec.RAW, Multihash.sha256(bytes)), bytes);
    FileNode file = (FileNode) UnixFsNode.decode(raw);
    assertThat(file.data()).isEqualTo(bytes);
    assertThat(file.size()).isEqualTo(3);
    assertThat(file.children()).isEmpty();
  }
}
