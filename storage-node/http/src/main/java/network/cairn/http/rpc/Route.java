package network.cairn.http.rpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A command of the RPC: its path, arguments, options and what runs it. Immutable; made step by
/// step.
///
/// @param path the command's words joined by `/`
/// @param guarded whether a caller must show the home's token
public record Route(
    String path,
    List<Argument> arguments,
    List<Option> options,
    boolean guarded,
    Endpoint endpoint) {
  /// Options that every command has.
  static final List<Option> GLOBAL =
      List.of(
          new Option(List.of("encoding", "enc"), Option.Kind.TEXT),
          new Option(List.of("timeout"), Option.Kind.TEXT),
          new Option(List.of("stream-channels"), Option.Kind.FLAG),
          new Option(List.of("cid-base"), Option.Kind.TEXT),
          new Option(List.of("upgrade-cidv0-in-output"), Option.Kind.FLAG),
          new Option(List.of("offline"), Option.Kind.FLAG));

  public Route {
    arguments = List.copyOf(arguments);
    options = List.copyOf(options);
  }

  public static Route of(String path, Endpoint endpoint) {
    return new Route(path, List.of(), List.of(), false, endpoint);
  }

  /// With an argument that must be there.
  public Route argument(String name) {
    return with(new Argument(name, false, true, false));
  }

  public Route optional(String name) {
    return with(new Argument(name, false, false, false));
  }

  /// With one or more arguments at the end.
  public Route many(String name) {
    return with(new Argument(name, false, true, true));
  }

  /// With any number of arguments at the end.
  public Route any(String name) {
    return with(new Argument(name, false, false, true));
  }

  /// With a body of parts.
  public Route file(String name) {
    return with(new Argument(name, true, true, true));
  }

  public Route text(String... names) {
    return with(Option.Kind.TEXT, names);
  }

  public Route flag(String... names) {
    return with(Option.Kind.FLAG, names);
  }

  public Route number(String... names) {
    return with(Option.Kind.NUMBER, names);
  }

  /// Only for callers with the home's token.
  public Route withToken() {
    return new Route(path, arguments, options, true, endpoint);
  }

  /// The same command under another path.
  public Route alias(String other) {
    return new Route(other, arguments, options, guarded, endpoint);
  }

  Optional<Option> option(String name) {
    return java.util.stream.Stream.concat(options.stream(), GLOBAL.stream())
        .filter(o -> o.names().contains(name))
        .findFirst();
  }

  private Route with(Option.Kind kind, String... names) {
    List<Option> more = new ArrayList<>(options);
    more.add(new Option(Arrays.asList(names), kind));
    return new Route(path, arguments, more, guarded, endpoint);
  }

  private Route with(Argument argument) {
    List<Argument> more = new ArrayList<>(arguments);
    more.add(argument);
    return new Route(path, more, options, guarded, endpoint);
  }
}
