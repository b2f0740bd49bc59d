package network.cairn.base.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IgnoreRulesTest {
  @TempDir private Path folder;

  private static boolean ignores(String path, String... rules) {
    return IgnoreRules.of(List.of(rules)).ignores(path, false);
  }

  /// What `git check-ignore` answers for a file of this path.
  @ParameterizedTest
  @CsvSource({
    "a.log, a.log, true",
    "a.log, deep/in/a.log, true",
    "a.log, a.logs, false",
    "a.log, xa.log, false",
    "/a.log, a.log, true",
    "/a.log, deep/a.log, false",
    "in/a.log, in/a.log, true",
    "in/a.log, deep/in/a.log, false",
    "*.log, x.log, true",
    "*.log, deep/x.log, true",
    "*.log, .log, true",
    "in/*.log, in/x.log, true",
    "in/*.log, in/deep/x.log, false",
    "?.log, x.log, true",
    "?.log, xy.log, false",
    "in?x, in/x, false",
    "**/x, x, true",
    "**/x, a/b/x, true",
    "**/x, a/b/yx, false",
    "a/**/x, a/x, true",
    "a/**/x, a/b/c/x, true",
    "a/**/x, b/x, false",
    "a/**, a/b, true",
    "a/**, a/b/c, true",
    "a/**, a, false",
    "[abc].txt, b.txt, true",
    "[abc].txt, d.txt, false",
    "[a-c].txt, b.txt, true",
    "[!a-c].txt, b.txt, false",
    "[!a-c].txt, d.txt, true",
    "[^a-c].txt, d.txt, true",
    "x[!a]y, x/y, false",
    "x[a/]y, x/y, false",
    "*a*a*a*a*a*a*a*a*a*a*a*a*a*b, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,"
        + " false",
    "**/**/**/**/**/**/**/x, a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/y, false",
    "[]x].txt, ].txt, true",
    "[.txt, [.txt, true",
    "[&&b].txt, &.txt, true",
    "\\#x, #x, true",
    "\\!x, !x, true",
    "a\\*b, a*b, true",
    "a\\*b, axb, false",
    "a+b(c), a+b(c), true",
    "a.b, axb, false",
    "\\Qa, Qa, true"
  })
  void matchesAsGitDoes(String rule, String path, boolean ignored) {
    assertThat(ignores(path, rule)).isEqualTo(ignored);
  }

  @Test
  void commentsAndBlankLinesAreNoRules() {
    assertThat(ignores("#x", "#x")).isFalse();
    assertThat(ignores("x", "", "   ", "!", "/", "#")).isFalse();
  }

  @Test
  void spacesAtTheEndCountOnlyWhenEscaped() {
    assertThat(ignores("x", "x   ")).isTrue();
    assertThat(ignores("x ", "x ")).isFalse();
    assertThat(ignores("x ", "x\\ ")).isTrue();
    assertThat(ignores("x y", "x y")).isTrue();
  }

  @Test
  void aSlashAtTheEndIsForDirectories() {
    IgnoreRules rules = IgnoreRules.of(List.of("build/"));
    assertThat(rules.ignores("build", true)).isTrue();
    assertThat(rules.ignores("deep/build", true)).isTrue();
    assertThat(rules.ignores("build", false)).isFalse();
  }

  @Test
  void theLastRuleThatMatchesDecides() {
    assertThat(ignores("keep.log", "*.log", "!keep.log")).isFalse();
    assertThat(ignores("other.log", "*.log", "!keep.log")).isTrue();
    assertThat(ignores("keep.log", "!keep.log", "*.log")).isTrue();
    assertThat(ignores("keep.log", "*.log", "!keep.log", "keep.*")).isTrue();
    assertThat(IgnoreRules.none().ignores("x", false)).isFalse();
  }

  @Test
  void readsAFileThenFurtherLines() throws IOException {
    Path file = Files.writeString(folder.resolve("rules"), "*.log\r\n*.tmp\n");
    IgnoreRules rules = IgnoreRules.ofFile(file, List.of("!x.log"));
    assertThat(rules.ignores("y.log", false)).isTrue();
    assertThat(rules.ignores("x.tmp", false)).isTrue();
    assertThat(rules.ignores("x.log", false)).isFalse();
    assertThatThrownBy(() -> IgnoreRules.ofFile(folder.resolve("none"), List.of()))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void takesTenThousandRulesAndAMebibyteAndNoMore() throws IOException {
    List<String> many = Collections.nCopies(10_000, "x");
    assertThat(IgnoreRules.of(many).ignores("x", false)).isTrue();
    List<String> more = Collections.nCopies(10_001, "x");
    assertThatThrownBy(() -> IgnoreRules.of(more))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10001");
    assertThat(IgnoreRules.of(Collections.nCopies(20_000, "# no rule")).ignores("x", false))
        .isFalse();
    Path file = Files.writeString(folder.resolve("full"), "#".repeat(1 << 20));
    assertThat(IgnoreRules.ofFile(file, List.of("x")).ignores("x", false)).isTrue();
    Files.writeString(file, "#".repeat((1 << 20) + 1));
    assertThatThrownBy(() -> IgnoreRules.ofFile(file, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 MiB");
  }

  @Test
  void refusesAClassThatRunsBackwards() {
    assertThatThrownBy(() -> IgnoreRules.of(List.of("[z-a]")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void agreesWithAMatcherThatTriesEverything() {
    Property.check(
        2_000,
        random -> {
          String glob = "/" + text(random, "ab*?", 6);
          String path = text(random, "ab/", 6);
          assertThat(ignores(path, glob))
              .as("%s against %s", glob, path)
              .isEqualTo(naive(glob.substring(1), path));
        });
  }

  private static String text(Random random, String alphabet, int longest) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(1, longest); length > 0; length--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static boolean naive(String glob, String path) {
    if (glob.isEmpty()) {
      return path.isEmpty();
    }
    boolean some = !path.isEmpty() && path.charAt(0) != '/';
    return switch (glob.charAt(0)) {
      case '*' -> naive(glob.substring(1), path) || some && naive(glob, path.substring(1));
      case '?' -> some && naive(glob.substring(1), path.substring(1));
      default ->
          !path.isEmpty()
              && path.charAt(0) == glob.charAt(0)
              && naive(glob.substring(1), path.substring(1));
    };
  }
}
