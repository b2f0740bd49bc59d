package network.cairn.content.unixfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Links;
import network.cairn.store.hash.HashPool;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ImporterTest {
  private static final HashPool POOL = new HashPool(3);
  private static final ImportOptions V1 = ImportOptions.of("unixfs-v1-2025");

  @AfterAll
  static void closePool() {
    POOL.close();
  }

  private record Log(List<String> lines) implements ImportListener {
    @Override
    public void progress(String path, long bytes) {
      lines.add(path + " " + bytes);
    }

    @Override
    public void added(String path, Imported imported) {
      lines.add("added " + path);
    }
  }

  @Test
  void tellsFilesInOrderAndDirectoriesAfterThemDeepestFirst() throws IOException {
    Log log = new Log(new ArrayList<>());
    SourceEntry tree =
        Inputs.directory(
            "d",
            Inputs.text("z", "zz"),
            Inputs.directory("sub", Inputs.directory("deep"), Inputs.text("a", "aaa")),
            new SourceEntry.Symlink("b", "z"));
    new Importer(BlockSink.discarding(), POOL, V1).tree(tree, log);
    assertThat(log.lines)
        .containsExactly(
            "added d/b",
            "d/sub/a 3",
            "added d/sub/a",
            "d/z 2",
            "added d/z",
            "added d/sub/deep",
            "added d/sub",
            "added d");
  }

  @Test
  void tellsProgressAtEveryChunk() throws IOException {
    Log log = new Log(new ArrayList<>());
    byte[] bytes = new byte[250];
    new Importer(BlockSink.discarding(), POOL, V1.withChunker("size-100"))
        .file("f", new ByteArrayInputStream(bytes), log);
    assertThat(log.lines).containsExactly("f 100", "f 200", "f 250", "added f");
  }

  @Test
  void putsChildrenBeforeParents() {
    Property.check(
        30,
        random -> {
          Set<Cid> there = new HashSet<>();
          BlockSink sink =
              block -> {
                assertThat(there.containsAll(Links.of(block))).isTrue();
                there.add(block.cid());
              };
          Imported imported =
              new Importer(sink, POOL, anyOptions(random))
                  .tree(anyTree(random, "root", 3), ImportListener.none());
          assertThat(there.contains(imported.cid())).isTrue();
        });
  }

  @Test
  void givesTheSameCidsWhetherOrNotBlocksAreKept() {
    Property.check(
        30,
        random -> {
          ImportOptions options = anyOptions(random);
          SourceEntry tree = anyTree(random, "root", 3);
          Imported kept =
              new Importer(new MapBlocks(), POOL, options).tree(tree, ImportListener.none());
          Imported hashed =
              new Importer(BlockSink.discarding(), POOL, options).tree(tree, ImportListener.none());
          assertThat(hashed).isEqualTo(kept);
        });
  }

  @Test
  void aPathAsDeepAsItMayBeIsBuiltOnASmallStack() {
    String deepest = "d/".repeat(1024) + "file";
    CompletableFuture<Map<String, Imported>> built = new CompletableFuture<>();
    Runnable build =
        () -> {
          try {
            TreeBuilder builder =
                new Importer(BlockSink.discarding(), POOL, V1).builder(ImportListener.none());
            builder.addFile(deepest, new ByteArrayInputStream(new byte[1]), Attributes.NONE);
            assertThatThrownBy(() -> builder.addDirectory("d/" + deepest, Attributes.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nested deeper than 1024");
            built.complete(builder.finish());
          } catch (Throwable e) {
            built.completeExceptionally(e);
          }
        };
    new Thread(null, build, "small stack", 128 * 1024).start();
    assertThat(built)
        .succeedsWithin(Duration.ofMinutes(1))
        .satisfies(tops -> assertThat(tops).containsOnlyKeys("d"));
  }

  @Test
  void builderGivesWhatTheTreeGives() throws IOException {
    SourceEntry tree =
        Inputs.directory(
            "d",
            Inputs.text("a", "1"),
            Inputs.directory("e", new SourceEntry.Symlink("l", "../a")));
    Imported expected =
        new Importer(BlockSink.discarding(), POOL, V1).tree(tree, ImportListener.none());
    TreeBuilder builder =
        new Importer(BlockSink.discarding(), POOL, V1).builder(ImportListener.none());
    builder.addSymlink("d/e/l", "../a", Attributes.NONE);
    builder.addFile("d/a", new ByteArrayInputStream(new byte[] {'1'}), Attributes.NONE);
    builder.addDirectory("d/e", Attributes.NONE);
    assertThat(builder.finish()).containsOnly(Map.entry("d", expected));
  }

  @Test
  void builderRefusesPathsThatLeaveOrCollide() throws IOException {
    TreeBuilder builder =
        new Importer(BlockSink.discarding(), POOL, V1).builder(ImportListener.none());
    builder.addFile("d/a", new ByteArrayInputStream(new byte[0]), Attributes.NONE);
    for (String path : List.of("d/a", "d/a/b", "../x", "d//x", "", "/x", "d/..", "d/./x", "d/\0")) {
      assertThatThrownBy(
              () -> builder.addFile(path, new ByteArrayInputStream(new byte[0]), Attributes.NONE))
          .as(path)
          .isInstanceOf(IOException.class);
    }
    builder.addDirectory("d", Attributes.NONE);
  }

  @Test
  void refusesTwoEntriesOfOneName() {
    SourceEntry tree = Inputs.directory("d", Inputs.text("a", "1"), Inputs.text("a", "2"));
    Importer importer = new Importer(BlockSink.discarding(), POOL, V1);
    assertThatThrownBy(() -> importer.tree(tree, ImportListener.none()))
        .hasMessageContaining("two entries named 'a'");
  }

  @Test
  void handsOnTheSourcesFailure() {
    SourceEntry broken =
        new SourceEntry.File(
            "f",
            () -> {
              throw new IOException("disk gone");
            },
            OptionalLong.empty());
    Importer importer = new Importer(BlockSink.discarding(), POOL, V1);
    assertThatThrownBy(() -> importer.tree(broken, ImportListener.none())).hasMessage("disk gone");
  }

  static ImportOptions anyOptions(Random random) {
    ImportOptions options = random.nextBoolean() ? V1 : ImportOptions.of("legacy-cid-v0");
    return options
        .withRawLeaves(random.nextBoolean())
        .withChunker(
            "size-"
                + (random.nextBoolean()
                    ? 64 + random.nextInt(200)
                    : 1 + random.nextInt(60_000) + 200))
        .withMaxFileLinks(2 + random.nextInt(20))
        .withHamtFanout(8 << random.nextInt(8))
        .withHamtThreshold(
            random.nextBoolean() ? SizeEstimation.BLOCK_BYTES : SizeEstimation.LINKS_BYTES,
            1 + random.nextInt(2000));
  }

  static SourceEntry anyTree(Random random, String name, int depth) {
    int kind = random.nextInt(depth == 0 ? 3 : 6);
    if (kind == 0) {
      return new SourceEntry.Symlink(name, "../" + random.nextInt(1000));
    }
    if (kind <= 2) {
      return Inputs.bytes(
          name, Property.bytes(random, random.nextInt(random.nextBoolean() ? 100 : 20_000)));
    }
    List<SourceEntry> entries = new ArrayList<>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      entries.add(
          anyTree(
              random,
              i + "-" + Integer.toString(random.nextInt(1 << 20), 36) + "é🚀".repeat(i & 1),
              depth - 1));
    }
    return new SourceEntry.Directory(name, () -> entries);
  }
}
