package network.cairn.app.demo;

import network.cairn.cli.Terminal;

/// Where the story is told: on a terminal with a live area at the bottom, in a pipe as plain lines.
///
/// Used by one thread.
interface Screen {
  /// A new step begins.
  void step(int number, int total, String title);

  /// A command that the reader could type.
  void command(String line);

  /// One line of the story.
  void say(String line);

  /// A table that stays as it is.
  void show(TextTable table);

  /// A table that changes: drawn again in place, or told row by row as rows change. The first cell
  /// of a row names it.
  void live(TextTable table);

  /// A table that changes but is no news: drawn again in place; in a pipe told once, when settled,
  /// if it is not as it was told last.
  void beside(TextTable table);

  /// Progress of something counted.
  ///
  /// @param of what `done` will be at the end, above 0
  void bar(String label, long done, long of);

  /// The live area becomes part of the story.
  void settle();

  static Screen of(Terminal terminal, Pace pace) {
    return terminal.outputIsTerminal()
        ? new LiveScreen(terminal.out(), pace)
        : new PlainScreen(terminal.out(), pace);
  }
}
