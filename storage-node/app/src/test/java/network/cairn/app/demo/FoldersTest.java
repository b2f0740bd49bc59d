package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path above;
  private Path folder = Path.of("");

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(above.resolve("folder"));
  }

  @Test
  void removesAllBelowAndNothingBeside() throws IOException {
    Files.createDirectories(folder.resolve("a/b/c"));
    Files.writeString(folder.resolve("a/b/c/file"), "x");
    Files.writeString(folder.resolve(".hidden"), "x");
    Path beside = Files.writeString(above.resolve("folder2"), "x");
    Folders.remove(folder);
    assertThat(folder).doesNotExist();
    assertThat(beside).exists();
  }

  @Test
  void followsNoLinkOutOfTheFolder() throws IOException {
    Path outside = Files.createDirectories(above.resolve("outside"));
    Path precious = Files.writeString(outside.resolve("precious"), "x");
    Files.createSymbolicLink(folder.resolve("folder"), outside);
    Files.createSymbolicLink(folder.resolve("file"), precious);
    Files.createSymbolicLink(folder.resolve("nowhere"), above.resolve("missing"));
    Folders.remove(folder);
    assertThat(folder).doesNotExist();
    assertThat(precious).hasContent("x");
  }

  @Test
  void removesALinkInTheFoldersPlaceAndNotWhatItNames() throws IOException {
    Path kept = Files.writeString(folder.resolve("kept"), "x");
    Path link = Files.createSymbolicLink(above.resolve("link"), folder);
    Path dangling = Files.createSymbolicLink(above.resolve("dangling"), above.resolve("missing"));
    Folders.remove(link);
    Folders.remove(dangling);
    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(Files.isSymbolicLink(dangling)).isFalse();
    assertThat(kept).hasContent("x");
  }

  @Test
  void nothingHappensIfItIsGone() throws IOException {
    Folders.remove(folder);
    Folders.remove(folder);
    Folders.remove(above.resolve("a/b"));
    assertThat(above).isEmptyDirectory();
  }

  @Test
  void removesASingleFile() throws IOException {
    Path file = Files.writeString(above.resolve("file"), "x");
    Folders.remove(file);
    assertThat(file).doesNotExist();
  }
}
