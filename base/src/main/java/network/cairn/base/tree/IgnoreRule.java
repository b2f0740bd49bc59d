package network.cairn.base.tree;

import java.util.Optional;

/// One line of ignore rules.
///
/// A pattern with a slash that is not its last character is anchored at the root; others match a
/// name at any depth.
record IgnoreRule(Glob pattern, boolean negated, boolean directoriesOnly) {
  /// Empty for a comment or a blank line.
  static Optional<IgnoreRule> parse(String line) {
    String text = stripTrailingSpaces(line);
    if (text.isEmpty() || text.startsWith("#")) {
      return Optional.empty();
    }
    boolean negated = text.startsWith("!");
    String glob = negated ? text.substring(1) : text;
    boolean directoriesOnly = glob.endsWith("/");
    String body = directoriesOnly ? glob.substring(0, glob.length() - 1) : glob;
    if (body.isEmpty()) {
      return Optional.empty();
    }
    boolean anchored = body.indexOf('/') >= 0;
    String rooted = body.startsWith("/") ? body.substring(1) : body;
    return Optional.of(new IgnoreRule(new Glob(rooted, !anchored), negated, directoriesOnly));
  }

  boolean matches(String path, boolean directory) {
    return (directory || !directoriesOnly) && pattern.matches(path);
  }

  private static String stripTrailingSpaces(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ' && (end < 2 || line.charAt(end - 2) != '\\')) {
      end--;
    }
    return line.substring(0, end);
  }
}
