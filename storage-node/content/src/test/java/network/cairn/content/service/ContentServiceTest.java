package network.cairn.content.service;

import static network.cairn.content.service.OfflineContent.directory;
import static network.cairn.content.service.OfflineContent.file;
import static network.cairn.content.service.OfflineContent.layout;
import static network.cairn.content.service.OfflineContent.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.DeadlineExceeded;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.service.AddOptions.Keeping;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.Imported;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.HashMismatch;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.pin.Mode;
import network.cairn.store.pin.Pin;
import network.cairn.store.pin.PinRefused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentServiceTest {
  private static final Keeping PINNED = new Keeping.Pinned(Optional.of("kept"));
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

  private List<Pin> pins() {
    return content.repository.pins().list().toList();
  }

  private static AddOptions options(boolean wrap, Keeping keeping) {
    return new AddOptions(layout(), wrap, keeping);
  }

  @Test
  void pinsEveryRootUnderTheName() throws IOException {
    List<Cid> roots =
        content.add(
            options(false, PINNED),
            directory("d", file("x", "1")),
            file("f", "2"),
            file("f", "of the same name"));
    assertThat(roots).hasSize(3);
    assertThat(pins()).extracting(Pin::root).containsExactlyInAnyOrderElementsOf(roots);
    assertThat(pins()).extracting(Pin::name).containsOnly("kept");
    assertThat(roots).allMatch(content.repository.blockstore()::has);
  }

  @Test
  void keepsWithoutAPinOrForgetsAsAsked() throws IOException {
    Cid kept = content.add(options(false, new Keeping.Unpinned()), file("f", "1")).getFirst();
    Cid hashed = content.add(options(false, new Keeping.Nothing()), file("f", "2")).getFirst();
    assertThat(pins()).isEmpty();
    assertThat(content.repository.blockstore().has(kept)).isTrue();
    assertThat(content.repository.blockstore().has(hashed)).isFalse();
    assertThat(content.add(options(false, PINNED), file("f", "2"))).containsExactly(hashed);
  }

  /// The order of a listener's events, which is that of a program's output.
  @Test
  void tellsFilesInTheOrderOfTheirNamesAndDirectoriesAtTheEnd() throws IOException {
    List<String> told = new ArrayList<>();
    ImportListener listener =
        new ImportListener() {
          @Override
          public void progress(String path, long bytes) {}

          @Override
          public void added(String path, Imported imported) {
            told.add(path);
          }
        };
    SourceEntry tree =
        directory("d", file("b", "1"), directory("a", file("z", "2")), file("\uFF5E", "3"));
    for (boolean wrap : new boolean[] {false, true}) {
      told.clear();
      content.service.add(
          options(wrap, PINNED),
          Deadline.none(),
          listener,
          addition -> {
            addition.entry(tree);
            addition.symlink("d/link", "b", Attributes.NONE);
            addition.file("top", new ByteArrayInputStream(new byte[1]), Attributes.NONE);
          });
      List<String> expected =
          new ArrayList<>(List.of("d/a/z", "d/b", "d/\uFF5E", "d/link", "top", "d/a", "d"));
      if (wrap) {
        expected.add("");
      }
      assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(told).containsSubsequence("d/a/z", "d/b", "d/\uFF5E", "d/link", "d/a", "d");
    }
  }

  @Test
  void callsWhatHasNoNameByItsCidInADirectory() throws IOException {
    Cid root = content.add(options(true, PINNED), file("", "nameless")).getFirst();
    Cid alone = content.add(options(false, PINNED), file("", "nameless")).getFirst();
    assertThat(content.reader().cid(root + "/" + alone)).isEqualTo(alone);
  }

  @Test
  void takesTheEntriesOfADirectoryWithoutANameAsRoots() throws IOException {
    SourceEntry nameless = directory("", file("a", "1"), directory("d", file("b", "2")));
    assertThat(content.add(options(false, PINNED), nameless)).hasSize(2);
    Cid wrapped = content.add(options(true, PINNED), nameless).getFirst();
    assertThat(content.reader().cid(wrapped + "/d/b")).isNotNull();
  }

  @Test
  void pinsNothingOfWhatBreaksOff() {
    SourceEntry broken =
        new SourceEntry.File(
            "broken",
            () -> {
              throw new IOException("the disk broke");
            },
            OptionalLong.empty());
    assertThatThrownBy(() -> content.add(options(false, PINNED), file("whole", "1"), broken))
        .hasMessage("the disk broke");
    assertThatThrownBy(
            () -> content.add(options(true, PINNED), file("twice", "1"), file("twice", "2")))
        .hasMessage("'twice' was added before");
    assertThatThrownBy(() -> content.add(options(false, PINNED), directory("..", file("x", "1"))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() ->
            content.service.add(
                options(false, PINNED),
                Deadline.in(Duration.ZERO),
                ImportListener.none(),
                addition -> addition.entry(file("late", "1"))))
        .isInstanceOf(DeadlineExceeded.class);
    assertThat(pins()).isEmpty();
  }

  /// The time may pass anywhere: in a large file, and at the end of the last.
  @Test
  void addsNothingWhoseTimePassesWhileItIsRead() {
    for (int length : List.of(-1, 4_096)) {
      AtomicInteger reads = new AtomicInteger();
      InputStream slow =
          new InputStream() {
            @Override
            public int read() {
              throw new AssertionError("the importer reads by arrays");
            }

            @Override
            public int read(byte[] bytes, int offset, int wanted) {
              return reads.incrementAndGet() > 64 ? -1 : Math.min(length, wanted);
            }
          };
      assertThatThrownBy(() ->
              content.service.add(
                  options(false, PINNED),
                  Deadline.none().unless(() -> reads.get() > 0),
                  ImportListener.none(),
                  addition -> addition.file("late", slow, Attributes.NONE)))
          .isInstanceOf(DeadlineExceeded.class);
      assertThat(reads).hasValue(1);
      assertThat(pins()).isEmpty();
    }
  }

  @Test
  void readsNothingForAPinThatCannotHaveItsName() {
    assertThatThrownBy(() -> new Keeping.Pinned(Optional.of("\u00fc".repeat(128))))
        .isInstanceOf(PinRefused.class)
        .hasMessage("pin name is 256 bytes (max 255 bytes)");
    assertThat(new Keeping.Pinned(Optional.of("n".repeat(255))).name()).isPresent();
  }

  private byte[] car(Cid root) throws IOException {
    return written(sink -> content.reader().exportCar(root, sink));
  }

  private CarImporter.Imported take(OfflineContent into, boolean pin, byte[]... cars)
      throws IOException {
    return into.service.importCars(
        pin,
        false,
        Deadline.none(),
        importer -> {
          for (byte[] car : cars) {
            importer.car("name.car", new ByteArrayInputStream(car));
          }
        });
  }

  @Test
  void importsWhatItExports() throws IOException {
    Cid root = content.add(directory("d", file("a", "x".repeat(3_000)), file("b", "y")));
    byte[] car = car(root);
    try (OfflineContent other = new OfflineContent(home.resolve("other"))) {
      CarImporter.Imported imported = take(other, true, car, car);
      assertThat(imported.roots()).containsExactly(new CarImporter.Root(root, ""));
      assertThat(imported.blocks()).isEqualTo(2 * 4);
      assertThat(other.repository.pins().find(root)).isPresent();
      assertThat(written(sink -> other.reader().exportCar(root, sink))).isEqualTo(car);
    }
    try (OfflineContent third = new OfflineContent(home.resolve("third"))) {
      assertThat(take(third, false, car).roots()).isEmpty();
      assertThat(third.repository.pins().list()).isEmpty();
    }
  }

  @Test
  void saysWhichRootCannotBePinnedAndKeepsTheBlocks() throws IOException {
    Cid leaf = content.add(file("f", "x"));
    Cid missing = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {7}));
    Cid half = content.directory(new PbLink(leaf, "a", 1), new PbLink(missing, "b", 1));
    byte[] whole = car(content.directory(new PbLink(leaf, "only", 1)));
    assertThatThrownBy(() -> car(half)).hasMessageContaining(missing.toString());
    byte[] partial = carOf(half, content.reader().block(half).bytes());
    try (OfflineContent other = new OfflineContent(home.resolve("other"))) {
      List<CarImporter.Root> roots = take(other, true, partial, whole).roots();
      assertThat(roots).hasSize(2);
      assertThat(roots.getFirst().pinError()).contains("cannot pin " + half);
      assertThat(roots.getLast().pinError()).isEmpty();
      assertThat(other.repository.blockstore().has(half)).isTrue();
    }
  }

  private static byte[] carOf(Cid root, byte[] bytes) throws IOException {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    new network.cairn.ipld.car.CarWriter(out, List.of(root)).write(Block.of(root, bytes));
    return out.toByteArray();
  }

  @Test
  void refusesCarsThatAreNone() throws IOException {
    Cid root = content.add(file("f", "x".repeat(2_500)));
    byte[] car = car(root);
    byte[] flipped = car.clone();
    flipped[car.length - 1] ^= 1;
    try (OfflineContent other = new OfflineContent(home.resolve("other"))) {
      assertThatThrownBy(() -> take(other, true, new byte[] {1, 2, 3}))
          .isInstanceOf(ContentRefused.class)
          .hasMessageStartingWith("name.car: ")
          .hasMessageEndingWith("nothing was pinned, get the file again");
      assertThatThrownBy(() -> take(other, true, Arrays.copyOf(car, car.length - 3)))
          .isInstanceOf(ContentRefused.class);
      assertThatThrownBy(() -> take(other, true, flipped)).isInstanceOf(HashMismatch.class);
      byte[] large = new byte[Block.MAX_SIZE + 1];
      Cid largest = Cid.v1(Multicodec.RAW, Multihash.sha256(large));
      assertThatThrownBy(() -> take(other, true, carOf(largest, large)))
          .isInstanceOf(ContentRefused.class)
          .hasMessageContaining("--allow-big-block");
      assertThatThrownBy(() ->
              other.service.importCars(
                  true,
                  false,
                  Deadline.in(Duration.ZERO),
                  importer -> importer.car("late", new ByteArrayInputStream(car))))
          .isInstanceOf(DeadlineExceeded.class);
      assertThat(other.repository.pins().list()).isEmpty();
    }
  }

  @Test
  void keepsSingleBlocksUnderTheCidsAskedFor() {
    byte[] bytes = {1, 2, 3};
    Cid raw =
        content.service.putBlock(CidPrefix.v1(Multicodec.RAW, Multihash.SHA2_256), bytes, true);
    assertThat(raw).isEqualTo(Cid.v1(Multicodec.RAW, Multihash.sha256(bytes)));
    assertThat(content.repository.pins().find(raw)).isPresent();
    CidPrefix v0 = new CidPrefix(0, Multicodec.DAG_PB, Multihash.SHA2_256, 32);
    Cid old = content.service.putBlock(v0, bytes, false);
    assertThat(old.version()).isZero();
    assertThat(content.repository.pins().find(old)).isEmpty();
    assertThat(content.reader().block(old).bytes()).isEqualTo(bytes);
  }

  @Test
  void namesNothingByAVersionThatCannotSayIt() {
    int whole = Hashing.DEFAULT_LENGTH;
    assertThatThrownBy(() -> new CidPrefix(0, Multicodec.DAG_PB, Multicodec.SHA2_512, whole))
        .isInstanceOf(ContentRefused.class)
        .hasMessage("cannot generate CIDv0 with non-sha256 hash function");
    assertThatThrownBy(() -> new CidPrefix(0, Multicodec.RAW, Multihash.SHA2_256, whole))
        .isInstanceOf(ContentRefused.class);
    assertThatThrownBy(() -> new CidPrefix(0, Multicodec.DAG_PB, Multihash.SHA2_256, 20))
        .isInstanceOf(ContentRefused.class);
  }

  @Test
  void boundsBlocksThatAreBrought() {
    BlockBound.require(Block.MAX_SIZE, false);
    BlockBound.require(Block.READ_LIMIT, true);
    assertThatThrownBy(() -> BlockBound.require(Block.MAX_SIZE + 1, false))
        .isInstanceOf(ContentRefused.class);
    assertThatThrownBy(() -> BlockBound.require(Block.READ_LIMIT + 1, true))
        .isInstanceOf(ContentRefused.class);
  }

  @Test
  void keepsObjectsAllOrNone() throws IOException {
    CidPrefix prefix = CidPrefix.v1(Multicodec.RAW, Multihash.SHA2_256);
    Iterator<byte[]> two = List.of(new byte[] {1}, new byte[] {2}).iterator();
    List<Cid> stored =
        content.service.putObjects(
            prefix, true, () -> two.hasNext() ? Optional.of(two.next()) : Optional.empty());
    assertThat(stored).hasSize(2).allMatch(c -> content.repository.pins().find(c).isPresent());
    Iterator<byte[]> broken = List.of(new byte[] {3}).iterator();
    assertThatThrownBy(() ->
            content.service.putObjects(
                prefix,
                true,
                () -> {
                  if (broken.hasNext()) {
                    return Optional.of(broken.next());
                  }
                  throw new IOException("the source broke");
                }))
        .hasMessage("the source broke");
    assertThat(
            content
                .repository
                .blockstore()
                .has(Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {3}))))
        .isFalse();
    assertThat(pins()).hasSize(2);
  }

  @Test
  void saysWhatKeepsABlockFromBeingRemoved() throws IOException {
    Cid pinned = content.add(file("f", "1"));
    Cid loose = content.put(Multicodec.RAW, new byte[] {5});
    Cid absent = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {6}));
    LinkedHashSet<Cid> all = new LinkedHashSet<>(List.of(absent, loose, pinned));
    assertThat(content.service.removeBlocks(all, false))
        .containsExactly(
            java.util.Map.entry(absent, "ipld: could not find " + absent),
            java.util.Map.entry(loose, ""),
            java.util.Map.entry(pinned, "pinned: recursive"));
    assertThat(content.service.removeBlocks(all, true)).containsEntry(absent, "");
    assertThat(content.repository.blockstore().has(loose)).isFalse();
  }

  @Test
  void listsPinsByKindAndName() throws Exception {
    Cid leaf = content.put(Multicodec.RAW, new byte[] {1});
    Cid root = content.directory(new PbLink(leaf, "leaf", 1));
    Cid direct = content.directory();
    Pinner pinner = content.service.pinner(Deadline.none());
    pinner.add(content.reader(), root, Mode.RECURSIVE, Optional.of("the root"), _ -> {});
    pinner.add(content.reader(), direct, Mode.DIRECT, Optional.empty(), _ -> {});
    assertThat(listed(Optional.empty(), "")).containsExactlyInAnyOrder(root, direct, leaf);
    assertThat(listed(Optional.of(Pinner.Kind.INDIRECT), "")).containsExactly(leaf);
    assertThat(listed(Optional.of(Pinner.Kind.DIRECT), "")).containsExactly(direct);
    assertThat(listed(Optional.empty(), "root")).containsExactly(root);
    List<Pinner.Kept> some = new ArrayList<>();
    pinner.list(
        content.reader(), List.of(root + "/leaf", direct.toString()), Optional.empty(), some::add);
    assertThat(some)
        .containsExactly(
            new Pinner.Kept(leaf, Pinner.Kind.INDIRECT, "", Optional.of(root)),
            new Pinner.Kept(direct, Pinner.Kind.DIRECT, "", Optional.empty()));
    String path = root.toString();
    Optional<Pinner.Kind> wanted = Optional.of(Pinner.Kind.DIRECT);
    assertThatThrownBy(() -> pinner.list(content.reader(), List.of(path), wanted, _ -> {}))
        .isInstanceOf(ContentRefused.class)
        .hasMessage("path '" + path + "' is not pinned");
  }

  private List<Cid> listed(Optional<Pinner.Kind> kind, String name) {
    List<Cid> cids = new ArrayList<>();
    content.service.pinner(Deadline.none()).list(kind, name, kept -> cids.add(kept.cid()));
    return cids;
  }

  @Test
  void changesPinsOfWhatIsHere() throws Exception {
    Cid leaf = content.put(Multicodec.RAW, new byte[] {1});
    Cid one = content.directory(new PbLink(leaf, "leaf", 1));
    Cid two = content.directory(new PbLink(leaf, "other", 1));
    Cid half =
        content.directory(
            new PbLink(Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {8})), "gone", 1));
    Pinner pinner = content.service.pinner(Deadline.none());
    List<Cid> seen = new ArrayList<>();
    pinner.add(
        content.reader(),
        one,
        Mode.RECURSIVE,
        Optional.of("name"),
        b -> {
          synchronized (seen) {
            seen.add(b.cid());
          }
        });
    assertThat(seen).containsExactlyInAnyOrder(one, leaf);
    pinner.update(content.reader(), one, two, true);
    assertThat(pins()).containsExactly(new Pin(two, Mode.RECURSIVE, "name"));
    assertThatThrownBy(() -> pinner.update(content.reader(), two, half, true))
        .hasMessageContaining("could not find");
    assertThatThrownBy(() -> pinner.remove(two, Mode.DIRECT)).isInstanceOf(PinRefused.class);
    pinner.verify(check -> assertThat(check.ok()).isTrue());
    pinner.remove(two, Mode.RECURSIVE);
    pinner.add(content.reader(), two, Mode.DIRECT, Optional.empty(), _ -> {});
    pinner.remove(two, Mode.RECURSIVE);
    assertThat(pins()).isEmpty();
    assertThatThrownBy(
            () -> pinner.add(content.reader(), half, Mode.RECURSIVE, Optional.empty(), _ -> {}))
        .hasMessageContaining("could not find");
    assertThat(pins()).isEmpty();
  }

  @Test
  void closesTheStreamsOfSources() throws IOException {
    boolean[] closed = new boolean[1];
    InputStream in =
        new ByteArrayInputStream(new byte[10]) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    content.add(new SourceEntry.File("f", () -> in, OptionalLong.empty()));
    assertThat(closed[0]).isTrue();
  }
}
