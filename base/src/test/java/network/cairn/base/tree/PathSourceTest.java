package network.cairn.base.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PathSourceTest {
  @TempDir private Path folder;

  private Path file(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  /// Every entry below a directory by its path: a file's content, a symlink's arrow, a directory's
  /// slash.
  private static Map<String, String> tree(SourceEntry entry) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    walk("", entry, tree);
    return tree;
  }

  private static void walk(String path, SourceEntry entry, Map<String, String> tree)
      throws IOException {
    switch (entry) {
      case SourceEntry.File file -> {
        try (InputStream in = file.opener().open()) {
          tree.put(path, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      case SourceEntry.Symlink(_, String target, _) -> tree.put(path, "-> " + target);
      case SourceEntry.Directory(_, SourceEntry.Lister lister, _) -> {
        tree.put(path, "/");
        for (SourceEntry child : lister.list()) {
          walk(path.isEmpty() ? child.name() : path + "/" + child.name(), child, tree);
        }
      }
    }
  }

  @Test
  void takesFilesDirectoriesAndSymlinksAsTheyAre() throws IOException {
    file("a/b/deep.txt", "deep");
    file("a/top.txt", "top");
    Files.createDirectory(folder.resolve("a/empty"));
    Files.createSymbolicLink(folder.resolve("a/link"), Path.of("b/../top.txt"));
    Files.createSymbolicLink(folder.resolve("a/broken"), Path.of("nowhere"));
    SourceEntry entry = PathSource.standard().entry(folder.resolve("a"));
    assertThat(entry.name()).isEqualTo("a");
    assertThat(tree(entry))
        .isEqualTo(
            Map.of(
                "", "/",
                "b", "/",
                "b/deep.txt", "deep",
                "top.txt", "top",
                "empty", "/",
                "link", "-> b/../top.txt",
                "broken", "-> nowhere"));
  }

  @Test
  void followsSymlinksWhenAsked() throws IOException {
    file("a/b/deep.txt", "deep");
    Files.createSymbolicLink(folder.resolve("a/link"), Path.of("b"));
    PathSource following = new PathSource(false, true, IgnoreRules.none());
    assertThat(tree(following.entry(folder.resolve("a")))).containsEntry("link/deep.txt", "deep");
    Files.createSymbolicLink(folder.resolve("a/broken"), Path.of("nowhere"));
    assertThatThrownBy(() -> tree(following.entry(folder.resolve("a"))))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void endsAWalkAroundALoopOfSymlinks() throws IOException {
    Files.createDirectory(folder.resolve("loop"));
    Files.createSymbolicLink(folder.resolve("loop/again"), Path.of("."));
    SourceEntry loop =
        new PathSource(false, true, IgnoreRules.none()).entry(folder.resolve("loop"));
    assertThatThrownBy(() -> tree(loop)).isInstanceOf(FileSystemException.class);
  }

  @Test
  void takesDirectoriesFiveHundredAndTwelveDeepAndNoDeeper() throws IOException {
    Path deepest = folder.resolve("d");
    Files.createDirectory(deepest);
    for (int depth = 2; depth <= 512; depth++) {
      deepest = Files.createDirectory(deepest.resolve("d"));
    }
    SourceEntry top = PathSource.standard().entry(folder.resolve("d"));
    assertThat(tree(top)).hasSize(512);
    Files.createDirectory(deepest.resolve("d"));
    assertThatThrownBy(() -> tree(top))
        .isInstanceOf(FileSystemLoopException.class)
        .hasMessageContaining("deeper than 512");
  }

  @Test
  void leavesOutHiddenEntriesButTakesTheOneThatWasNamed() throws IOException {
    file(".hidden/.deep", "x");
    file(".hidden/seen", "y");
    Path named = folder.resolve(".hidden");
    assertThat(tree(PathSource.standard().entry(named))).containsOnlyKeys("", "seen");
    assertThat(tree(new PathSource(true, false, IgnoreRules.none()).entry(named)))
        .containsOnlyKeys("", "seen", ".deep");
  }

  @Test
  void leavesOutIgnoredEntriesWithAllBelowThem() throws IOException {
    file("a/build/out.txt", "x");
    file("a/src/build", "a file");
    file("a/src/x.log", "x");
    file("a/src/keep.log", "x");
    PathSource source =
        new PathSource(false, false, IgnoreRules.of(List.of("build/", "*.log", "!keep.log")));
    assertThat(tree(source.entry(folder.resolve("a"))))
        .containsOnlyKeys("", "src", "src/build", "src/keep.log");
    PathSource all = new PathSource(false, false, IgnoreRules.of(List.of("*")));
    assertThat(tree(all.entry(folder.resolve("a")))).containsOnlyKeys("");
  }

  @Test
  void knowsTheSizeOfAFileBeforehandAndNamesIt() throws IOException {
    SourceEntry.File entry = (SourceEntry.File) PathSource.standard().entry(file("x.txt", "12345"));
    assertThat(entry.size()).hasValue(5);
    assertThat(entry.name()).isEqualTo("x.txt");
    assertThat(PathSource.standard().entry(folder.resolve(".")).name())
        .isEqualTo(folder.getFileName().toString());
    assertThat(PathSource.standard().entry(Path.of("/")).name()).isEmpty();
  }

  @Test
  void opensAFileOnlyWhenAsked() throws IOException {
    SourceEntry.File entry = (SourceEntry.File) PathSource.standard().entry(file("x", "1"));
    Files.delete(folder.resolve("x"));
    assertThatThrownBy(() -> entry.opener().open()).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> PathSource.standard().entry(folder.resolve("x")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void refusesASocketInsideADirectory() throws IOException {
    Files.createDirectory(folder.resolve("s"));
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(folder.resolve("s/socket")));
      SourceEntry entry = PathSource.standard().entry(folder.resolve("s"));
      assertThatThrownBy(() -> tree(entry))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("neither file, directory nor symlink");
      SourceEntry.File named =
          (SourceEntry.File) PathSource.standard().entry(folder.resolve("s/socket"));
      assertThat(named.size()).isEmpty();
    }
  }

  /// Java cannot make such a name itself.
  @Test
  void refusesANameThatIsNotUtf8() throws Exception {
    Files.createDirectory(folder.resolve("odd"));
    Process shell =
        new ProcessBuilder("sh", "-c", "printf x > \"$1/$(printf 'a\\377')\"", "sh", "odd")
            .directory(folder.toFile())
            .start();
    assertThat(shell.waitFor()).isZero();
    SourceEntry entry = PathSource.standard().entry(folder.resolve("odd"));
    assertThatThrownBy(() -> tree(entry))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void givesBackAnyTreeOfNames() {
    String letters = "ab é漢😀-_";
    Property.check(
        20,
        random -> {
          Path root = Files.createTempDirectory(folder, "tree");
          Map<String, String> wanted = new TreeMap<>(Map.of("", "/"));
          List<String> directories = new ArrayList<>(List.of(""));
          for (int i = 0; i < 12; i++) {
            String parent = directories.get(random.nextInt(directories.size()));
            int at = random.nextInt(letters.codePointCount(0, letters.length()));
            String letter = Character.toString(letters.codePoints().skip(at).findFirst().orElse(0));
            String path = parent + (parent.isEmpty() ? "" : "/") + letter + i;
            if (random.nextBoolean()) {
              Files.createDirectory(root.resolve(path));
              directories.add(path);
              wanted.put(path, "/");
            } else {
              Files.writeString(root.resolve(path), path);
              wanted.put(path, path);
            }
          }
          assertThat(tree(PathSource.standard().entry(root))).isEqualTo(wanted);
        });
  }

  @Test
  void wrapsEntriesInADirectoryWithoutAName() throws IOException {
    List<SourceEntry> entries = new ArrayList<>(List.of(new SourceEntry.Symlink("a", "b")));
    SourceEntry.Directory wrapped = SourceEntry.wrap(entries);
    entries.clear();
    assertThat(wrapped.name()).isEmpty();
    assertThat(tree(wrapped)).containsOnlyKeys("", "a");
  }
}
