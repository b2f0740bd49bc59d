package network.cairn.http.rpc;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.api.Kind;
import network.cairn.api.Option;
import network.cairn.base.time.Deadline;

/// One call of a command: arguments and options, checked against the [Route]. Used by one thread.
///
/// Defaults and bounds are those of the command's row. Whoever reads an option that the row does
/// not have, or believes another default or bound, fails at once, because that is a mistake of the
/// program.
public final class Call {
  private final Route route;
  private final List<String> arguments;
  private final Map<String, String> options;
  private final Optional<Multipart> body;
  private final Deadline deadline;
  private final boolean authorized;

  Call(
      Route route,
      List<String> arguments,
      Map<String, String> options,
      Optional<Multipart> body,
      Deadline deadline,
      boolean authorized) {
    this.route = route;
    this.arguments = List.copyOf(arguments);
    this.options = Map.copyOf(options);
    this.body = body;
    this.deadline = deadline;
    this.authorized = authorized;
  }

  public List<String> arguments() {
    return arguments;
  }

  public String argument(int index) {
    return arguments.get(index);
  }

  public Optional<String> optional(int index) {
    return index < arguments.size() ? Optional.of(arguments.get(index)) : Optional.empty();
  }

  /// The text that was given, else the row's default, else empty.
  public Optional<String> text(String option) {
    String fallback = row(option).doorFallback();
    Optional<String> otherwise = fallback.isEmpty() ? Optional.empty() : Optional.of(fallback);
    return Optional.ofNullable(options.get(option)).or(() -> otherwise);
  }

  public boolean given(String option) {
    return options.containsKey(row(option).name());
  }

  /// A flag that is off unless given, or on by the row's default.
  public boolean flag(String option) {
    return text(option).map("true"::equals).orElse(false);
  }

  /// A flag whose default the caller knows.
  public boolean flag(String option, boolean otherwise) {
    agree(option, Boolean.toString(otherwise));
    return text(option).map("true"::equals).orElse(otherwise);
  }

  public OptionalLong number(String option) {
    return text(option).map(v -> OptionalLong.of(Long.parseLong(v))).orElse(OptionalLong.empty());
  }

  /// A number that must not be negative.
  ///
  /// @throws BadRequest if it is
  public long size(String option, long otherwise) {
    long value = number(option).orElse(otherwise);
    if (!bounds(option).holds(value)) {
      throw new BadRequest("option " + option + " must not be negative");
    }
    return value;
  }

  /// A number of the row's bounds, by default the row's default.
  ///
  /// @throws BadRequest if it lies outside
  public int bounded(String option) {
    Kind.Number bounds = bounds(option);
    long value = number(option).orElseThrow(() -> wrong(option, "has no default"));
    if (!bounds.holds(value)) {
      throw new BadRequest(
          "option " + option + " must be from " + bounds.least() + " to " + bounds.most());
    }
    return (int) value;
  }

  /// As [#bounded], where the caller knows the bounds and the default.
  public int number(String option, int least, int most, int otherwise) {
    agree(option, Integer.toString(otherwise));
    if (!bounds(option).equals(new Kind.Number(least, most))) {
      throw wrong(option, "has other bounds");
    }
    return bounded(option);
  }

  private Option row(String option) {
    return route
        .option(option)
        .filter(o -> o.name().equals(option))
        .orElseThrow(() -> wrong(option, "is not there"));
  }

  private Kind.Number bounds(String option) {
    if (row(option).kind() instanceof Kind.Number number) {
      return number;
    }
    throw wrong(option, "is no number");
  }

  /// A default that is told here and in the row must be one.
  private void agree(String option, String otherwise) {
    String fallback = row(option).doorFallback();
    if (!fallback.isEmpty() && !fallback.equals(otherwise)) {
      throw wrong(option, "has the default " + fallback);
    }
  }

  private IllegalStateException wrong(String option, String what) {
    return new IllegalStateException(
        "the row of " + route.path() + ": option " + option + " " + what);
  }

  /// The next part of the body; empty at the end.
  ///
  /// @throws BadRequest if the body is no multipart form
  public Optional<Part> part() throws IOException {
    return body.isEmpty() ? Optional.empty() : body.get().next();
  }

  /// What to do whenever the rest of the body has to be waited for.
  public void whileWaiting(Waiting waiting) {
    body.ifPresent(multipart -> multipart.whileWaiting(waiting));
  }

  /// Something to do before a wait.
  @FunctionalInterface
  public interface Waiting {
    void run() throws IOException;
  }

  public Deadline deadline() {
    return deadline;
  }

  /// Whether the caller showed the home's token.
  public boolean authorized() {
    return authorized;
  }
}
