package network.cairn.store.config;

import java.util.List;

/// What this program does with a configuration key.
public sealed interface Standing {
  /// It is read and obeyed.
  ///
  /// @param by the part of the program that reads it
  record Honoured(String by) implements Standing {}

  /// It is kept for the tools that read it and changes nothing here: what it would change does not
  /// exist in this program, so that nothing is open which it would close.
  ///
  /// @param why a sentence's end, as in "has no effect: ..."
  record Idle(String why) implements Standing {}

  /// It would close or change something that this program cannot: what asks for that is not taken
  /// from a caller, and with a file that asks for it no node goes on the network.
  ///
  /// @param why what this program does instead, a sentence's end
  /// @param values as JSON: those that are taken besides `null`, or with `others` those that are
  ///   not
  /// @param others whether all other values are taken
  record Refused(String why, List<String> values, boolean others) implements Standing {}
}
