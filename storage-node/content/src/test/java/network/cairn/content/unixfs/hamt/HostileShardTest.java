package network.cairn.content.unixfs.hamt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import network.cairn.content.blockservice.DagTooLarge;
import network.cairn.content.blockservice.OpenLinks;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sharded directories that no builder makes.
@Timeout(60)
class HostileShardTest {
  private static final Cid CONTENT = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {1}));

  /// Its hash leads through slot 0 of every level.
  private static final String ZERO = ChosenNames.withHash(0, new Random(1));

  private final ShardBlocks blocks = new ShardBlocks();

  private static PbLink link(Cid cid, String name) {
    return new PbLink(cid, name, 1);
  }

  private void refusesBelow(Cid inner) {
    Cid root = blocks.shard(256, link(inner, "00"));
    assertThatThrownBy(() -> blocks.list(root))
        .isInstanceOf(InvalidUnixFs.class)
        .hasMessageContaining(inner.toString());
    assertThatThrownBy(() -> blocks.lookup(root, ZERO))
        .isInstanceOf(InvalidUnixFs.class)
        .hasMessageContaining(inner.toString());
  }

  @Test
  void refusesAnInnerShardOfAnotherFanout() {
    refusesBelow(blocks.shard(128, link(CONTENT, "00" + ZERO)));
    refusesBelow(blocks.shard(1024, link(CONTENT, "000" + ZERO)));
  }

  @Test
  void refusesAnythingButAShardBelowAShard() {
    PbLink entry = link(CONTENT, ZERO);
    refusesBelow(blocks.put(PbNode.of(List.of(entry), UnixFsEncoder.directory())).cid());
    refusesBelow(blocks.put(PbNode.of(List.of(), UnixFsEncoder.symlink("a"))).cid());
    refusesBelow(blocks.put(new PbNode(List.of(entry), Optional.empty())).cid());
    blocks.blocks.put(CONTENT, Block.of(CONTENT, new byte[] {1}));
    refusesBelow(CONTENT);
  }

  @Test
  void refusesAnEmptyShardBelowAnother() {
    refusesBelow(blocks.shard(256));
  }

  @Test
  void endsSoonWhereEmptyShardsHangInEverySlotOfEveryLevel() {
    Cid shard = blocks.shard(8);
    for (int level = 1; level < 21; level++) {
      shard = blocks.full(8, shard);
    }
    Cid root = shard;
    assertThatThrownBy(() -> blocks.list(root)).isInstanceOf(InvalidUnixFs.class);
    assertThat(blocks.read).hasSizeLessThan(50);
  }

  @Test
  void refusesAShardThatItComesToByASecondPath() {
    for (int fanout : List.of(8, 256)) {
      int levels = 64 / Integer.numberOfTrailingZeros(fanout);
      Cid shard = blocks.shard(fanout, link(CONTENT, (fanout == 8 ? "0" : "00") + ZERO));
      for (int level = 1; level < levels; level++) {
        shard = blocks.full(fanout, shard);
      }
      Iterator<PbLink> entries = new HamtReader(blocks).entries(blocks.root(shard));
      assertThat(entries.next().name()).isEqualTo(ZERO);
      assertThatThrownBy(entries::next)
          .isInstanceOf(InvalidUnixFs.class)
          .hasMessageContaining("not where the hash of its name leads");
      assertThat(blocks.read).hasSizeLessThan(50);
      blocks.read.clear();
      assertThat(blocks.lookup(shard, ZERO)).contains(link(CONTENT, ZERO));
      blocks.read.clear();
    }
  }

  @Test
  void countsTheLinksThatItHoldsForTheWholeWalk() {
    Cid root = chain(8);
    OpenLinks open = new OpenLinks();
    open.add(root, OpenLinks.MOST - 6);
    Iterator<PbLink> entries = new HamtReader(blocks).entries(blocks.root(root), open);
    assertThatThrownBy(entries::next).isInstanceOf(DagTooLarge.class);
    open.remove(8);
    new HamtReader(blocks).entries(blocks.root(root), open).forEachRemaining(_ -> {});
    open.add(root, 7);
  }

  @Test
  void readsFewShardsAheadWhereNamesAreLong() {
    PbLink[] shards = new PbLink[8];
    int found = 0;
    for (int i = 0; found < shards.length; i++) {
      String name = i + "n".repeat(2 << 20);
      long hash = NameHash.of(name);
      int slot = (int) (hash >>> 61);
      if (shards[slot] == null) {
        String digit = Long.toString(hash >>> 58 & 7);
        shards[slot] = link(blocks.shard(8, link(CONTENT, digit + name)), slot + "");
        found++;
      }
    }
    Iterator<PbLink> entries = new HamtReader(blocks).entries(blocks.root(blocks.shard(8, shards)));
    blocks.read.clear();
    for (int i = 0; i < 4; i++) {
      entries.next();
    }
    assertThat(blocks.read).hasSizeLessThan(7);
    entries.forEachRemaining(_ -> {});
    assertThat(blocks.read).hasSize(8);
  }

  private Cid chain(int shards) {
    Cid shard = blocks.shard(256, link(CONTENT, "00" + ZERO));
    for (int i = 1; i < shards; i++) {
      shard = blocks.shard(256, link(shard, "00"));
    }
    return shard;
  }

  @Test
  void goesAsDeepAsHashesHaveBitsAndNoDeeper() {
    Cid deepest = chain(8);
    assertThat(blocks.list(deepest)).containsExactly(ZERO);
    assertThat(blocks.lookup(deepest, ZERO)).isPresent();
    Cid deeper = chain(9);
    assertThatThrownBy(() -> blocks.list(deeper))
        .isInstanceOf(InvalidUnixFs.class)
        .hasMessageContaining("deeper");
    assertThatThrownBy(() -> blocks.lookup(deeper, ZERO))
        .isInstanceOf(InvalidUnixFs.class)
        .hasMessageContaining("deeper");
  }

  @Test
  void refusesANameInASlotThatIsNotItsOwn() {
    Cid root = blocks.shard(256, link(CONTENT, "01" + ZERO));
    assertThatThrownBy(() -> blocks.list(root)).isInstanceOf(InvalidUnixFs.class);
    assertThat(blocks.lookup(root, ZERO)).isEmpty();
  }

  @Test
  void takesANameThatIsNotUtf8WhereItsBytesLead() {
    byte[] name = {(byte) 0xff, 'x'};
    String slot = String.format("%02X", NameHash.of(name) >>> 56);
    byte[] shard = blocks.block(blocks.shard(256, link(CONTENT, slot + "@x"))).bytes().clone();
    for (int i = 0; i < shard.length; i++) {
      shard[i] = shard[i] == '@' ? name[0] : shard[i];
    }
    Cid root = Cid.v1(Multicodec.DAG_PB, Multihash.sha256(shard));
    blocks.blocks.put(root, Block.of(root, shard));
    assertThat(blocks.list(root)).hasSize(1);
  }

  @Test
  void doesNotTakeTheEntryOfASlotForAnyNameOfIt() {
    String other = ChosenNames.withHash(1, new Random(2));
    Cid root = blocks.shard(256, link(CONTENT, "00" + ZERO));
    assertThat(blocks.lookup(root, other)).isEmpty();
    assertThat(blocks.lookup(root, ZERO.substring(1))).isEmpty();
  }

  @Test
  void findsTheRightSlotAmongAnySet() {
    for (int mask = 0; mask < 256; mask++) {
      int slots = mask;
      PbLink[] links =
          IntStream.range(0, 8)
              .filter(slot -> (slots >> slot & 1) == 1)
              .mapToObj(slot -> link(CONTENT, slot + (slot == 0 ? ZERO : "x")))
              .toArray(PbLink[]::new);
      assertThat(blocks.lookup(blocks.shard(8, links), ZERO).isPresent())
          .isEqualTo((mask & 1) == 1);
    }
  }
}
