package network.cairn.cli;

import java.util.List;
import java.util.Locale;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.Option;

/// Writes help texts in Kubo's order of sections.
final class Help {
  private static final String PROGRAM = "cairn";
  private final CommandTable table;

  Help(CommandTable table) {
    this.table = table;
  }

  /// `--help`: everything.
  String full(Command command) {
    StringBuilder text = new StringBuilder();
    text.append("USAGE\n  ")
        .append(usage(command))
        .append(" - ")
        .append(command.summary())
        .append("\n");
    arguments(text, command);
    options(text, "OPTIONS", command.optionsHere());
    if (!command.details().isEmpty()) {
      text.append("\nDESCRIPTION\n").append(command.details().stripTrailing().indent(2));
    }
    children(text, command);
    if (command.name().isEmpty()) {
      options(text, "GLOBAL OPTIONS", table.globalHere());
      text.append(
          "\nEXIT STATUS\n  0 done, 141 nobody reads the output any more, 1 anything else\n");
    }
    return text.toString();
  }

  /// `-h`: usage and children.
  String brief(Command command) {
    StringBuilder text = new StringBuilder();
    text.append("USAGE\n  ")
        .append(usage(command))
        .append(" - ")
        .append(command.summary())
        .append("\n");
    children(text, command);
    text.append("\nUse '").append(words(command)).append(" --help' for more.\n");
    return text.toString();
  }

  private String usage(Command command) {
    StringBuilder line = new StringBuilder(words(command));
    if (!command.optionsHere().isEmpty()) {
      line.append(" [options]");
    }
    command.argumentsHere().forEach(a -> line.append(' ').append(a.usage()));
    if (command.isGroup()) {
      line.append(" <command>");
    }
    return line.toString();
  }

  /// The command as it is typed.
  static String words(Command command) {
    return command.name().isEmpty() ? PROGRAM : PROGRAM + " " + command.name();
  }

  private static void arguments(StringBuilder text, Command command) {
    List<Argument> arguments = command.argumentsHere();
    if (!arguments.isEmpty()) {
      text.append("\nARGUMENTS\n");
      arguments.forEach(a -> text.append(row(a.usage(), a.help())));
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

  private void children(StringBuilder text, Command command) {
    List<Command> children = table.children(command);
    if (!children.isEmpty()) {
      text.append("\nSUBCOMMANDS\n");
      children.forEach(c -> text.append(row(words(c), c.summary())));
    }
  }

  private static String row(String left, String right) {
    return left.length() >= 30
        ? "  " + left + "\n" + " ".repeat(33) + right + "\n"
        : String.format(Locale.ROOT, "  %-30s %s\n", left, right);
  }
}
