package network.cairn.base.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Lines of ignore rules are rules, or refused; a path is ignored by them or not, soon.
final class IgnoreRulesFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void linesAreRulesOrRefused(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String path = end < 0 ? text : text.substring(0, end);
    List<String> lines = text.substring(end + 1).lines().toList();
    try {
      IgnoreRules rules = IgnoreRules.of(lines);
      boolean file = rules.ignores(path, false);
      assertThat(rules.ignores(path, false)).isEqualTo(file);
      if (lines.stream().noneMatch(line -> line.stripTrailing().endsWith("/"))) {
        assertThat(rules.ignores(path, true)).as("only a rule for folders asks").isEqualTo(file);
      }
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }
}
