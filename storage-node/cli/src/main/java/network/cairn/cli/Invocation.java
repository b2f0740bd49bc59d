package network.cairn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Option;
import network.cairn.api.content.Manner;

/// A parsed command line: the command, its option values and its arguments.
final class Invocation {
  private final Command command;
  private final Map<String, List<String>> values;
  private final List<String> arguments;
  private final Terminal terminal;

  Invocation(
      Command command,
      Map<String, List<String>> values,
      List<String> arguments,
      Terminal terminal) {
    this.command = command;
    this.values = new LinkedHashMap<>(values);
    this.arguments = new ArrayList<>(arguments);
    this.terminal = terminal;
  }

  /// The same with all arguments: where the last is not given and may come from standard input,
  /// each line of that is one.
  ///
  /// @throws UsageError if there is none, or one too many
  Invocation complete() throws IOException {
    List<Argument> wanted = command.argumentsHere();
    if (wanted.isEmpty()
        || !wanted.getLast().fromInput()
        || arguments.size() >= wanted.size()
        || terminal.inputIsTerminal()) {
      return this;
    }
    List<String> all = new ArrayList<>(arguments);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.isBlank()) {
        all.add(line.strip());
      }
    }
    if (all.size() < wanted.size()) {
      throw new UsageError("argument \"" + wanted.getLast().name() + "\" is required");
    }
    if (all.size() > wanted.size() && !wanted.getLast().variadic()) {
      throw new UsageError(
          "standard input has more than one line, and the command takes one "
              + wanted.getLast().name());
    }
    return new Invocation(command, values, all, terminal);
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

  /// All that the user gave for an option, in order.
  List<String> texts(String option) {
    return List.copyOf(values.getOrDefault(option, List.of()));
  }

  /// The option's text, the last where it was given several times, else its default, else empty.
  Optional<String> text(String option) {
    List<String> given = texts(option);
    if (!given.isEmpty()) {
      return Optional.of(given.getLast());
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

  /// What was said that any command may be told.
  Manner manner() {
    return new Manner(text("timeout"), text("cid-base"), text("upgrade-cidv0-in-output"));
  }

  /// Whether programs read the output: `--enc=json`.
  boolean json() {
    return text("enc").orElse("text").equals("json");
  }

  /// As [#json()], of words that may make no sense otherwise.
  static boolean wantsJson(List<String> words) {
    int end = words.indexOf("--");
    List<String> all = end < 0 ? words : words.subList(0, end);
    for (int i = 0; i < all.size(); i++) {
      String word = all.get(i);
      boolean next = i + 1 < all.size() && all.get(i + 1).equals("json");
      if (word.matches("--enc(oding)?=json") || (next && word.matches("--enc(oding)?"))) {
        return true;
      }
    }
    return false;
  }
}
