package network.cairn.cli;

import java.util.ArrayList;
import java.util.List;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.Option;

/// Writes help texts in Kubo's order of sections.
final class Help {
  private static final int WIDTH = 80;
  private static final int LEFT = 33;
  private static final String INDENT = "  ";

  private final CommandTable table;
  private final String program;

  /// @param program the name that the program was called by
  Help(CommandTable table, String program) {
    this.table = table;
    this.program = program;
  }

  /// `--help`: everything.
  String full(Command command) {
    StringBuilder text = new StringBuilder();
    text.append("USAGE\n").append(wrapped(usage(command) + " - " + command.summary()));
    arguments(text, command);
    options(text, "OPTIONS", command.optionsHere());
    if (!command.details().isEmpty()) {
      text.append("\nDESCRIPTION\n").append(wrapped(command.details()));
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
    text.append("USAGE\n").append(wrapped(usage(command) + " - " + command.summary()));
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
  String words(Command command) {
    return command.name().isEmpty() ? program : program + " " + command.name();
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
    StringBuilder text = new StringBuilder(INDENT).append(left);
    int at = text.length();
    if (at >= LEFT - 1) {
      text.append("\n");
      at = 0;
    }
    for (String line : lines(right, WIDTH - LEFT)) {
      text.append(" ".repeat(LEFT - at)).append(line).append("\n");
      at = 0;
    }
    return text.toString();
  }

  /// Indented, with as many words a line as a terminal of the usual width shows. A line that is
  /// indented itself stands alone, as one of a list.
  private static String wrapped(String words) {
    StringBuilder text = new StringBuilder();
    StringBuilder paragraph = new StringBuilder();
    for (String line : words.lines().toList()) {
      if (line.startsWith(INDENT)) {
        end(paragraph, text);
        text.append(INDENT).append(line.stripTrailing()).append("\n");
      } else {
        paragraph.append(line).append(" ");
      }
    }
    end(paragraph, text);
    return text.toString();
  }

  private static void end(StringBuilder paragraph, StringBuilder text) {
    if (!paragraph.isEmpty()) {
      lines(paragraph.toString(), WIDTH - INDENT.length())
          .forEach(line -> text.append(INDENT).append(line).append("\n"));
      paragraph.setLength(0);
    }
  }

  /// A word that is too long has a line of its own.
  private static List<String> lines(String words, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    List<String> all = new ArrayList<>(List.of(words.split(" ")));
    all.removeIf(String::isEmpty);
    for (String word : all) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
