package network.cairn.base.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Rules in the manner of gitignore; the last rule that matches a path decides.
///
/// Paths are relative to the directory being imported, with `/` between names. Immutable,
/// thread-safe.
public final class IgnoreRules {
  private static final int MAX_RULES = 10_000;
  private static final long MAX_FILE = 1 << 20;
  private final List<IgnoreRule> rules;

  private IgnoreRules(List<IgnoreRule> rules) {
    this.rules = rules;
  }

  /// No rules: nothing is ignored.
  public static IgnoreRules none() {
    return new IgnoreRules(List.of());
  }

  /// Rules from lines; blank lines and lines that begin with `#` are comments.
  ///
  /// @throws IllegalArgumentException for more than 10,000 rules or a pattern that is no glob
  public static IgnoreRules of(List<String> lines) {
    List<IgnoreRule> rules =
        lines.stream().flatMap(line -> IgnoreRule.parse(line).stream()).toList();
    if (rules.size() > MAX_RULES) {
      throw new IllegalArgumentException(rules.size() + " ignore rules; at most " + MAX_RULES);
    }
    return new IgnoreRules(rules);
  }

  /// Rules of a file (at most 1 MiB) followed by further lines.
  public static IgnoreRules ofFile(Path file, List<String> further) throws IOException {
    if (Files.size(file) > MAX_FILE) {
      throw new IllegalArgumentException("ignore rules in " + file + " are larger than 1 MiB");
    }
    List<String> lines = new ArrayList<>();
    new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().forEach(lines::add);
    lines.addAll(further);
    return of(lines);
  }

  /// Whether the entry at this path is left out (then so is everything below it).
  public boolean ignores(String path, boolean directory) {
    for (IgnoreRule rule : rules.reversed()) {
      if (rule.matches(path, directory)) {
        return !rule.negated();
      }
    }
    return false;
  }
}
