package network.cairn.content.unixfs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import network.cairn.base.tree.IgnoreRules;
import network.cairn.base.tree.PathSource;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.content.unixfs.Importer;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.hash.HashPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExporterTest {
  @TempDir Path home;
  private final Map<Cid, Block> blocks = new HashMap<>();
  private final Exporter exporter =
      new Exporter(new UnixFs(cid -> Objects.requireNonNull(blocks.get(cid))));

  private Cid add(SourceEntry entry, BlockSink sink) throws IOException {
    try (HashPool pool = new HashPool(1)) {
      ImportOptions options = ImportOptions.of("unixfs-v1-2025").withChunker("size-1000");
      return new Importer(sink, pool, options).tree(entry, ImportListener.none()).cid();
    }
  }

  private Cid add(SourceEntry entry) throws IOException {
    return add(entry, block -> blocks.put(block.cid(), block));
  }

  private static SourceEntry file(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new SourceEntry.File(name, () -> new ByteArrayInputStream(bytes), OptionalLong.empty());
  }

  private static SourceEntry directory(String name, SourceEntry... entries) {
    return new SourceEntry.Directory(name, () -> List.of(entries));
  }

  private Cid node(PbNode node) {
    byte[] bytes = node.encode();
    Cid cid = Cid.v1(Multicodec.DAG_PB, Multihash.sha256(bytes));
    blocks.put(cid, Block.of(cid, bytes));
    return cid;
  }

  @Test
  void writesWhatImportsToTheSameCid() throws IOException {
    Cid root =
        add(
            directory(
                "",
                file("a", "x".repeat(5000)),
                directory("d", new SourceEntry.Symlink("l", "../a"), directory("e"))));
    Path target = home.resolve("out");
    exporter.toPath(root, target);
    assertThat(add(PathSource.standard().entry(target), BlockSink.discarding())).isEqualTo(root);
    assertThat(Files.readSymbolicLink(target.resolve("d/l"))).isEqualTo(Path.of("../a"));
  }

  @Test
  void replacesASymlinkInsteadOfWritingThroughIt() throws IOException {
    Path outside = Files.writeString(home.resolve("outside"), "untouched");
    Path target = Files.createDirectory(home.resolve("out"));
    Files.createSymbolicLink(target.resolve("a"), outside);
    exporter.toPath(add(directory("", file("a", "new"))), target);
    assertThat(outside).hasContent("untouched");
    assertThat(target.resolve("a")).isRegularFile().hasContent("new");
  }

  @Test
  void doesNotEnterASymlinkedDirectory() throws IOException {
    Path outside = Files.createDirectory(home.resolve("outside"));
    Path target = Files.createDirectory(home.resolve("out"));
    Files.createSymbolicLink(target.resolve("d"), outside);
    Cid root = add(directory("", directory("d", file("a", "x"))));
    assertThatThrownBy(() -> exporter.toPath(root, target)).isInstanceOf(ExportRefused.class);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void refusesNamesThatLeaveTheTargetAndLeavesNoPartBehind() throws IOException {
    Cid leaf = add(file("", "evil"));
    for (String name : List.of("..", ".", "../x", "/x", "a/b", "a\0", "")) {
      Cid root = node(PbNode.of(List.of(new PbLink(leaf, name, 4)), UnixFsEncoder.directory()));
      assertThatThrownBy(() -> exporter.toPath(root, home.resolve("out")))
          .as(name)
          .isInstanceOf(ExportRefused.class);
      assertThatThrownBy(() -> exporter.toTar(root, "out", new ByteArrayOutputStream()))
          .as(name)
          .isInstanceOf(ExportRefused.class);
    }
    assertThat(home.resolve("out")).isEmptyDirectory();
    assertThat(home).isDirectoryNotContaining("glob:**evil");
  }

  @Test
  void takesNoNameThatIsNotUtf8AndWritesItEscaped() throws Exception {
    Path source = Files.createDirectory(home.resolve("in"));
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", "echo x >\"$(printf 'b\\374d')\"")
            .directory(source.toFile())
            .start();
    assertThat(shell.waitFor()).isZero();
    assertThatThrownBy(() -> add(PathSource.standard().entry(source)))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("not UTF-8");

    Cid root = directoryOfBytes(Map.of("b\u00fcd%", "x", "b\u00fcd\u00e9", "y", "b%FCd%25", "z"));
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    exporter.toTar(root, "out", tar);
    exporter.toPath(root, home.resolve("out"));
    assertThat(home.resolve("out/b%FCd%25%_")).hasContent("x");
    assertThat(home.resolve("out/b%FCd%E9")).hasContent("y");
    assertThat(home.resolve("out/b%FCd%25")).hasContent("z");
    assertThat(tar.toString(StandardCharsets.UTF_8))
        .contains("22 CAIRN.escaped=path\n")
        .contains("out/b%FCd%E9\0");
  }

  /// A directory of small files whose names are given as Latin-1, so that they are what the bytes
  /// are.
  private Cid directoryOfBytes(Map<String, String> files) throws IOException {
    List<PbLink> links = new ArrayList<>();
    List<String> names = files.keySet().stream().sorted().toList();
    for (String name : names) {
      links.add(
          new PbLink(
              add(file("", files.getOrDefault(name, ""))), placeholder(name, links.size()), 1));
    }
    byte[] bytes = PbNode.of(links, UnixFsEncoder.directory()).encode();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < names.size(); i++) {
      byte[] latin = names.get(i).getBytes(StandardCharsets.ISO_8859_1);
      int at = text.indexOf(placeholder(names.get(i), i));
      System.arraycopy(latin, 0, bytes, at, latin.length);
    }
    Cid root = Cid.v1(Multicodec.DAG_PB, Multihash.sha256(bytes));
    blocks.put(root, Block.of(root, bytes));
    return root;
  }

  private static String placeholder(String name, int i) {
    return Character.toString('A' + i).repeat(name.length());
  }

  @Test
  void refusesADirectoryWithAFileAndASymlinkOfOneName() throws IOException {
    Cid link = add(new SourceEntry.Symlink("a", "/etc"));
    Cid inner = add(directory("", file("passwd", "x")));
    Cid root =
        node(
            PbNode.of(
                List.of(new PbLink(link, "a", 1), new PbLink(inner, "a", 1)),
                UnixFsEncoder.directory()));
    assertThatThrownBy(() -> exporter.toPath(root, home.resolve("out")))
        .isInstanceOf(InvalidUnixFs.class);
  }

  @Test
  void archivesNamesOfAnyLengthAsTarDoes() throws IOException {
    String longName = "ü".repeat(120);
    Cid root =
        add(
            directory(
                "",
                file(longName, "content"),
                new SourceEntry.Symlink("s", "t".repeat(200)),
                file("b", "")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exporter.toTar(root, "root", out);
    String tar = out.toString(StandardCharsets.UTF_8);
    assertThat(out.size() % 512).isZero();
    assertThat(tar)
        .contains(" path=root/" + longName + "\n")
        .contains(" linkpath=" + "t".repeat(200) + "\n");
    assertThat(tar).startsWith("root\0").contains("content\0").contains("root/b\0");
    assertThat(tar).contains("ustar\00000").endsWith("\0".repeat(1024));
  }

  @Test
  void takesHiddenAndIgnoredEntriesAsTold() throws IOException {
    Path source = Files.createDirectories(home.resolve("in"));
    Files.writeString(source.resolve(".hidden"), "h");
    Files.writeString(source.resolve("mars.txt"), "m");
    Files.createDirectories(source.resolve("sub/skipped"));
    Files.writeString(source.resolve("sub/skipped/f"), "f");
    Files.writeString(source.resolve("sub/kept.log"), "k");
    IgnoreRules rules =
        IgnoreRules.of(List.of("# comment", "*.log", "!kept.log", "/mars.txt", "skipped/"));
    Cid expected = add(directory("", directory("sub", file("kept.log", "k"))));
    assertThat(add(new PathSource(false, false, rules).entry(source))).isEqualTo(expected);
    Cid withHidden =
        add(directory("", file(".hidden", "h"), directory("sub", file("kept.log", "k"))));
    assertThat(add(new PathSource(true, false, rules).entry(source))).isEqualTo(withHidden);
  }
}
