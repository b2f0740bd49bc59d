package network.cairn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.json.InvalidJson;
import network.cairn.api.table.Commands;

/// One run of the program: words in, exit code out.
public final class Shell {
  private Shell() {}

  /// Parses, runs and reports; never throws and never prints a stack trace.
  ///
  /// @return 0 if done, 1 for anything else
  public static int run(List<String> words, Roles roles) {
    Terminal terminal = Terminal.system();
    try {
      return run(words, roles, terminal);
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  /// As [#run(List, Roles)], on a terminal of the caller's; flushes nothing.
  public static int run(List<String> words, Roles roles, Terminal terminal) {
    CommandTable table = Commands.TABLE;
    try {
      Invocation invocation = new Parser(table, terminal).parse(habitual(words));
      Command command = invocation.command();
      Help help = new Help(table);
      if (invocation.flag("help")) {
        terminal.out().print(help.full(command));
        return 0;
      }
      if (invocation.flag("h") || command.isGroup()) {
        terminal.out().print(help.brief(command));
        return 0;
      }
      return Actions.of(roles, command).run(invocation);
    } catch (UsageError e) {
      return fail(
          terminal,
          Printable.line(Faults.text(e))
              + "\n\nUse '"
              + named(table, words)
              + " --help' for its options.");
    } catch (CommandFailed | InvalidJson e) {
      return fail(terminal, Printable.line(Faults.text(e)));
    } catch (UncheckedIOException e) {
      return fail(terminal, Printable.line(Faults.text(e)));
    } catch (IOException e) {
      return fail(terminal, Printable.line(Faults.text(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail(terminal, "interrupted");
    }
  }

  /// `cairn help add` and `cairn --version` as other programs understand them.
  private static List<String> habitual(List<String> words) {
    if (words.equals(List.of("--version"))) {
      return List.of("version");
    }
    if (!words.isEmpty() && words.getFirst().equals("help")) {
      return Stream.concat(words.stream().skip(1), Stream.of("--help")).toList();
    }
    return words;
  }

  /// The command that the first words name, as far as they do.
  private static String named(CommandTable table, List<String> words) {
    Command at = table.root();
    for (String word : words) {
      Optional<Command> next = table.child(at, word);
      if (next.isEmpty()) {
        break;
      }
      at = next.get();
    }
    return Help.words(at);
  }

  private static int fail(Terminal terminal, String message) {
    terminal.out().flush();
    terminal.err().println("Error: " + message);
    return 1;
  }
}
