package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.table.ContentTable;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GetCommandTest {
  @TempDir private Path folder;

  private static void extract(byte[] tar, Path target) throws IOException {
    Output none = new Output(OutputStream.nullOutputStream(), false);
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            none,
            none,
            false,
            false,
            false,
            Map.of(),
            target);
    ProgressBar bar =
        new ProgressBar(
            terminal, new Invocation(ContentTable.GET, Map.of(), List.of(), terminal), 0);
    ExtractedTree tree = new ExtractedTree(target, "asked", bar);
    TarReader.give(new ByteArrayInputStream(tar), tree);
    tree.end();
  }

  @Test
  void writesATreeUnderTheNameAskedFor() throws IOException {
    byte[] tar =
        new Tar()
            .directory("root")
            .directory("root/sub")
            .file("root/sub/a.txt", "hello")
            .file("root/empty", "")
            .link("root/link", "sub/a.txt")
            .end();
    extract(tar, folder.resolve("out"));
    assertThat(folder.resolve("out/sub/a.txt")).hasContent("hello");
    assertThat(folder.resolve("out/empty")).isEmptyFile();
    assertThat(Files.readSymbolicLink(folder.resolve("out/link"))).isEqualTo(Path.of("sub/a.txt"));
  }

  @Test
  void writesASingleFileAndReplacesAnOlderOne() throws IOException {
    Files.writeString(folder.resolve("file"), "older and longer");
    extract(new Tar().file("bafy", "new").end(), folder.resolve("file"));
    assertThat(folder.resolve("file")).hasContent("new");
  }

  @Test
  void fillsADirectoryThatIsThereAndPutsAFileIntoIt() throws IOException {
    Path target = Files.createDirectories(folder.resolve("there"));
    extract(new Tar().directory("d").file("d/a", "one").end(), target);
    assertThat(target.resolve("a")).hasContent("one");
    extract(new Tar().file("f", "two").end(), target);
    assertThat(target.resolve("asked")).hasContent("two");
    assertThat(target.resolve("a")).hasContent("one");
  }

  @Test
  void takesLongAndForeignNamesFromExtendedHeaders() throws IOException {
    String name = "ä".repeat(100) + ".txt";
    byte[] tar =
        new Tar()
            .directory("root")
            .pax(
                Tar.record("mtime", "1.5"),
                Tar.record("path", "root/" + name),
                Tar.record("size", "3"))
            .raw(
                '0',
                "root/short",
                "",
                String.format("%011o", 3),
                "abc".getBytes(StandardCharsets.UTF_8))
            .file("root/next", "n")
            .end();
    extract(tar, folder.resolve("out"));
    assertThat(folder.resolve("out").resolve(name)).hasContent("abc");
    assertThat(folder.resolve("out/next")).hasContent("n");
  }

  @Test
  void setsModesAndTimesThatAreKeptAndLendsNobodysRights() throws IOException {
    byte[] tar =
        new Tar()
            .pax(Tar.record("CAIRN.mode", "0500"), Tar.record("mtime", "100.25"))
            .raw('5', "root", "", "0", new byte[0], "0000500")
            .pax(Tar.record("CAIRN.mode", "04755"), Tar.record("mtime", "1.5"))
            .raw('0', "root/a", "", "0", new byte[0], "0004755")
            .pax(Tar.record("mtime", "7"))
            .link("root/l", "a")
            .pax(Tar.record("mtime", "soon"))
            .file("root/b", "")
            .end();
    extract(tar, folder.resolve("out"));
    Path out = folder.resolve("out");
    assertThat(Files.getPosixFilePermissions(out))
        .isEqualTo(PosixFilePermissions.fromString("r-x------"));
    assertThat(Files.getLastModifiedTime(out).toInstant())
        .isEqualTo(Instant.parse("1970-01-01T00:01:40.250Z"));
    assertThat(Files.getAttribute(out.resolve("a"), "unix:mode")).isEqualTo(0100755);
    assertThat(Files.getLastModifiedTime(out.resolve("a")).toInstant())
        .isEqualTo(Instant.ofEpochSecond(1, 500_000_000));
    assertThat(Files.getLastModifiedTime(out.resolve("l"), LinkOption.NOFOLLOW_LINKS).toInstant())
        .isEqualTo(Instant.ofEpochSecond(7));
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void refusesPathsThatLeaveTheTarget() {
    for (String name :
        List.of(
            "other/x",
            "root/../../x",
            "root/..",
            "root/a/../../../x",
            "root//etc/x",
            "../x",
            "root/a\0b")) {
      byte[] tar =
          new Tar().directory("root").pax(Tar.record("path", name)).file("root/x", "!").end();
      assertThatThrownBy(() -> extract(tar, folder.resolve("out")))
          .as(name)
          .isInstanceOf(CommandFailed.class);
    }
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void writesNothingThroughASymlinkHoweverTheTargetIsSpelled() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createDirectory(folder.resolve("here"));
    byte[] tar =
        new Tar()
            .directory("root")
            .link("root/link", outside.toString())
            .file("root/link/owned", "!")
            .end();
    for (String target : List.of("out", "here/.", "here/../out2", "./out3")) {
      assertThatThrownBy(() -> extract(tar, folder.resolve(target)))
          .as(target)
          .isInstanceOf(CommandFailed.class)
          .hasMessageContaining("refusing to write through");
    }
    byte[] root = new Tar().link("root", outside.toString()).file("root/owned", "!").end();
    assertThatThrownBy(() -> extract(root, folder.resolve("out4")))
        .hasMessageContaining("refusing to write through");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void replacesASymlinkInsteadOfWritingToWhatItNames() throws IOException {
    Path outside = Files.writeString(folder.resolve("outside"), "kept");
    byte[] tar =
        new Tar().directory("root").link("root/a", outside.toString()).file("root/a", "new").end();
    extract(tar, folder.resolve("out"));
    assertThat(outside).hasContent("kept");
    assertThat(folder.resolve("out/a")).hasContent("new").isRegularFile();
  }

  @Test
  void refusesDevicesHardLinksAndEmptyArchives() {
    for (char type : new char[] {'1', '3', '6'}) {
      byte[] tar = new Tar().directory("root").entry(type, "root/x", "y", new byte[0]).end();
      assertThatThrownBy(() -> extract(tar, folder.resolve("out")))
          .hasMessageContaining("unknown kind");
    }
    assertThatThrownBy(() -> extract(new Tar().end(), folder.resolve("out")))
        .hasMessageContaining("no file");
  }

  @Test
  void refusesBrokenSizesAndExtendedHeaders() {
    for (String size : List.of("-0000000007", "99999999999", "notanumber")) {
      byte[] tar = new Tar().raw('0', "root", "", size, new byte[0]).end();
      assertThatThrownBy(() -> extract(tar, folder.resolve("out")))
          .as(size)
          .isInstanceOf(IOException.class);
    }
    for (String pax :
        List.of("x", "5", "9999 a=b\n", "3 \n", "5 ab\n", "-5 a=b\n", Tar.record("size", "-9"))) {
      byte[] tar = new Tar().pax(pax).file("root", "x").end();
      assertThatThrownBy(() -> extract(tar, folder.resolve("out")))
          .as(pax)
          .isInstanceOf(IOException.class);
    }
    byte[] huge = new Tar().raw('x', "pax", "", "77777777777", new byte[0]).end();
    assertThatThrownBy(() -> extract(huge, folder.resolve("out"))).isInstanceOf(IOException.class);
  }

  @Test
  void saysThatAnArchiveWasCutShort() {
    byte[] tar = new Tar().directory("root").file("root/a", "x".repeat(700)).open();
    for (int cut : new int[] {100, 600, 1024, 1100, 1723}) {
      byte[] part = java.util.Arrays.copyOf(tar, cut);
      assertThatThrownBy(() -> extract(part, folder.resolve("cut")))
          .as("cut at %d", cut)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void readsOrRefusesAnyBytesAsAnArchive() {
    byte[] good =
        new Tar().pax(Tar.record("path", "root")).directory("r").file("root/a", "abc").end();
    Property.check(
        300,
        random -> {
          byte[] bad = good.clone();
          for (int i = 0; i <= random.nextInt(4); i++) {
            bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
          }
          TarReader reader = new TarReader(new ByteArrayInputStream(bad));
          try {
            Optional<TarReader.Entry> entry = reader.next();
            while (entry.isPresent()) {
              reader.content().transferTo(OutputStream.nullOutputStream());
              entry = reader.next();
            }
          } catch (IOException e) {
            assertThat(e).isNotNull();
          }
        });
  }
}
