package network.cairn.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns words into an [Invocation], by Kubo's rules: options stand anywhere, `--` ends them,
/// `--flag=false` negates, short flags may be joined (`-rw`).
final class Parser {
  private final List<Option> global;
  private final Terminal terminal;

  /// @param global options that every command takes
  Parser(List<Option> global, Terminal terminal) {
    this.global = List.copyOf(global);
    this.terminal = terminal;
  }

  /// Parses the words after the program's name.
  ///
  /// @throws UsageError naming the word that does not fit
  Invocation parse(Command root, List<String> words) {
    Command command = root;
    StringBuilder path = new StringBuilder();
    Map<String, String> values = new LinkedHashMap<>();
    List<String> arguments = new ArrayList<>();
    boolean optionsEnded = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!optionsEnded && word.equals("--")) {
        optionsEnded = true;
      } else if (!optionsEnded && word.startsWith("--")) {
        i += longOption(command, word.substring(2), next(words, i), values);
      } else if (!optionsEnded && word.length() > 1 && word.charAt(0) == '-') {
        i += shortOptions(command, word.substring(1), next(words, i), values);
      } else if (arguments.isEmpty() && command.child(word).isPresent()) {
        command = command.child(word).get();
        path.append(path.isEmpty() ? "" : " ").append(word);
      } else if (command.action().isEmpty() || takesNoArgument(command)) {
        throw unknownCommand(command, path.toString(), word);
      } else {
        arguments.add(word);
      }
    }
    Invocation invocation = new Invocation(command, path.toString(), values, arguments, terminal);
    if (!asksForHelp(values) && command.action().isPresent()) {
      checkArguments(command, arguments);
    }
    return invocation;
  }

  static boolean asksForHelp(Map<String, String> values) {
    return "true".equals(values.get("help")) || "true".equals(values.get("h"));
  }

  private static boolean takesNoArgument(Command command) {
    return !command.children().isEmpty() && command.arguments().isEmpty();
  }

  private static Optional<String> next(List<String> words, int i) {
    return i + 1 < words.size() ? Optional.of(words.get(i + 1)) : Optional.empty();
  }

  private int longOption(
      Command command, String text, Optional<String> following, Map<String, String> values) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    Option option =
        find(command, name).orElseThrow(() -> new UsageError("unknown option \"--" + name + "\""));
    if (equals >= 0) {
      store(option, text.substring(equals + 1), values);
      return 0;
    }
    if (option.type() == Option.Type.FLAG) {
      store(option, "true", values);
      return 0;
    }
    store(
        option,
        following.orElseThrow(() -> new UsageError("option \"--" + name + "\" needs a value")),
        values);
    return 1;
  }

  private int shortOptions(
      Command command, String letters, Optional<String> following, Map<String, String> values) {
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      Option option =
          find(command, letter)
              .orElseThrow(() -> new UsageError("unknown option \"-" + letter + "\""));
      String rest = letters.substring(i + 1);
      if (rest.startsWith("=")) {
        store(option, rest.substring(1), values);
        return 0;
      }
      if (option.type() != Option.Type.FLAG) {
        String value =
            rest.isEmpty()
                ? following.orElseThrow(
                    () -> new UsageError("option \"-" + letter + "\" needs a value"))
                : rest;
        store(option, value, values);
        return rest.isEmpty() ? 1 : 0;
      }
      store(option, "true", values);
    }
    return 0;
  }

  private static void store(Option option, String value, Map<String, String> values) {
    switch (option.type()) {
      case FLAG -> {
        if (!value.equals("true") && !value.equals("false")) {
          throw new UsageError(
              "option \"--" + option.name() + "\" takes true or false, not \"" + value + "\"");
        }
      }
      case NUMBER -> {
        try {
          Long.parseLong(value);
        } catch (NumberFormatException e) {
          throw new UsageError(
              "option \"--" + option.name() + "\" takes a number, not \"" + value + "\"");
        }
      }
      case TEXT -> {}
    }
    if (values.put(option.name(), value) != null) {
      throw new UsageError("option \"--" + option.name() + "\" is given twice");
    }
  }

  private Optional<Option> find(Command command, String name) {
    return command.options().stream()
        .filter(o -> o.name().equals(name))
        .findFirst()
        .or(() -> global.stream().filter(o -> o.name().equals(name)).findFirst());
  }

  private Optional<Option> find(Command command, char letter) {
    return command.options().stream()
        .filter(o -> o.shortName() == letter)
        .findFirst()
        .or(() -> global.stream().filter(o -> o.shortName() == letter).findFirst());
  }

  private void checkArguments(Command command, List<String> given) {
    List<Argument> wanted = command.arguments();
    boolean variadic = !wanted.isEmpty() && wanted.getLast().variadic();
    if (given.size() > wanted.size() && !variadic) {
      throw new UsageError("unexpected argument \"" + given.get(wanted.size()) + "\"");
    }
    for (int i = given.size(); i < wanted.size(); i++) {
      Argument missing = wanted.get(i);
      if (missing.required() && !(missing.stdin() && !terminal.inputIsTerminal())) {
        throw new UsageError("argument \"" + missing.name() + "\" is required");
      }
    }
  }

  private static UsageError unknownCommand(Command parent, String path, String word) {
    String whole = path.isEmpty() ? word : path + " " + word;
    StringBuilder text = new StringBuilder("Unknown Command \"" + whole + "\"");
    List<String> near =
        parent.children().stream().map(Command::name).filter(n -> Spelling.near(word, n)).toList();
    if (!near.isEmpty()) {
      text.append(
          near.size() == 1 ? "\n\nDid you mean this?\n" : "\n\nDid you mean any of these?\n");
      near.forEach(n -> text.append("\n\t").append(n));
    }
    return new UsageError(text.toString());
  }
}
