package network.cairn.content.unixfs.hamt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import network.cairn.base.tree.Attributes;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.NodeSink;
import network.cairn.content.unixfs.format.NodeSink.Stored;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// Laws of sharded directories over random sets of names, some of which share the first levels.
class HamtTest {
  private static final Comparator<String> BY_HASH =
      (a, b) -> Long.compareUnsigned(NameHash.of(a), NameHash.of(b));

  private final ShardBlocks blocks = new ShardBlocks();

  private static PbLink entry(String name) {
    byte[] content = name.getBytes(StandardCharsets.UTF_8);
    return new PbLink(Cid.v1(Multicodec.RAW, Multihash.sha256(content)), name, content.length);
  }

  private static List<PbLink> entries(Iterable<String> names) {
    List<PbLink> entries = new ArrayList<>();
    names.forEach(name -> entries.add(entry(name)));
    return entries;
  }

  private Cid build(int fanout, List<PbLink> entries) {
    return new HamtBuilder(fanout, blocks).build(entries, Attributes.NONE).cid();
  }

  private static int fanout(Random random) {
    return 8 << random.nextInt(8);
  }

  /// Names of any script, and a few whose hashes begin alike.
  private static Set<String> names(Random random, int count) {
    Set<String> names = new LinkedHashSet<>();
    while (names.size() < count) {
      int first = random.nextBoolean() ? 'a' : 0x4e00;
      names.add(
          random
              .ints(1 + random.nextInt(40), first, first + 26)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString());
    }
    long shared = random.nextLong();
    for (int i = random.nextInt(4); i > 0; i--) {
      names.add(ChosenNames.withHash(shared ^ 1L << 10 * i + random.nextInt(10), random));
    }
    return names;
  }

  @Test
  void everyNameIsFoundAndListedOnceInTheOrderOfHashes() {
    Property.check(
        60,
        random -> {
          Set<String> names = names(random, random.nextInt(300));
          Cid root = build(fanout(random), entries(names));
          assertThat(blocks.list(root)).isEqualTo(names.stream().sorted(BY_HASH).toList());
          for (String name : names) {
            assertThat(blocks.lookup(root, name)).contains(entry(name));
          }
          for (String name : names(random, 20)) {
            assertThat(blocks.lookup(root, name).isPresent()).isEqualTo(names.contains(name));
          }
        });
  }

  @Test
  void theOrderOfEntriesDoesNotMatterAndOneByOneGivesTheSame() {
    Property.check(
        40,
        random -> {
          int fanout = fanout(random);
          List<PbLink> entries = entries(names(random, 1 + random.nextInt(200)));
          Cid root = build(fanout, entries);
          Collections.shuffle(entries, random);
          assertThat(build(fanout, entries)).isEqualTo(root);
          Trie trie = new Trie(fanout, 0);
          entries.forEach(trie::add);
          assertThat(trie.put(blocks).cid()).isEqualTo(root);
        });
  }

  /// A sharded directory as a textbook grows it, entry by entry.
  private static final class Trie {
    private final int fanout;
    private final int depth;
    private final TreeMap<Integer, Object> slots = new TreeMap<>();

    Trie(int fanout, int depth) {
      this.fanout = fanout;
      this.depth = depth;
    }

    /// The hash is cut as a string of binary digits, most significant first.
    private int slot(String name) {
      int bits = Integer.bitCount(fanout - 1);
      String hash = Long.toBinaryString(NameHash.of(name));
      String digits = "0".repeat(64 - hash.length()) + hash;
      return Integer.parseInt(digits.substring(depth * bits, (depth + 1) * bits), 2);
    }

    void add(PbLink entry) {
      int slot = slot(entry.name());
      Object there = slots.get(slot);
      if (there instanceof Trie trie) {
        trie.add(entry);
      } else if (there instanceof PbLink other) {
        Trie below = new Trie(fanout, depth + 1);
        below.add(other);
        below.add(entry);
        slots.put(slot, below);
      } else {
        slots.put(slot, entry);
      }
    }

    Stored put(NodeSink sink) {
      int digits = Integer.toHexString(fanout - 1).length();
      BitSet occupied = new BitSet();
      List<PbLink> links = new ArrayList<>();
      slots.forEach((slot, what) -> {
        occupied.set(slot);
        String prefix = String.format("%0" + digits + "X", slot);
        if (what instanceof Trie trie) {
          Stored below = trie.put(sink);
          links.add(new PbLink(below.cid(), prefix, below.dagSize()));
        } else if (what instanceof PbLink link) {
          links.add(new PbLink(link.cid(), prefix + link.name(), link.tsize()));
        }
      });
      return sink.put(new PbNode(links, Optional.of(UnixFsEncoder.shard(occupied, fanout))));
    }
  }

  @Test
  void theFixtureMakesNamesOfAnyHash() {
    Property.check(
        20,
        random -> {
          long hash = random.nextLong();
          assertThat(NameHash.of(ChosenNames.withHash(hash, random))).isEqualTo(hash);
        });
  }

  @Test
  void namesThatDifferInTheLastBitOnlyLieAtTheDeepestLevel() {
    Random random = new Random(7);
    for (int fanout = 8; fanout <= 1024; fanout *= 2) {
      int bits = Integer.numberOfTrailingZeros(fanout);
      int levels = Long.SIZE / bits;
      long lastBit = 1L << Long.SIZE - levels * bits;
      long hash = random.nextLong() & -lastBit & ~lastBit;
      String low = ChosenNames.withHash(hash, random);
      String high = ChosenNames.withHash(hash | lastBit, random);
      blocks.blocks.clear();
      Cid root = build(fanout, entries(List.of(high, low)));
      assertThat(blocks.blocks).as("fanout %d", fanout).hasSize(levels);
      assertThat(blocks.list(root)).containsExactly(low, high);
      assertThat(blocks.lookup(root, low)).contains(entry(low));
      assertThat(blocks.lookup(root, high)).contains(entry(high));
    }
  }

  @Test
  void refusesTwoNamesThatNoLevelTellsApart() {
    Random random = new Random(8);
    String one = ChosenNames.withHash(42, random);
    String other = ChosenNames.withHash(42, random);
    assertThat(one).isNotEqualTo(other);
    for (int fanout : new int[] {8, 16, 256, 1024}) {
      assertThatThrownBy(() -> build(fanout, entries(List.of(one, "c", other))))
          .as("fanout %d", fanout)
          .isInstanceOf(InvalidUnixFs.class)
          .hasMessageContaining(one)
          .hasMessageContaining(other);
    }
  }

  @Test
  void bitsThatAreLeftOverTellNobodyApart() {
    Random random = new Random(9);
    // 21 levels of 3 bits leave one bit of 64 over.
    List<PbLink> alike =
        entries(List.of(ChosenNames.withHash(6, random), ChosenNames.withHash(7, random)));
    assertThatThrownBy(() -> build(8, alike)).isInstanceOf(InvalidUnixFs.class);
    assertThat(blocks.list(build(16, alike))).hasSize(2);
  }

  @Test
  void anEmptyDirectoryIsOneEmptyShard() {
    Cid root = build(256, List.of());
    assertThat(blocks.blocks).hasSize(1);
    assertThat(blocks.list(root)).isEmpty();
    assertThat(blocks.lookup(root, "a")).isEmpty();
    Iterator<PbLink> none = new HamtReader(blocks).entries(blocks.root(root));
    assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void claimsTheSizeOfAllBelow() {
    List<PbLink> entries = entries(IntStream.range(0, 500).mapToObj(i -> "file" + i).toList());
    Stored root = new HamtBuilder(8, blocks).build(entries, Attributes.NONE);
    long contents = entries.stream().mapToLong(PbLink::tsize).sum();
    long shards = blocks.blocks.values().stream().mapToLong(block -> block.size()).sum();
    assertThat(root.dagSize()).isEqualTo(contents + shards);
  }

  @Test
  void everyShardIsReadOnceAndAnnouncedBefore() {
    List<String> names = IntStream.range(0, 3000).mapToObj(i -> "file" + i).toList();
    Cid root = build(8, entries(names));
    Iterator<PbLink> entries = new HamtReader(blocks).entries(blocks.root(root));
    int listed = 0;
    while (entries.hasNext()) {
      entries.next();
      listed++;
      assertThat(blocks.announced).hasSizeGreaterThanOrEqualTo(blocks.read.size());
    }
    assertThat(listed).isEqualTo(names.size());
    Set<Cid> inner = new LinkedHashSet<>(blocks.blocks.keySet());
    inner.remove(root);
    assertThat(blocks.read).doesNotHaveDuplicates().hasSameElementsAs(inner);
    assertThat(blocks.announced).doesNotHaveDuplicates().hasSameElementsAs(inner);
  }

  @Test
  void theFirstEntryOfALargeDirectoryCostsOnePath() {
    Cid root = build(8, entries(IntStream.range(0, 3000).mapToObj(i -> "file" + i).toList()));
    assertThat(new HamtReader(blocks).entries(blocks.root(root)).next()).isNotNull();
    assertThat(blocks.read).hasSizeLessThanOrEqualTo(8);
  }
}
