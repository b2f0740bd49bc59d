package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.cairn.base.tree.NameOrder;
import network.cairn.cli.Output;
import network.cairn.cli.Shell;
import network.cairn.cli.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Names as nobody should give them, made from a seed: each goes in and comes out as it was, with a
/// daemon and without, and none moves the terminal.
@Timeout(120)
final class OddNamesTest {
  private static final List<String> PIECES =
      List.of(
          "a",
          "Z",
          "0",
          " ",
          ".",
          "..",
          "-",
          "--help",
          "%",
          "%20",
          "%zz",
          "?x=1&y",
          "#",
          "+",
          ":",
          "\\",
          "'",
          "\"",
          "[a](b)",
          "*",
          "$HOME",
          "`id`",
          ";",
          "|",
          "~",
          "=",
          "\n",
          "\r",
          "\t",
          "\u0007",
          "\u001b[31m",
          "\u007f",
          "\u0080",
          "\u200b",
          "\u202e",
          "\ufeff",
          "caf\u00e9",
          "cafe\u0301",
          "\uff5e",
          "\ufb01",
          "\u65e5\u672c",
          "\ud83d\ude00",
          "\ud800\udc00");

  @TempDir private Path folder;

  private Set<String> names(Random random) {
    Set<String> names = new LinkedHashSet<>(List.of("L".repeat(255), "\u6f22".repeat(85)));
    while (names.size() < 60) {
      StringBuilder name = new StringBuilder();
      for (int i = random.nextInt(4); i >= 0; i--) {
        name.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      if (!name.toString().equals(".") && !name.toString().equals("..")) {
        names.add(name.toString());
      }
    }
    return names;
  }

  private static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> found = new TreeMap<>(NameOrder.ORDER);
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        found.put(
            root.relativize(path).toString(),
            Files.isDirectory(path) ? "directory" : Files.readString(path));
      }
    }
    return found;
  }

  private String run(String home, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(out, false, StandardCharsets.UTF_8);
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new Output(to, false),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            true,
            false,
            false,
            Map.of("HOME", folder.toString()),
            folder);
    List<String> all = new ArrayList<>(List.of("--repo-dir=" + folder.resolve(home)));
    all.addAll(List.of(words));
    int code = Shell.run(all, new NodeRoles(), terminal);
    to.flush();
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void goInAndComeOutAsTheyWere() throws IOException {
    Path source = folder.resolve("in");
    Files.createDirectories(source.resolve("sub"));
    int number = 0;
    for (String name : names(new Random(20_261_130))) {
      Files.writeString(source.resolve(name), "content " + number++);
      Files.createDirectories(source.resolve("sub/" + name + "/" + name));
    }
    Map<String, String> known = tree(source);
    TestDaemon.init(folder.resolve("offline"));
    List<String> roots = new ArrayList<>();
    try (TestDaemon daemon = TestDaemon.start(folder.resolve("daemon"))) {
      assertThat(daemon.port()).isPositive();
      for (String home : List.of("offline", "daemon")) {
        String added = run(home, "add", "-r", "--hidden", "in");
        String root = added.strip().replaceFirst("(?s).* (\\S+) in$", "$1");
        roots.add(root);
        String listed = run(home, "ls", root);
        assertThat(added + listed).doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\\n]]");
        assertThat(added.lines()).hasSize(known.size());
        assertThat(listed.lines()).hasSize(61);
        Path out = folder.resolve(home + "-files");
        run(home, "get", "-o", out.toString(), root);
        assertThat(tree(out)).isEqualTo(known);
        String again = run(home, "add", "-r", "-Q", "--hidden", home + "-files").strip();
        assertThat(again).isEqualTo(root);
      }
    }
    assertThat(roots.getFirst()).isEqualTo(roots.getLast());
  }
}
