package network.cairn.content.unixfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.content.unixfs.format.UnixFsNode;
import network.cairn.content.unixfs.format.UnixFsNode.ShardNode;
import network.cairn.content.unixfs.hamt.HamtReader;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;

final class UnixFsFuzzTest {
  private static final int FANOUT = 16;

  @FuzzTest(maxDuration = "10s")
  void pathsAreReadOrRefused(byte[] data) {
    try {
      ContentPath path = ContentPath.parse(new String(data, StandardCharsets.UTF_8));
      assertThat(path.root()).isNotEmpty();
      assertThat(path.segments()).doesNotContain("", ".", "..");
    } catch (InvalidPath refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  /// A shard whose children are all the same shard: deep, endless or neither.
  @FuzzTest(maxDuration = "10s")
  void shardsAreWalkedInBoundsOrRefused(FuzzedDataProvider data) {
    byte[] slots = data.consumeBytes(2);
    Cid child = Cid.v1(Multicodec.DAG_PB, Multihash.sha256(slots));
    List<PbLink> links = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      links.add(new PbLink(child, "%X%s".formatted(i, data.consumeString(3)), 1));
    }
    byte[] bytes =
        new PbNode(links, Optional.of(UnixFsEncoder.shard(BitSet.valueOf(slots), FANOUT))).encode();
    byte[] below = data.consumeBoolean() ? bytes : data.consumeRemainingAsBytes();
    try {
      Block root = Block.of(child, bytes);
      if (UnixFsNode.decode(root) instanceof ShardNode shard) {
        HamtReader reader = new HamtReader(cid -> Block.of(cid, below));
        assertThat(reader.lookup(shard, "a")).isNotNull();
        Iterator<PbLink> entries = reader.entries(shard);
        for (int i = 0; i < 1000 && entries.hasNext(); i++) {
          assertThat(entries.next()).isNotNull();
        }
      }
    } catch (InvalidUnixFs | InvalidNode refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }
}
