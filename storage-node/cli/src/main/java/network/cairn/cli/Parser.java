package network.cairn.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.Kind;
import network.cairn.api.Option;
import network.cairn.api.Use;

/// Turns words into an [Invocation], by Kubo's rules: options stand anywhere, `--` ends them,
/// `--flag=false` negates, short flags may be joined (`-rw`).
final class Parser {
  private final CommandTable table;
  private final Terminal terminal;

  Parser(CommandTable table, Terminal terminal) {
    this.table = table;
    this.terminal = terminal;
  }

  /// Parses the words after the program's name.
  ///
  /// @throws UsageError naming the word that does not fit
  Invocation parse(List<String> words) {
    Command command = table.root();
    Map<String, List<String>> values = new LinkedHashMap<>();
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
      } else if (arguments.isEmpty() && table.child(command, word).isPresent()) {
        command = table.child(command, word).get();
      } else if (command.isGroup() || takesNoArgument(command)) {
        throw unknownCommand(command, word);
      } else {
        arguments.add(word);
      }
    }
    Invocation invocation = new Invocation(command, values, arguments, terminal);
    if (!asksForHelp(values) && !command.isGroup()) {
      checkArguments(command, arguments);
    }
    return invocation;
  }

  static boolean asksForHelp(Map<String, List<String>> values) {
    return values.getOrDefault("help", List.of()).contains("true")
        || values.getOrDefault("h", List.of()).contains("true");
  }

  private boolean takesNoArgument(Command command) {
    return command.arguments().isEmpty() && !table.children(command).isEmpty();
  }

  private static Optional<String> next(List<String> words, int i) {
    return i + 1 < words.size() ? Optional.of(words.get(i + 1)) : Optional.empty();
  }

  private int longOption(
      Command command, String text, Optional<String> following, Map<String, List<String>> values) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    Option option =
        find(command, name).orElseThrow(() -> new UsageError("unknown option \"--" + name + "\""));
    if (equals >= 0) {
      store(option, text.substring(equals + 1), values);
      return 0;
    }
    if (option.isFlag()) {
      store(option, "true", values);
      return 0;
    }
    store(option, following.orElseThrow(() -> missing(name)), values);
    return 1;
  }

  private int shortOptions(
      Command command,
      String letters,
      Optional<String> following,
      Map<String, List<String>> values) {
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
      if (!option.isFlag()) {
        String value =
            rest.isEmpty()
                ? following.orElseThrow(() -> missing(Character.toString(letter)))
                : rest;
        store(option, value, values);
        return rest.isEmpty() ? 1 : 0;
      }
      store(option, "true", values);
    }
    return 0;
  }

  private static UsageError missing(String option) {
    return new UsageError("missing argument for option \"" + option + "\"");
  }

  private static void store(Option option, String value, Map<String, List<String>> values) {
    Kind kind = option.kind();
    // Of what only the command line knows there is nobody else to say that it is no choice.
    boolean noChoice =
        option.use() == Use.HERE
            && kind instanceof Kind.Choice choice
            && !choice.words().contains(value);
    if (noChoice || !kind.accepts(value)) {
      throw new UsageError(
          "option \"--" + option.name() + "\" takes " + kind.takes() + ", not \"" + value + "\"");
    }
    List<String> all = values.computeIfAbsent(option.name(), _ -> new ArrayList<>());
    if (!all.isEmpty() && !option.repeatable()) {
      throw new UsageError("option \"--" + option.name() + "\" is given twice");
    }
    all.add(value);
  }

  private Optional<Option> find(Command command, String name) {
    for (Option option : command.options()) {
      if (option.use().onCommandLine() && option.isCalled(name)) {
        return Optional.of(option);
      }
    }
    return table.globalHere().stream().filter(o -> o.isCalled(name)).findFirst();
  }

  private Optional<Option> find(Command command, char letter) {
    for (Option option : command.options()) {
      if (option.use().onCommandLine() && option.letter() == letter) {
        return Optional.of(option);
      }
    }
    return table.globalHere().stream().filter(o -> o.letter() == letter).findFirst();
  }

  private void checkArguments(Command command, List<String> given) {
    List<Argument> wanted = command.argumentsHere();
    boolean variadic = !wanted.isEmpty() && wanted.getLast().variadic();
    if (given.size() > wanted.size() && !variadic) {
      throw new UsageError("unexpected argument \"" + given.get(wanted.size()) + "\"");
    }
    for (int i = given.size(); i < wanted.size(); i++) {
      Argument missing = wanted.get(i);
      if (missing.required() && !(missing.fromInput() && !terminal.inputIsTerminal())) {
        throw new UsageError("argument \"" + missing.name() + "\" is required");
      }
    }
  }

  private UsageError unknownCommand(Command parent, String word) {
    String whole = parent.name().isEmpty() ? word : parent.name() + " " + word;
    StringBuilder text = new StringBuilder("Unknown Command \"" + whole + "\"");
    List<String> near =
        table.children(parent).stream()
            .map(Command::word)
            .filter(n -> Spelling.near(word, n))
            .toList();
    if (!near.isEmpty()) {
      text.append(
          near.size() == 1 ? "\n\nDid you mean this?\n" : "\n\nDid you mean any of these?\n");
      near.forEach(n -> text.append("\n\t").append(n));
    }
    return new UsageError(text.toString());
  }
}
