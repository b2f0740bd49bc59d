package network.cairn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    Command root = Tree.root(roles);
    try {
      Invocation invocation = new Parser(Tree.GLOBAL, terminal).parse(root, habitual(words));
      Command command = invocation.command();
      Help help = new Help(Tree.GLOBAL);
      if (invocation.flag("help")) {
        terminal.out().print(help.full(command, invocation.path()));
        return 0;
      }
      if (invocation.flag("h") || command.action().isEmpty()) {
        terminal.out().print(help.brief(command, invocation.path()));
        return 0;
      }
      return command.action().get().run(invocation);
    } catch (UsageError e) {
      return fail(
          terminal,
          Faults.text(e) + "\n\nUse '" + named(root, words) + " --help' for its options.");
    } catch (CommandFailed e) {
      return fail(terminal, Faults.text(e));
    } catch (UncheckedIOException e) {
      return fail(terminal, Faults.text(e));
    } catch (IOException e) {
      return fail(terminal, Faults.text(e));
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
  private static String named(Command root, List<String> words) {
    StringBuilder path = new StringBuilder(root.name());
    Optional<Command> at = Optional.of(root);
    for (String word : words) {
      at = at.get().child(word);
      if (at.isEmpty()) {
        break;
      }
      path.append(' ').append(word);
    }
    return path.toString();
  }

  private static int fail(Terminal terminal, String message) {
    terminal.out().flush();
    terminal.err().println("Error: " + message);
    return 1;
  }
}
