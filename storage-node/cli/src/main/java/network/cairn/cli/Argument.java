package network.cairn.cli;

/// One positional argument.
///
/// @param variadic takes all that follow; only the last argument of a command may
/// @param stdin is read from standard input, one a line, when none is given and input is not a
///   terminal
record Argument(String name, boolean required, boolean variadic, boolean stdin, String help) {
  static Argument one(String name, String help) {
    return new Argument(name, true, false, false, help);
  }

  static Argument optional(String name, String help) {
    return new Argument(name, false, false, false, help);
  }

  static Argument many(String name, String help) {
    return new Argument(name, true, true, true, help);
  }

  static Argument any(String name, String help) {
    return new Argument(name, false, true, false, help);
  }

  String usage() {
    String word = "<" + name + ">" + (variadic ? "..." : "");
    return required ? word : "[" + word + "]";
  }
}
