package network.cairn.base.tree;

import java.util.Optional;
import java.util.regex.Pattern;

/// One line of ignore rules.
///
/// A pattern with a slash that is not its last character is anchored at the root; others match a
/// name at any depth.
record IgnoreRule(Pattern pattern, boolean negated, boolean directoriesOnly) {
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
    String regex = (anchored ? "" : "(?:.*/)?") + regex(rooted);
    return Optional.of(
        new IgnoreRule(Pattern.compile(regex, Pattern.DOTALL), negated, directoriesOnly));
  }

  boolean matches(String path, boolean directory) {
    return (directory || !directoriesOnly) && pattern.matcher(path).matches();
  }

  private static String stripTrailingSpaces(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ' && (end < 2 || line.charAt(end - 2) != '\\')) {
      end--;
    }
    return line.substring(0, end);
  }

  private static String regex(String glob) {
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < glob.length()) {
      i = translate(glob, i, regex);
    }
    return regex.toString();
  }

  /// Translates what begins at `i` and returns where the next piece begins.
  private static int translate(String glob, int i, StringBuilder regex) {
    if (glob.startsWith("**/", i)) {
      regex.append("(?:.*/)?");
      return i + 3;
    }
    if (glob.startsWith("/**", i) && i + 3 == glob.length()) {
      regex.append("/.*");
      return i + 3;
    }
    char c = glob.charAt(i);
    if (c == '[') {
      return characterClass(glob, i, regex);
    }
    if (c == '\\' && i + 1 < glob.length()) {
      regex.append(Pattern.quote(glob.substring(i + 1, i + 2)));
      return i + 2;
    }
    if (c == '*') {
      regex.append("[^/]*");
    } else if (c == '?') {
      regex.append("[^/]");
    } else {
      regex.append(Pattern.quote(String.valueOf(c)));
    }
    return i + 1;
  }

  private static int characterClass(String glob, int open, StringBuilder regex) {
    int start = open + 1;
    boolean not = start < glob.length() && "!^".indexOf(glob.charAt(start)) >= 0;
    int first = not ? start + 1 : start;
    int close = glob.indexOf(']', first + 1);
    if (close < 0) {
      regex.append("\\[");
      return open + 1;
    }
    String members = glob.substring(first, close).replaceAll("([\\[\\]&^\\\\])", "\\\\$1");
    regex.append(not ? "[^/" : "[").append(members).append(']');
    return close + 1;
  }
}
