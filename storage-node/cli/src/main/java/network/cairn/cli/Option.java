package network.cairn.cli;

/// One option of a command, as `--name`, `--name=value`, `--name value` and `-x`.
///
/// @param shortName the letter of its short form, 0 for none
/// @param fallback the default as help shows it, empty for none
record Option(String name, char shortName, Type type, String fallback, String help) {
  enum Type {
    FLAG,
    TEXT,
    NUMBER
  }

  static Option flag(String name, String help) {
    return new Option(name, (char) 0, Type.FLAG, "", help);
  }

  static Option flag(String name, char shortName, String help) {
    return new Option(name, shortName, Type.FLAG, "", help);
  }

  static Option text(String name, String help) {
    return new Option(name, (char) 0, Type.TEXT, "", help);
  }

  static Option text(String name, char shortName, String help) {
    return new Option(name, shortName, Type.TEXT, "", help);
  }

  static Option number(String name, String help) {
    return new Option(name, (char) 0, Type.NUMBER, "", help);
  }

  static Option number(String name, char shortName, String help) {
    return new Option(name, shortName, Type.NUMBER, "", help);
  }

  /// The same option with a default that help shows and [Invocation] returns.
  Option orElse(String value) {
    return new Option(name, shortName, type, value, help);
  }

  /// `-x, --name=<text>` as help prints it.
  String usage() {
    String dash = shortName == 0 ? "    " : "-" + shortName + ", ";
    return switch (type) {
      case FLAG -> dash + "--" + name;
      case TEXT -> dash + "--" + name + "=<text>";
      case NUMBER -> dash + "--" + name + "=<number>";
    };
  }
}
