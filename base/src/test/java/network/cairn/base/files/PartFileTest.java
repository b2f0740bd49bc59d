package network.cairn.base.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {
  @TempDir Path folder;

  private void write(Path file, String text) throws IOException {
    try (PartFile part = PartFile.of(file)) {
      part.out().write(text.getBytes(StandardCharsets.UTF_8));
      part.finish();
    }
  }

  private List<Path> listed() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(Path::getFileName).sorted().toList();
    }
  }

  @Test
  void hasItsNameWhenItIsFinishedAndNotBefore() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    try (PartFile part = PartFile.of(file)) {
      part.out().write('n');
      part.out().flush();
      assertThat(file).hasContent("old");
      part.finish();
    }
    assertThat(file).hasContent("n");
    assertThat(listed()).containsExactly(Path.of("a"));
  }

  /// Whoever reads a message has heard of the file, not of its part.
  @Test
  void namesTheFileInEveryFaultOfItsPart() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    Path below = file.resolve("b");
    Path tooLong = folder.resolve("n".repeat(300));
    assertThatThrownBy(() -> write(below, "new")).hasMessage(below + ": Not a directory");
    assertThatThrownBy(() -> PartFile.symlink(below, file)).hasMessage(below + ": Not a directory");
    assertThatThrownBy(() -> write(tooLong, "new"))
        .hasMessageStartingWith(tooLong.toString())
        .hasMessageNotContaining(".part");
    assertThatThrownBy(() -> PartFile.symlink(tooLong, file))
        .hasMessageStartingWith(tooLong.toString())
        .hasMessageNotContaining(".part");
    assertThat(listed()).containsExactly(Path.of("a"));
  }

  @Test
  void leavesWhatWasThereAndNothingElseWhenItIsNotFinished() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    try (PartFile part = PartFile.of(file)) {
      part.out().write('n');
    }
    assertThat(file).hasContent("old");
    assertThat(listed()).containsExactly(Path.of("a"));
  }

  @Test
  void changesNoOtherNameOfTheOldFileAndNoTargetOfASymlink() throws IOException {
    Path kept = Files.writeString(folder.resolve("kept"), "kept");
    Files.createLink(folder.resolve("hard"), kept);
    Files.createSymbolicLink(folder.resolve("soft"), kept);
    write(folder.resolve("hard"), "new");
    write(folder.resolve("soft"), "newer");
    assertThat(kept).hasContent("kept");
    assertThat(folder.resolve("hard")).hasContent("new");
    assertThat(folder.resolve("soft")).isRegularFile().hasContent("newer");
    assertThat(Files.isSymbolicLink(folder.resolve("soft"))).isFalse();
  }

  @Test
  void replacesAnEmptyDirectoryOnly() throws IOException {
    Files.createDirectory(folder.resolve("empty"));
    write(folder.resolve("empty"), "file");
    assertThat(folder.resolve("empty")).hasContent("file");
    Files.createDirectories(folder.resolve("full/of"));
    assertThatThrownBy(() -> write(folder.resolve("full"), "file"))
        .isInstanceOf(DirectoryNotEmptyException.class);
    PartFile.symlink(folder.resolve("full/of"), Path.of("x"));
    assertThat(Files.readSymbolicLink(folder.resolve("full/of"))).isEqualTo(Path.of("x"));
    assertThat(listed()).containsExactly(Path.of("empty"), Path.of("full"));
  }

  @Test
  void replacesFilesAndSymlinksByASymlink() throws IOException {
    Path kept = Files.writeString(folder.resolve("kept"), "kept");
    Files.createSymbolicLink(folder.resolve("soft"), kept);
    PartFile.symlink(folder.resolve("soft"), Path.of("elsewhere"));
    PartFile.symlink(kept, Path.of("../up"));
    assertThat(Files.readSymbolicLink(folder.resolve("soft"))).isEqualTo(Path.of("elsewhere"));
    assertThat(Files.readSymbolicLink(kept)).isEqualTo(Path.of("../up"));
    assertThat(listed()).containsExactly(Path.of("kept"), Path.of("soft"));
  }

  @Test
  void writesToADeviceAsItIs() throws IOException {
    Path device = Path.of("/dev/null");
    write(device, "gone");
    Path link = Files.createSymbolicLink(folder.resolve("null"), device);
    write(link, "gone");
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.exists(device, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void namesTheDirectoryThatIsNotThere() {
    assertThatThrownBy(() -> PartFile.of(folder.resolve("none/a")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(folder.resolve("none").toString());
  }
}
