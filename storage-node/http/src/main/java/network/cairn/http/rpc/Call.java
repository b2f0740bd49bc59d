package network.cairn.http.rpc;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.base.time.Deadline;

/// One call of a command: arguments and options, checked against the [Route]. Used by one thread.
public final class Call {
  private final List<String> arguments;
  private final Map<String, String> options;
  private final Optional<Multipart> body;
  private final Deadline deadline;
  private final boolean authorized;

  Call(
      List<String> arguments,
      Map<String, String> options,
      Optional<Multipart> body,
      Deadline deadline,
      boolean authorized) {
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

  public Optional<String> text(String option) {
    return Optional.ofNullable(options.get(option));
  }

  public boolean given(String option) {
    return options.containsKey(option);
  }

  /// A flag that is off unless given.
  public boolean flag(String option) {
    return flag(option, false);
  }

  public boolean flag(String option, boolean otherwise) {
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
    if (value < 0) {
      throw new BadRequest("option " + option + " must not be negative");
    }
    return value;
  }

  /// A number of a range.
  ///
  /// @throws BadRequest if it lies outside
  public int number(String option, int least, int most, int otherwise) {
    long value = number(option).orElse(otherwise);
    if (value < least || value > most) {
      throw new BadRequest("option " + option + " must be from " + least + " to " + most);
    }
    return (int) value;
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
