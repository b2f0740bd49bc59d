package network.cairn.cli;

import java.util.List;

/// Writes help texts in Kubo's order of sections.
final class Help {
  private static final String PROGRAM = "cairn";
  private final List<Option> global;

  Help(List<Option> global) {
    this.global = List.copyOf(global);
  }

  /// `--help`: everything.
  String full(Command command, String path) {
    StringBuilder text = new StringBuilder();
    text.append("USAGE\n  ")
        .append(usage(command, path))
        .append(" - ")
        .append(command.summary())
        .append("\n");
    arguments(text, command);
    options(text, "OPTIONS", command.options());
    if (!command.details().isEmpty()) {
      text.append("\nDESCRIPTION\n").append(command.details().stripTrailing().indent(2));
    }
    children(text, command, path);
    if (path.isEmpty()) {
      options(text, "GLOBAL OPTIONS", global);
      text.append("\nEXIT STATUS\n  0 done, 1 anything else\n");
    }
    return text.toString();
  }

  /// `-h`: usage and children.
  String brief(Command command, String path) {
    StringBuilder text = new StringBuilder();
    text.append("USAGE\n  ")
        .append(usage(command, path))
        .append(" - ")
        .append(command.summary())
        .append("\n");
    children(text, command, path);
    text.append("\nUse '").append(words(path)).append(" --help' for more.\n");
    return text.toString();
  }

  private static String usage(Command command, String path) {
    StringBuilder line = new StringBuilder(words(path));
    if (!command.options().isEmpty()) {
      line.append(" [options]");
    }
    command.arguments().forEach(a -> line.append(' ').append(a.usage()));
    if (command.action().isEmpty() && !command.children().isEmpty()) {
      line.append(" <command>");
    }
    return line.toString();
  }

  private static String words(String path) {
    return path.isEmpty() ? PROGRAM : PROGRAM + " " + path;
  }

  private static void arguments(StringBuilder text, Command command) {
    if (!command.arguments().isEmpty()) {
      text.append("\nARGUMENTS\n");
      command.arguments().forEach(a -> text.append(row(a.usage(), a.help())));
    }
  }

  private static void options(StringBuilder text, String title, List<Option> options) {
    if (!options.isEmpty()) {
      text.append("\n").append(title).append("\n");
      options.forEach(o ->
          text.append(
              row(
                  o.usage(),
                  o.help() + (o.fallback().isEmpty() ? "" : " Default: " + o.fallback() + "."))));
    }
  }

  private static void children(StringBuilder text, Command command, String path) {
    if (!command.children().isEmpty()) {
      text.append("\nSUBCOMMANDS\n");
      command.children().forEach(c -> text.append(row(words(path) + " " + c.name(), c.summary())));
    }
  }

  private static String row(String left, String right) {
    return left.length() >= 30
        ? "  " + left + "\n" + " ".repeat(33) + right + "\n"
        : String.format("  %-30s %s\n", left, right);
  }
}
