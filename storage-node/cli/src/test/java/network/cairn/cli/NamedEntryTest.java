package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.cairn.base.tree.SourceEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NamedEntryTest {
  @TempDir private Path folder;
  private Terminal terminal;

  @BeforeEach
  void fill() throws IOException {
    terminal = new Session(folder).terminal();
    Files.createDirectory(folder.resolve("dir"));
    Files.writeString(folder.resolve("dir/a"), "content");
    Files.createSymbolicLink(folder.resolve("to-file"), Path.of("dir/a"));
    Files.createSymbolicLink(folder.resolve("to-dir"), Path.of("dir"));
    Files.createSymbolicLink(folder.resolve("to-nothing"), Path.of("nowhere"));
  }

  private Path path(String argument, boolean follow, boolean recursive) throws IOException {
    return NamedEntry.path(argument, terminal, follow, recursive);
  }

  @Test
  void keepsASymlinkAsItIsWhateverItPointsTo() throws IOException {
    for (String link : List.of("to-file", "to-dir", "to-nothing")) {
      assertThat(path(link, false, false)).isEqualTo(folder.resolve(link));
    }
  }

  @Test
  void followsASymlinkWhereAskedToUnderTheNameOfWhatItLeadsTo() throws IOException {
    assertThat(path("to-file", true, false)).isEqualTo(folder.resolve("dir/a").toRealPath());
    assertThat(path("to-dir", true, true)).isEqualTo(folder.resolve("dir").toRealPath());
    assertThatThrownBy(() -> path("to-dir", true, false))
        .hasMessage("'to-dir' is a directory, use the '-r' flag to specify directories");
    assertThatThrownBy(() -> path("to-nothing", true, true))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("points to what is not there");
  }

  @Test
  void refusesADirectoryUnlessAskedToAndWhatHasNoName() {
    assertThatThrownBy(() -> path("dir", false, false))
        .hasMessage("'dir' is a directory, use the '-r' flag to specify directories");
    for (boolean follow : new boolean[] {false, true}) {
      assertThatThrownBy(() -> path("", follow, true)).isInstanceOf(UsageError.class);
    }
    assertThatThrownBy(() -> path("none", false, true)).isInstanceOf(CommandFailed.class);
  }

  @Test
  void refusesTwoOfOneNameInOneFolder() {
    Map<Path, String> paths = new LinkedHashMap<>();
    paths.put(folder.resolve("b"), "b");
    paths.put(folder.resolve("dir/b"), "./dir/b");
    assertThatThrownBy(() -> NamedEntry.requireNamesOnce(paths, ""))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("b and ./dir/b have the same name");
    Map<Path, String> one = Map.of(folder.resolve("b"), "../b");
    assertThatThrownBy(() -> NamedEntry.requireNamesOnce(one, "b"))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("standard input and ../b have the same name");
    NamedEntry.requireNamesOnce(
        Map.of(folder.resolve("b"), "b", folder.resolve("dir/a"), "a"), "c");
    NamedEntry.requireNamesOnce(Map.of(folder.resolve("b"), "b", Path.of("/"), "/"), "");
  }

  @Test
  void namesEachPathOnceHoweverItIsSpelled() {
    for (String spelled : List.of("b", "dir/../b", "./b")) {
      assertThat(NamedEntry.place(folder.resolve(spelled))).isEqualTo(folder.resolve("b"));
    }
  }

  @Test
  void paysForWhatASymlinkPointsToAndNotForTheSymlink() throws IOException {
    SourceEntry entry = NamedEntry.toKeep("to-file", terminal, false);
    assertThat(entry.name()).isEqualTo("a");
    try (InputStream in = ((SourceEntry.File) entry).opener().open()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("content");
    }
    assertThat(NamedEntry.toKeep("to-dir", terminal, false))
        .isInstanceOf(SourceEntry.Directory.class);
  }

  @Test
  void paysForNothingThatIsEmpty() throws IOException {
    Files.createFile(folder.resolve("empty"));
    Files.createDirectory(folder.resolve("bare"));
    Files.createDirectory(folder.resolve("secret"));
    Files.createFile(folder.resolve("secret/.hidden"));
    Files.createSymbolicLink(folder.resolve("to-empty"), Path.of("empty"));
    for (String argument : List.of("empty", "bare", "secret", "to-empty")) {
      assertThatThrownBy(() -> NamedEntry.toKeep(argument, terminal, false))
          .as(argument)
          .isInstanceOf(CommandFailed.class)
          .hasMessageContaining("nothing to keep");
    }
    assertThatThrownBy(() -> NamedEntry.toKeep("secret", terminal, false))
        .hasMessageContaining("--hidden");
    assertThat(NamedEntry.toKeep("secret", terminal, true).name()).isEqualTo("secret");
    for (String argument : List.of("", "to-nothing")) {
      assertThatThrownBy(() -> NamedEntry.toKeep(argument, terminal, true))
          .isInstanceOf(RuntimeException.class);
    }
  }
}
