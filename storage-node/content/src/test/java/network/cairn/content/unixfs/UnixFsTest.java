package network.cairn.content.unixfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.hash.HashPool;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class UnixFsTest {
  private static final HashPool POOL = new HashPool(2);
  private static final ImportOptions V1 = ImportOptions.of("unixfs-v1-2025");
  private final MapBlocks blocks = new MapBlocks();
  private final UnixFs unixfs = new UnixFs(blocks);

  @AfterAll
  static void closePool() {
    POOL.close();
  }

  private Imported add(SourceEntry tree, ImportOptions options) throws IOException {
    return new Importer(blocks, POOL, options).tree(tree, ImportListener.none());
  }

  @Test
  void readsAnyRangeOfAnyFile() {
    Property.check(
        60,
        random -> {
          byte[] bytes = Property.bytes(random, random.nextInt(20_000));
          ImportOptions options =
              ImporterTest.anyOptions(random).withChunker("size-" + (1 + random.nextInt(600)));
          Imported file =
              new Importer(blocks, POOL, options)
                  .file("f", new ByteArrayInputStream(bytes), ImportListener.none());
          assertThat(file.fileSize()).isEqualTo(bytes.length);
          assertThat(unixfs.stat(file.cid()).size()).isEqualTo(bytes.length);
          for (int i = 0; i < 20; i++) {
            int offset = random.nextInt(bytes.length + 10);
            int length = random.nextInt(bytes.length + 10);
            byte[] expected =
                Arrays.copyOfRange(
                    bytes, Math.min(offset, bytes.length), Math.min(offset + length, bytes.length));
            try (InputStream in = unixfs.open(file.cid(), offset, length)) {
              assertThat(random.nextBoolean() ? in.readAllBytes() : transferred(in))
                  .isEqualTo(expected);
            }
          }
        });
  }

  private static byte[] transferred(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int first = in.read();
    if (first >= 0) {
      out.write(first);
    }
    in.transferTo(out);
    return out.toByteArray();
  }

  @Test
  void readsOnlyBlocksOfTheRange() throws IOException {
    Cid file =
        add(Inputs.bytes("f", new byte[0x10000]), V1.withChunker("size-100").withMaxFileLinks(10))
            .cid();
    blocks.reads.set(0);
    unixfs.open(file, 32_000, 150).readAllBytes();
    assertThat(blocks.reads.get()).as("root, two inner levels, two leaves").isLessThanOrEqualTo(5);
  }

  @Test
  void announcesOnlyBlocksOfTheRangeAndEachOnce() throws IOException {
    byte[] bytes = Property.bytes(new Random(1), 100_000);
    Cid file = add(Inputs.bytes("f", bytes), V1.withChunker("size-100")).cid();
    unixfs.open(file, 0, 1000).readAllBytes();
    assertThat(blocks.announced).hasSize(9);
    unixfs.open(file, 0, 1000).readAllBytes();
    blocks.announced.clear();
    unixfs.open(file).readAllBytes();
    assertThat(blocks.announced)
        .hasSize(999)
        .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
  }

  @Test
  void listsAndFindsEveryEntryOfAnyDirectory() {
    Property.check(
        40,
        random -> {
          Map<String, String> expected = new TreeMap<>();
          List<SourceEntry> entries = new ArrayList<>();
          int count = random.nextInt(400);
          for (int i = 0; i < count; i++) {
            String name = i + "." + random.nextInt();
            entries.add(Inputs.text(name, name));
            expected.put(name, name);
          }
          Cid directory = add(SourceEntry.wrap(entries), ImporterTest.anyOptions(random)).cid();
          Map<String, String> listed = new TreeMap<>();
          for (DirectoryEntry entry : unixfs.list(directory).toList()) {
            listed.put(
                entry.name(),
                new String(unixfs.open(entry.cid()).readAllBytes(), StandardCharsets.UTF_8));
            assertThat(unixfs.entry(directory, entry.name())).contains(entry);
          }
          assertThat(listed).isEqualTo(expected);
          assertThat(unixfs.entry(directory, "absent")).isEmpty();
        });
  }

  private Cid wideDirectory() throws IOException {
    List<SourceEntry> entries = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      entries.add(Inputs.text("entry-" + i, "x"));
    }
    return add(SourceEntry.wrap(entries), V1).cid();
  }

  @Test
  void announcesShardsLongBeforeTheirTurn() throws IOException {
    Cid directory = wideDirectory();
    AtomicInteger listed = new AtomicInteger();
    Map<Cid, Integer> announced = new HashMap<>();
    List<Integer> since = new ArrayList<>();
    BlockSource watched =
        new BlockSource() {
          @Override
          public Block get(Cid cid) {
            if (listed.get() > 1000) {
              since.add(listed.get() - Objects.requireNonNull(announced.get(cid)));
            }
            return blocks.get(cid);
          }

          @Override
          public void prefetch(Collection<Cid> cids) {
            cids.forEach(cid -> announced.putIfAbsent(cid, listed.get()));
          }
        };
    new UnixFs(watched).list(directory).forEach(_ -> listed.incrementAndGet());
    assertThat(listed).hasValue(20_000);
    assertThat(since).hasSizeGreaterThan(2_000);
    assertThat(since.stream().filter(entries -> entries < 500))
        .as("only the few shards below shards of a handful of entries are announced late")
        .hasSizeLessThan(since.size() / 50);
  }

  @Test
  void listsShardsLazily() throws IOException {
    Cid directory = wideDirectory();
    assertThat(unixfs.stat(directory).type()).isEqualTo(Stat.Type.SHARDED_DIRECTORY);
    blocks.reads.set(0);
    assertThat(unixfs.list(directory).limit(10)).hasSize(10);
    assertThat(blocks.reads.get()).isLessThan(10);
    assertThat(unixfs.list(directory).map(DirectoryEntry::name).collect(Collectors.toSet()))
        .hasSize(20_000);
  }

  @Test
  void resolvesPathsThroughDirectoriesShardsAndDagCbor() throws IOException {
    SourceEntry tree = Inputs.directory("", Inputs.directory("a", Inputs.text("b", "x")));
    Cid sharded = add(tree, V1.withHamtThreshold(SizeEstimation.LINKS_BYTES, 1)).cid();
    Cid b = add(Inputs.text("", "x"), V1).cid();
    Node map =
        Node.of(
            Map.of(
                "list",
                Node.of(List.of(Node.of(7), Node.of(sharded))),
                "here",
                Node.of(Map.of("deep", Node.of(true)))));
    byte[] cbor = DagCbor.encode(map);
    Cid root = Cid.v1(Multicodec.DAG_CBOR, Multihash.sha256(cbor));
    blocks.put(Block.of(root, cbor));

    byte[] json = DagJson.encode(Node.of(Map.of("to", Node.of(root))));
    Cid above = Cid.v1(Multicodec.DAG_JSON, Multihash.sha256(json));
    blocks.put(Block.of(above, json));

    assertThat(resolve(above + "/to/list/1/a/b")).isEqualTo(new Resolved(b, List.of()));
    assertThat(resolve("/ipfs/" + sharded + "/a/b")).isEqualTo(new Resolved(b, List.of()));
    assertThat(resolve(root + "/list/1/a/b")).isEqualTo(new Resolved(b, List.of()));
    assertThat(resolve("ipfs://" + root + "/list/1")).isEqualTo(new Resolved(sharded, List.of()));
    assertThat(resolve("ipfs:" + root + "/here/deep"))
        .isEqualTo(new Resolved(root, List.of("here", "deep")));
    assertThat(resolve("/ipld/" + above + "/to/list/1")).isEqualTo(resolve(above + "/to/list/1"));
    Cid plain = add(tree, V1).cid();
    assertThat(resolve("/ipld/" + plain + "/Links/0/Hash/Links/0/Hash"))
        .isEqualTo(new Resolved(b, List.of()));
    assertThat(resolve("/ipld/" + plain + "/Links/0/Name"))
        .isEqualTo(new Resolved(plain, List.of("Links", "0", "Name")));
    assertThatThrownBy(() -> resolve("/ipld/" + plain + "/a")).isInstanceOf(PathNotFound.class);
    assertThat(resolve(root.toString())).isEqualTo(new Resolved(root, List.of()));
    for (String lost :
        List.of("/list/2", "/list/01", "/none", "/here/deep/er", "/list/1/a/c", "/list/1/a/b/c")) {
      assertThatThrownBy(() -> resolve(root + lost)).as(lost).isInstanceOf(PathNotFound.class);
    }
  }

  @Test
  void resolvesPathsThroughDagPbThatIsNoUnixFs() throws IOException {
    Cid file = add(Inputs.text("", "x"), V1).cid();
    Cid plain = put(PbNode.of(List.of(new PbLink(file, "a b", 1)), new byte[] {'n', 'o'}));
    Cid bare = put(new PbNode(List.of(new PbLink(plain, "", 1)), Optional.empty()));
    assertThat(resolve(plain + "/a b")).isEqualTo(new Resolved(file, List.of()));
    assertThat(resolve(plain + "/Links/0/Hash")).isEqualTo(new Resolved(file, List.of()));
    assertThat(resolve(bare + "/Links/0/Hash/a b")).isEqualTo(new Resolved(file, List.of()));
    assertThat(resolve(plain + "/Data")).isEqualTo(new Resolved(plain, List.of("Data")));
    assertThat(resolve(plain + "/Links/0/Name"))
        .isEqualTo(new Resolved(plain, List.of("Links", "0", "Name")));
    for (String lost : List.of("/b", "/Links/1", "/a b/c", "/Links/0/Hash/c", "/Data/0")) {
      assertThatThrownBy(() -> resolve(plain + lost)).as(lost).isInstanceOf(PathNotFound.class);
    }
  }

  @Test
  void seesTheFieldsOfADirectoryBelowIpldOnly() throws IOException {
    Cid directory = add(Inputs.directory("", Inputs.text("b", "x")), V1).cid();
    Cid b = add(Inputs.text("", "x"), V1).cid();
    assertThat(resolve("/ipfs/" + directory + "/b")).isEqualTo(new Resolved(b, List.of()));
    assertThat(resolve("/ipld/" + directory + "/Links/0/Hash"))
        .isEqualTo(new Resolved(b, List.of()));
    for (String lost : List.of("/ipfs/" + directory + "/Links", "/ipld/" + directory + "/b")) {
      assertThatThrownBy(() -> resolve(lost)).as(lost).isInstanceOf(PathNotFound.class);
    }
  }

  private Resolved resolve(String path) {
    return unixfs.resolve(ContentPath.parse(path));
  }

  @Test
  void refusesFilesWhosePartsLieAboutTheirSize() throws IOException {
    Cid leaf = add(Inputs.text("f", "four"), V1).cid();
    PbNode lying = PbNode.of(List.of(new PbLink(leaf, "", 4)), UnixFsEncoder.fileOf(List.of(5L)));
    Cid root = put(lying);
    assertThatThrownBy(() -> unixfs.open(root).readAllBytes())
        .isInstanceOf(InvalidUnixFs.class)
        .hasMessageContaining("5 bytes");
  }

  @Test
  void refusesFilesNestedTooDeep() throws IOException {
    Cid at = add(Inputs.text("f", "four"), V1).cid();
    for (int i = 0; i < 100; i++) {
      at = put(PbNode.of(List.of(new PbLink(at, "", 4)), UnixFsEncoder.fileOf(List.of(4L))));
    }
    Cid root = at;
    assertThatThrownBy(() -> unixfs.open(root).readAllBytes())
        .isInstanceOf(InvalidUnixFs.class)
        .hasMessageContaining("deeper");
  }

  @Test
  void refusesShardsNestedDeeperThanHashesGo() {
    BitSet slot = new BitSet();
    slot.set(0);
    Cid at = put(PbNode.of(List.of(), UnixFsEncoder.shard(new BitSet(), 256)));
    for (int i = 0; i < 20; i++) {
      at = put(PbNode.of(List.of(new PbLink(at, "00", 1)), UnixFsEncoder.shard(slot, 256)));
    }
    Cid root = at;
    assertThatThrownBy(() -> unixfs.list(root).count()).isInstanceOf(InvalidUnixFs.class);
  }

  private Cid put(PbNode node) {
    byte[] bytes = node.encode();
    Cid cid = Cid.v1(Multicodec.DAG_PB, Multihash.sha256(bytes));
    blocks.put(Block.of(cid, bytes));
    return cid;
  }
}
