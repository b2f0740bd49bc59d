package network.cairn.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A parsed command line: the command, its option values and its arguments.
public final class Invocation {
  private final Command command;
  private final String path;
  private final Map<String, String> values;
  private final List<String> arguments;
  private final Terminal terminal;

  Invocation(
      Command command,
      String path,
      Map<String, String> values,
      List<String> arguments,
      Terminal terminal) {
    this.command = command;
    this.path = path;
    this.values = new LinkedHashMap<>(values);
    this.arguments = new ArrayList<>(arguments);
    this.terminal = terminal;
  }

  Command command() {
    return command;
  }

  /// The words that name the command, without the program's name: `pin add`.
  public String path() {
    return path;
  }

  public Terminal terminal() {
    return terminal;
  }

  public List<String> arguments() {
    return List.copyOf(arguments);
  }

  public String argument(int index) {
    return arguments.get(index);
  }

  public Optional<String> optionalArgument(int index) {
    return index < arguments.size() ? Optional.of(arguments.get(index)) : Optional.empty();
  }

  /// Whether the user gave the option.
  public boolean given(String option) {
    return values.containsKey(option);
  }

  /// The option's text, else its default, else empty.
  public Optional<String> text(String option) {
    String value = values.get(option);
    if (value != null) {
      return Optional.of(value);
    }
    return command.options().stream()
        .filter(o -> o.name().equals(option) && !o.fallback().isEmpty())
        .map(Option::fallback)
        .findFirst();
  }

  /// A flag's value; `--flag=false` is false.
  public boolean flag(String option) {
    return text(option).map(v -> v.equals("true")).orElse(false);
  }

  public OptionalLong number(String option) {
    Optional<String> text = text(option);
    return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
  }

  /// The options that the user gave, in order, for forwarding.
  public Map<String, String> given() {
    return Map.copyOf(values);
  }

  /// Whether programs read the output: `--enc=json`.
  public boolean json() {
    return text("enc").orElse("text").equals("json");
  }
}
