package network.cairn.content.service;

import static network.cairn.content.service.OfflineContent.directory;
import static network.cairn.content.service.OfflineContent.file;
import static network.cairn.content.service.OfflineContent.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.DeadlineExceeded;
import network.cairn.base.tree.SourceEntry;
import network.cairn.base.tree.TreeSink;
import network.cairn.content.blockservice.BlockNotFound;
import network.cairn.content.unixfs.InvalidPath;
import network.cairn.content.unixfs.PathNotFound;
import network.cairn.content.unixfs.Resolved;
import network.cairn.content.unixfs.Stat;
import network.cairn.content.unixfs.export.ExportRefused;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.ipld.car.CarReader;
import network.cairn.ipld.car.Section;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentReaderTest {
  @TempDir Path home;
  private OfflineContent content;

  @BeforeEach
  void open() throws IOException {
    content = new OfflineContent(home);
  }

  @AfterEach
  void close() {
    content.close();
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private Cid tree(byte[] big) throws IOException {
    List<SourceEntry> many = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      many.add(file("entry " + i, "content " + i));
    }
    SourceEntry sharded = new SourceEntry.Directory("many", () -> List.copyOf(many));
    return content.add(
        directory(
            "tree",
            file("big", big),
            sharded,
            directory("empty"),
            new SourceEntry.Symlink("link", "many/entry 7")));
  }

  private Cid missing() {
    return Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {9, 9}));
  }

  /// All that a gateway asks for, by paths alone.
  @Test
  void servesAGateway() throws IOException {
    byte[] big = bytes(10_500);
    Cid root = tree(big);
    ContentReader reader = content.reader();

    try (ContentRoot found = reader.open("/ipfs/" + root + "/big");
        InputStream range = found.bytes(1_990, 2_020)) {
      assertThat(found.stat().type()).isEqualTo(Stat.Type.FILE);
      assertThat(found.stat().size()).isEqualTo(10_500);
      assertThat(range.readAllBytes()).isEqualTo(Arrays.copyOfRange(big, 1_990, 4_010));
    }
    try (ContentRoot found = reader.open(root + "/many")) {
      assertThat(found.stat().type()).isEqualTo(Stat.Type.SHARDED_DIRECTORY);
      List<ListedEntry> entries = found.sorted(true, 200);
      assertThat(entries).hasSize(200).extracting(ListedEntry::name).isSorted();
      assertThat(entries.getFirst().type()).contains(Stat.Type.FILE);
      Set<String> streamed = new HashSet<>();
      found.list(false).forEachRemaining(e -> streamed.add(e.name()));
      assertThat(streamed).hasSize(200);
    }
    try (ContentRoot found = reader.open(root + "/many/entry 199");
        InputStream whole = found.bytes(0, Long.MAX_VALUE)) {
      assertThat(new String(whole.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("content 199");
    }
    assertThatThrownBy(() -> reader.open(root + "/many/entry 200"))
        .isInstanceOf(PathNotFound.class)
        .hasMessageContaining("entry 200");
    try (ContentRoot found = reader.open(root + "/link")) {
      assertThat(found.stat().type()).isEqualTo(Stat.Type.SYMLINK);
      assertThat(found.stat().target()).isEqualTo("many/entry 7");
      try (InputStream target = found.bytes(5, 5)) {
        assertThat(target.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("entry");
      }
    }
    try (ContentRoot found = reader.open(root + "/many")) {
      assertThatThrownBy(() -> found.bytes(0, 1)).isInstanceOf(InvalidUnixFs.class);
    }
    assertThatThrownBy(() -> reader.open(root + "/link/x")).isInstanceOf(PathNotFound.class);
  }

  @Test
  void listsWhatEntriesAreOnlyIfAsked() throws IOException {
    Cid root = tree(bytes(3_000));
    try (ContentRoot found = content.reader().open(root)) {
      assertThat(found.sorted(true, 10))
          .extracting(ListedEntry::name, e -> e.type().map(Stat.Type::name).orElse("-"))
          .containsExactly(
              tuple("big", "FILE"),
              tuple("empty", "DIRECTORY"),
              tuple("link", "SYMLINK"),
              tuple("many", "SHARDED_DIRECTORY"));
      assertThat(found.sorted(true, 10).getFirst().size()).isEqualTo(3_000);
      assertThat(found.sorted(true, 10).get(2).target()).isEqualTo("many/entry 7");
      assertThat(found.sorted(false, 10)).allMatch(e -> e.type().isEmpty() && e.size() == 0);
      assertThatThrownBy(() -> found.sorted(false, 3))
          .isInstanceOf(ContentRefused.class)
          .hasMessageContaining("more than 3 entries");
    }
  }

  @Test
  void listsThePartsOfAFileWithoutNamesAndNothingOfALeaf() throws IOException {
    Cid big = content.add(file("big", bytes(2_500)));
    try (ContentRoot found = content.reader().open(big)) {
      assertThat(found.sorted(true, 10)).hasSize(3).allMatch(e -> e.name().isEmpty());
    }
    try (ContentRoot found = content.reader().open(content.add(file("leaf", "x")))) {
      assertThat(found.list(true)).isExhausted();
    }
  }

  @Test
  void namesWhatAPathCannotBe() throws IOException {
    Cid root = tree(bytes(10));
    assertThatThrownBy(() -> ContentReader.path("/ipns/example.com"))
        .isInstanceOf(ContentRefused.class)
        .hasMessageContaining("no names yet");
    assertThatThrownBy(() -> content.reader().cid("nonsense")).isInstanceOf(InvalidPath.class);
    assertThatThrownBy(() -> content.reader().cid(root + "/..")).isInstanceOf(InvalidPath.class);
    assertThatThrownBy(() -> content.reader().open(missing())).isInstanceOf(BlockNotFound.class);
    assertThat(content.reader().cid(missing().toString())).isEqualTo(missing());
  }

  @Test
  void followsLinksOfOtherCodecsAndSaysWhatLeadsIntoABlock() throws IOException {
    Cid file = content.add(file("f", "in a map"));
    byte[] node =
        DagCbor.encode(
            DagJson.decode(
                ("{\"a\":{\"b\":{\"/\":\"" + file + "\"},\"c\":1}}")
                    .getBytes(StandardCharsets.UTF_8)));
    Cid map = content.put(Multicodec.DAG_CBOR, node);
    assertThat(content.reader().cid(map + "/a/b")).isEqualTo(file);
    assertThat(content.reader().resolve(ContentReader.path(map + "/a/c")))
        .isEqualTo(new Resolved(map, List.of("a", "c")));
    assertThatThrownBy(() -> content.reader().cid(map + "/a/c"))
        .isInstanceOf(ContentRefused.class)
        .hasMessageContaining("leads into block " + map);
    assertThatThrownBy(() -> content.reader().cid(map + "/a/d")).isInstanceOf(PathNotFound.class);
  }

  @Test
  void runsOneRangeOverSeveralFiles() throws IOException {
    byte[] big = bytes(2_000_000);
    String first = content.add(file("a", "0123456789")).toString();
    String second = content.add(file("b", big)).toString();
    ContentReader reader = content.reader();
    assertThat(written(sink -> reader.copy(reader.ranges(List.of(first, first), 8, 4), sink)))
        .asString()
        .isEqualTo("8901");
    List<FileRange> ranges = reader.ranges(List.of(first, second), 5, Long.MAX_VALUE);
    long[] told = new long[1];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    reader.copy(
        ranges,
        bytes -> {
          told[0] = bytes;
          return out;
        });
    assertThat(told[0]).isEqualTo(2_000_005);
    assertThat(out.toByteArray()).startsWith("56789".getBytes(StandardCharsets.UTF_8));
    assertThat(Arrays.copyOfRange(out.toByteArray(), 5, 2_000_005)).isEqualTo(big);
    assertThat(written(sink -> reader.copy(reader.ranges(List.of(first), 99, 5), sink))).isEmpty();
    assertThatThrownBy(() -> reader.ranges(List.of(first), -1, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("option offset must not be negative");
    String folder = content.add(directory("d", file("x", "x"))).toString();
    assertThatThrownBy(() -> reader.ranges(List.of(first, folder), 0, 5))
        .isInstanceOf(ContentRefused.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  void asksForNoStreamWhereThereIsNothingToWrite() throws IOException {
    ContentReader reader = content.reader();
    assertThatThrownBy(() ->
            reader.copy(
                List.of(new FileRange(missing(), 0, 1)),
                _ -> {
                  throw new AssertionError("a stream was opened");
                }))
        .isInstanceOf(BlockNotFound.class);
    assertThatThrownBy(() ->
            reader.exportCar(
                missing(),
                _ -> {
                  throw new AssertionError("a stream was opened");
                }))
        .isInstanceOf(BlockNotFound.class);
  }

  @Test
  void endsAtTheDeadline() throws IOException {
    Cid root = tree(bytes(10_000));
    ContentReader late = content.reader(Deadline.in(Duration.ZERO));
    assertThatThrownBy(() -> late.cid(root + "/big")).isInstanceOf(DeadlineExceeded.class);
    Cid big = content.reader().cid(root + "/big");
    assertThatThrownBy(() -> written(sink -> late.copy(List.of(new FileRange(big, 0, 9)), sink)))
        .isInstanceOf(DeadlineExceeded.class);
    assertThatThrownBy(() -> written(sink -> late.exportCar(root, sink)))
        .isInstanceOf(DeadlineExceeded.class);
    assertThatThrownBy(() -> late.open(missing())).isInstanceOf(DeadlineExceeded.class);
    assertThatThrownBy(() -> late.open(root)).isInstanceOf(DeadlineExceeded.class);
  }

  @Test
  void endsWhenItsCallerGoes() throws IOException {
    Cid root = tree(bytes(10_000));
    AtomicBoolean gone = new AtomicBoolean();
    ContentReader left = content.reader(Deadline.none().unless(gone::get));
    try (ContentRoot found = left.open(root)) {
      gone.set(true);
      assertThatThrownBy(() -> found.export("x", new Collected()))
          .isInstanceOf(DeadlineExceeded.class);
      assertThatThrownBy(
              () -> found.archive("x", Archive.plain(), _ -> new ByteArrayOutputStream()))
          .isInstanceOf(DeadlineExceeded.class);
    }
  }

  /// Remembers what it is given.
  private static final class Collected implements TreeSink {
    final List<String> entries = new ArrayList<>();
    long begun = -1;

    @Override
    public void begin(long bytes) {
      begun = bytes;
    }

    @Override
    public void directory(String path) {
      entries.add(path + "/");
    }

    @Override
    public void file(String path, long size, InputStream in) throws IOException {
      int first = in.read();
      byte[] some = in.readNBytes(3);
      long rest = in.transferTo(OutputStream.nullOutputStream());
      entries.add(path + " " + size + (first < 0 ? "" : " " + (char) first) + " " + some.length);
      assertThat(rest).isGreaterThanOrEqualTo(0);
    }

    @Override
    public void symlink(String path, String target) {
      entries.add(path + " -> " + target);
    }
  }

  @Test
  void exportsADirectoryBeforeWhatIsInIt() throws IOException {
    Cid root =
        content.add(
            directory(
                "d",
                file("none", ""),
                directory("sub", file("f", "abcdef")),
                new SourceEntry.Symlink("s", "/etc/passwd")));
    Collected collected = new Collected();
    try (ContentRoot found = content.reader().open(root)) {
      found.export("named", collected);
      assertThat(collected.begun).isEqualTo(found.stat().dagSize()).isPositive();
    }
    assertThat(collected.entries)
        .containsExactly(
            "named/",
            "named/none 0 0",
            "named/s -> /etc/passwd",
            "named/sub/",
            "named/sub/f 6 a 3");
  }

  @Test
  void exportsNothingThatLeavesItsPlaceOrComesTwice() throws IOException {
    Cid leaf = content.add(file("f", "x"));
    for (String name : List.of("..", ".", "../x", "/x", "a/b", "a\0", "")) {
      Cid evil = content.directory(new PbLink(leaf, name, 1));
      Collected collected = new Collected();
      try (ContentRoot found = content.reader().open(evil)) {
        assertThatThrownBy(() -> found.export("out", collected))
            .as(name)
            .isInstanceOf(ExportRefused.class);
        assertThatThrownBy(
                () -> found.archive("out", Archive.gzip(true, 1), _ -> new ByteArrayOutputStream()))
            .as(name)
            .isInstanceOf(ExportRefused.class);
      }
      assertThat(collected.entries).containsExactly("out/");
    }
    Cid half = content.directory(new PbLink(leaf, "here", 1), new PbLink(missing(), "not", 1));
    try (ContentRoot found = content.reader().open(half)) {
      assertThatThrownBy(() -> found.export("out", new Collected()))
          .isInstanceOf(BlockNotFound.class);
    }
  }

  @Test
  void archivesInEachForm() throws IOException {
    Cid file = content.add(file("f", "z".repeat(2_500)));
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    try (ContentRoot found = content.reader().open(file)) {
      found.archive("f", Archive.plain(), _ -> tar);
      found.archive("f", Archive.gzip(false, 9), _ -> gzip);
      found.archive("f", Archive.gzip(true, 1), _ -> both);
    }
    assertThat(tar.size()).isEqualTo(512 + 2_560 + 1_024);
    assertThat(unzipped(gzip)).asString().isEqualTo("z".repeat(2_500));
    assertThat(unzipped(both)).isEqualTo(tar.toByteArray());
    for (long level : new long[] {0, 10, -1, 1L << 40}) {
      assertThatThrownBy(() -> Archive.gzip(true, level))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("option compression-level must be from 1 to 9");
    }
  }

  private static byte[] unzipped(ByteArrayOutputStream bytes) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readAllBytes();
    }
  }

  @Test
  void writesEachBlockOfACarOnceParentsFirst() throws IOException {
    Cid leaf = content.add(file("f", "shared"));
    Cid inner = content.directory(new PbLink(leaf, "a", 6), new PbLink(leaf, "b", 6));
    Cid root = content.directory(new PbLink(inner, "i", 9), new PbLink(leaf, "z", 6));
    byte[] car = written(sink -> content.reader().exportCar(root, sink));
    CarReader reader =
        new CarReader(new ByteArrayInputStream(car), Block.READ_LIMIT, CarReader.ZeroSections.END);
    List<Cid> order = new ArrayList<>();
    for (Optional<Section> next = reader.next(); next.isPresent(); next = reader.next()) {
      order.add(next.get().cid());
    }
    assertThat(reader.roots()).containsExactly(root);
    assertThat(order).containsExactly(root, inner, leaf);
  }

  @Test
  void countsWhatDagsShare() throws Exception {
    Cid leaf = content.add(file("f", "shared"));
    Cid one = content.directory(new PbLink(leaf, "a", 6), new PbLink(leaf, "b", 6));
    Cid two = content.directory(new PbLink(leaf, "c", 6));
    DagStat stat = content.reader().dagStat(List.of(one.toString(), two.toString()));
    assertThat(stat.dags()).extracting(DagStat.Dag::blocks).containsExactly(2L, 2L);
    assertThat(stat.uniqueBlocks()).isEqualTo(3);
    assertThat(stat.sharedBytes()).isEqualTo(6);
    assertThat(stat.ratio()).isGreaterThan(1f);
    assertThat(new DagStat(List.of(), 0, 0).ratio()).isEqualTo(1f);
  }

  private List<String> references(int depth, boolean unique, Cid... roots) throws IOException {
    List<String> told = new ArrayList<>();
    content
        .reader()
        .references(
            Arrays.stream(roots).map(Cid::toString).toList(),
            new ReferenceWalk.Rules(depth, unique),
            r -> told.add(r.depth() + r.name()));
    return told;
  }

  @Test
  void tellsReferencesDepthFirstToTheDepthWanted() throws IOException {
    Cid leaf = content.add(file("f", "x"));
    Cid inner = content.directory(new PbLink(leaf, "a", 1), new PbLink(leaf, "b", 1));
    Cid root = content.directory(new PbLink(inner, "i", 3), new PbLink(leaf, "z", 1));
    assertThat(references(0, false, root)).isEmpty();
    assertThat(references(1, false, root)).containsExactly("1i", "1z");
    assertThat(references(-1, false, root)).containsExactly("1i", "2a", "2b", "1z");
    assertThat(references(2, true, root)).containsExactly("1i", "2a");
    assertThat(references(-1, true, root, inner)).containsExactly("1i", "2a");
    assertThat(new ReferenceWalk.Rules(Integer.MAX_VALUE, false).deepest()).isEqualTo(4096);
    Cid half = content.directory(new PbLink(missing(), "m", 1));
    Cid above = content.directory(new PbLink(half, "h", 1), new PbLink(leaf, "l", 1));
    assertThat(references(2, false, above)).containsExactly("1h", "2m", "1l");
    assertThatThrownBy(() -> references(-1, false, above)).isInstanceOf(BlockNotFound.class);
  }
}
