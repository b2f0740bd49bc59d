package network.cairn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.json.InvalidJson;
import network.cairn.api.json.RecordWriter;
import network.cairn.api.table.Commands;

/// One run of the program: words in, exit code out.
public final class Shell {
  /// The exit code where whoever read the output has gone, as a shell shows it of every program
  /// that the signal for this has ended.
  public static final int READER_GONE = 141;

  private Shell() {}

  /// Parses, runs and reports; never throws and never prints a stack trace.
  ///
  /// @return 0 if done and all of the answer is written, [#READER_GONE] if nobody reads it, 1 for
  ///   anything else
  public static int run(List<String> words, Roles roles) {
    return run(words, roles, Terminal.system());
  }

  /// As [#run(List, Roles)], on a terminal of the caller's.
  public static int run(List<String> words, Roles roles, Terminal terminal) {
    Fault fault = new Fault(words, terminal);
    try {
      int code = act(words, roles, terminal);
      terminal.out().settle();
      return code;
    } catch (OutputFailed e) {
      return e.readerGone() ? READER_GONE : fault.tell(Faults.text(e));
    } catch (UsageError e) {
      return fault.ofUse(Faults.text(e), named(words, terminal.program()));
    } catch (CommandFailed | InvalidJson | UncheckedIOException e) {
      return fault.tell(Faults.text(e));
    } catch (IOException e) {
      return fault.tell(Faults.text(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fault.tell("interrupted");
    } finally {
      terminal.err().flush();
    }
  }

  private static int act(List<String> words, Roles roles, Terminal terminal)
      throws IOException, InterruptedException {
    CommandTable table = Commands.TABLE;
    Invocation invocation = new Parser(table, terminal).parse(habitual(words));
    Command command = invocation.command();
    Help help = new Help(table, terminal.program());
    if (invocation.flag("help")) {
      terminal.out().print(help.full(command));
      return 0;
    }
    if (invocation.flag("h") || command.isGroup()) {
      terminal.out().print(help.brief(command));
      return 0;
    }
    return Actions.of(roles, command).run(invocation.complete());
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
  private static String named(List<String> words, String program) {
    CommandTable table = Commands.TABLE;
    Command at = table.root();
    for (String word : words) {
      Optional<Command> next = table.child(at, word);
      if (next.isEmpty()) {
        break;
      }
      at = next.get();
    }
    return new Help(table, program).words(at);
  }

  /// What a failed command says on standard error: a line for people, or one object of JSON where
  /// programs read the output.
  private record Fault(List<String> words, Terminal terminal) {
    private static final int FAILED = 0;
    private static final int WRONG_USE = 1;

    int tell(String message) {
      return tell(message, FAILED, "");
    }

    /// @param command as it is typed
    int ofUse(String message, String command) {
      return tell(message, WRONG_USE, "\n\nUse '" + command + " --help' for its options.");
    }

    /// What was written before comes first, as far as it can be written.
    ///
    /// @param code as Kubo numbers errors
    private int tell(String message, int code, String advice) {
      try {
        terminal.out().settle();
      } catch (OutputFailed e) {
        // The command has failed before, and says why.
      }
      terminal
          .err()
          .println(
              Invocation.wantsJson(words)
                  ? Printable.json(
                      "{\"Message\":"
                          + RecordWriter.quote(message)
                          + ",\"Code\":"
                          + code
                          + ",\"Type\":\"error\"}")
                  : "Error: " + Printable.line(message) + advice);
      return 1;
    }
  }
}
