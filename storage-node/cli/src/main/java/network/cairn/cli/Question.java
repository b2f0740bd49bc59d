package network.cairn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// A question to a person at the terminal.
final class Question {
  private Question() {}

  /// Nothing that costs is done for a pipe that happens to say yes.
  ///
  /// @param what is done, as `end the agreement`
  /// @throws CommandFailed if no person is there
  static void requireSomebody(Terminal terminal, String what) {
    if (!terminal.inputIsTerminal()) {
      throw new CommandFailed("there is nobody to ask; say --yes to " + what);
    }
  }

  /// @param refused what is true where the answer is no
  /// @throws CommandFailed if the answer is not yes
  static void require(Terminal terminal, String question, String refused) throws IOException {
    terminal.err().print(question + " [y/N] ");
    terminal.err().flush();
    if (!agreed(terminal)) {
      throw new CommandFailed(refused);
    }
  }

  /// Whether the next line is a yes.
  static boolean agreed(Terminal terminal) throws IOException {
    String answer =
        new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
    return answer != null
        && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
  }
}
