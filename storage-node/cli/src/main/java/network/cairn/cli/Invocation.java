package network.cairn.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.api.Command;
import network.cairn.api.Option;

/// A parsed command line: the command, its option values and its arguments.
final class Invocation {
  private final Command command;
  private final Map<String, String> values;
  private final List<String> arguments;
  private final Terminal terminal;

  Invocation(
      Command command, Map<String, String> values, List<String> arguments, Terminal terminal) {
    this.command = command;
    this.values = new LinkedHashMap<>(values);
    this.arguments = new ArrayList<>(arguments);
    this.terminal = terminal;
  }

  Command command() {
    return command;
  }

  Terminal terminal() {
    return terminal;
  }

  List<String> arguments() {
    return List.copyOf(arguments);
  }

  String argument(int index) {
    return arguments.get(index);
  }

  Optional<String> optionalArgument(int index) {
    return index < arguments.size() ? Optional.of(arguments.get(index)) : Optional.empty();
  }

  /// Whether the user gave the option.
  boolean given(String option) {
    return values.containsKey(option);
  }

  /// The option's text, else its default, else empty.
  Optional<String> text(String option) {
    String value = values.get(option);
    if (value != null) {
      return Optional.of(value);
    }
    for (Option known : command.options()) {
      if (known.name().equals(option)) {
        String fallback = known.fallback();
        return fallback.isEmpty() ? Optional.empty() : Optional.of(fallback);
      }
    }
    return Optional.empty();
  }

  /// A flag's value; `--flag=false` is false.
  boolean flag(String option) {
    return text(option).map(v -> v.equals("true")).orElse(false);
  }

  OptionalLong number(String option) {
    Optional<String> text = text(option);
    return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
  }

  /// The options that the user gave, in order, for forwarding.
  Map<String, String> given() {
    return Map.copyOf(values);
  }

  /// Whether programs read the output: `--enc=json`.
  boolean json() {
    return text("enc").orElse("text").equals("json");
  }
}
