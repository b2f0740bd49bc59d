package network.cairn.content.unixfs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.base.tree.TreeSink;
import network.cairn.content.blockservice.BlockNotFound;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// DAGs of strangers on a disk, in a sink and in an archive.
@Timeout(60)
class HostileExportTest {
  @TempDir Path home;
  private Path out;
  private final Map<Cid, Block> blocks = new HashMap<>();
  private final Exporter exporter = new Exporter(new UnixFs(this::block));
  private final Listed listed = new Listed();

  @BeforeEach
  void place() {
    out = home.resolve("out");
  }

  private Block block(Cid cid) {
    return Optional.ofNullable(blocks.get(cid)).orElseThrow(() -> new BlockNotFound(cid, "lost"));
  }

  private Cid keep(long codec, byte[] bytes) {
    Cid cid = Cid.v1(codec, Multihash.sha256(bytes));
    blocks.put(cid, Block.of(cid, bytes));
    return cid;
  }

  private Cid file(String text) {
    return keep(Multicodec.RAW, text.getBytes(StandardCharsets.UTF_8));
  }

  private Cid symlink(String target) {
    return keep(Multicodec.DAG_PB, PbNode.of(List.of(), UnixFsEncoder.symlink(target)).encode());
  }

  private Cid directory(PbLink... entries) {
    return keep(Multicodec.DAG_PB, PbNode.of(List.of(entries), UnixFsEncoder.directory()).encode());
  }

  private static PbLink named(String name, Cid cid) {
    return new PbLink(cid, name, 1);
  }

  /// What a sink is given, one line an entry.
  private static final class Listed implements TreeSink {
    final List<String> lines = new ArrayList<>();

    @Override
    public void directory(String path) {
      lines.add(path + "/");
    }

    @Override
    public void file(String path, long size, InputStream content) throws IOException {
      byte[] bytes = content.readAllBytes();
      assertThat(bytes).hasSize((int) size);
      lines.add(path + "=" + new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void symlink(String path, String target) {
      lines.add(path + "->" + target);
    }
  }

  private List<String> onDisk() throws IOException {
    try (Stream<Path> paths = Files.walk(home)) {
      return paths.filter(p -> !p.equals(home)).map(p -> home.relativize(p).toString()).toList();
    }
  }

  private void refusedEverywhere(Cid root, Class<?> why) {
    assertThatThrownBy(() -> exporter.toPath(root, out)).isInstanceOf(why);
    assertThatThrownBy(() -> exporter.toSink(root, "out", listed)).isInstanceOf(why);
    assertThatThrownBy(() -> exporter.toTar(root, "out", new ByteArrayOutputStream()))
        .isInstanceOf(why);
  }

  @Test
  void writesOddNamesAsTheyAre() throws IOException {
    Cid file = file("x");
    List<String> names =
        List.of("...", " ", "-rf", "a\\b", "a\nb", "~", "C:", "%2e%2e", "日本", "x".repeat(255));
    PbLink[] entries = names.stream().map(name -> named(name, file)).toArray(PbLink[]::new);
    exporter.toPath(directory(entries), out);
    try (Stream<Path> there = Files.list(out)) {
      assertThat(there.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @Test
  void leavesNoPartOfAFileWhoseNameTheDiskRefuses() throws IOException {
    Cid root = directory(named("x".repeat(256), file("x")));
    assertThatThrownBy(() -> exporter.toPath(root, out)).isInstanceOf(IOException.class);
    assertThat(onDisk()).containsExactly("out");
  }

  @Test
  void leavesNoPartOfAFileThatBreaksOff() throws IOException {
    Cid lost = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[3]));
    byte[] data = UnixFsEncoder.fileOf(List.of(1L, 3L));
    PbNode node = PbNode.of(List.of(named("", file("x")), named("", lost)), data);
    Cid root = directory(named("a", keep(Multicodec.DAG_PB, node.encode())));
    refusedEverywhere(root, BlockNotFound.class);
    assertThat(onDisk()).containsExactly("out");
  }

  @Test
  void refusesAFileWhosePartsAreNotAsLongAsItSays() throws IOException {
    byte[] data = UnixFsEncoder.fileOf(List.of(1L << 40));
    PbNode node = PbNode.of(List.of(named("", file("short"))), data);
    refusedEverywhere(keep(Multicodec.DAG_PB, node.encode()), InvalidUnixFs.class);
    assertThat(onDisk()).isEmpty();
  }

  @Test
  void refusesTwoEntriesOfOneNameInDifferentShards() throws IOException {
    PbNode inner = shard(8, named("1a", file("second")));
    PbLink below = named("1", keep(Multicodec.DAG_PB, inner.encode()));
    Cid root = keep(Multicodec.DAG_PB, shard(8, named("0a", file("first")), below).encode());
    refusedEverywhere(root, InvalidUnixFs.class);
  }

  private static PbNode shard(int fanout, PbLink... links) {
    return PbNode.of(List.of(links), UnixFsEncoder.shard(new BitSet(), fanout));
  }

  @Test
  void refusesSymlinksToNoPathAndLeavesNothingInTheirPlace() throws IOException {
    for (String target : List.of("", "a\0b")) {
      Cid root = directory(named("l", symlink(target)));
      assertThatThrownBy(() -> exporter.toPath(root, out))
          .isInstanceOf(ExportRefused.class)
          .hasMessageContaining("no path");
    }
    assertThat(onDisk()).containsExactly("out");
  }

  @Test
  void symlinksAreMadeWhenEverythingElseIsThere() throws IOException {
    Cid lost = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {9}));
    Cid root = directory(named("a", symlink("/etc")), named("b", lost));
    assertThatThrownBy(() -> exporter.toPath(root, out)).isInstanceOf(BlockNotFound.class);
    assertThat(onDisk()).containsExactly("out");
  }

  @Test
  void replacesNeitherADirectoryByAFileNorAFileByADirectory() throws IOException {
    Files.createDirectories(out.resolve("a"));
    Files.writeString(out.resolve("b"), "kept");
    List<Cid> roots =
        List.of(
            directory(named("a", file("x"))),
            directory(named("a", symlink("x"))),
            directory(named("b", directory())));
    for (Cid root : roots) {
      assertThatThrownBy(() -> exporter.toPath(root, out)).isInstanceOf(ExportRefused.class);
    }
    assertThat(onDisk()).containsExactlyInAnyOrder("out", "out/a", "out/b");
    assertThat(out.resolve("b")).hasContent("kept");
  }

  @Test
  void goesAThousandDirectoriesDeepAndNoDeeper() throws IOException {
    Cid deepest = directory();
    for (int i = 1; i < 1024; i++) {
      deepest = directory(named("d", deepest));
    }
    exporter.toSink(deepest, "out", listed);
    assertThat(listed.lines).hasSize(1024);
    Cid deeper = directory(named("d", deepest));
    assertThatThrownBy(() -> exporter.toSink(deeper, "out", listed))
        .isInstanceOf(ExportRefused.class)
        .hasMessageContaining("deeper than 1024");
  }

  @Test
  void aSinkIsGivenADirectoryBeforeWhatIsInIt() throws IOException {
    Cid shared = directory(named("f", file("text")), named("l", symlink("../../x")));
    exporter.toSink(
        directory(named("b", shared), named("a", shared), named("e", directory())), "root", listed);
    assertThat(listed.lines)
        .containsExactly(
            "root/",
            "root/b/",
            "root/b/f=text",
            "root/b/l->../../x",
            "root/a/",
            "root/a/f=text",
            "root/a/l->../../x",
            "root/e/");
  }

  @Test
  void anArchiveHoldsWhatASinkIsGiven() throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    Cid big = file("y".repeat(700));
    exporter.toTar(directory(named("x".repeat(200), big), named("l", symlink("ü"))), "root", tar);
    TarReader reader = new TarReader(tar.toByteArray());
    assertThat(reader.next().orElseThrow().name()).isEqualTo("root");
    TarReader.Entry file = reader.next().orElseThrow();
    assertThat(file.name()).isEqualTo("root/" + "x".repeat(200));
    assertThat(reader.content(file.size())).asString().isEqualTo("y".repeat(700));
    assertThat(reader.next().orElseThrow().target()).isEqualTo("ü");
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void writesASingleFileOrSymlinkAsTheTarget() throws IOException {
    exporter.toPath(file("alone"), out);
    assertThat(out).hasContent("alone");
    exporter.toPath(symlink("nowhere"), out);
    assertThat(Files.readSymbolicLink(out)).isEqualTo(Path.of("nowhere"));
    assertThat(onDisk()).containsExactly("out");
  }
}
