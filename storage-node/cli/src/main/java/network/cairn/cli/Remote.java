package network.cairn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import network.cairn.api.Argument;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;
import network.cairn.api.json.JsonValue;
import network.cairn.api.table.Commands;

/// The common run of a command that one call answers: arguments and options forwarded, the answer
/// rendered line by line.
final class Remote {
  private static final int PIECE = 128 << 10;

  /// Writes one JSON object of an answer for people.
  interface Renderer {
    void print(JsonValue value, Invocation invocation, PrintStream out);
  }

  /// As [Renderer], of one that writes JSON itself or texts that are to be copied, by [Printable].
  interface JsonRenderer extends Renderer {}

  /// Writes one answer for people.
  interface Printer<A> {
    void print(A answer, PrintStream out);
  }

  private Remote() {}

  /// A command whose answer is JSON, one object or a stream of them.
  static Actions.Action json(Roles roles, Renderer renderer) {
    return invocation -> run(roles, invocation, query(invocation), renderer);
  }

  /// As [#json(Roles, Renderer)], where people see JSON, too.
  static Actions.Action pretty(Roles roles) {
    JsonRenderer renderer = (value, _, out) -> out.println(Pretty.print(value));
    return json(roles, renderer);
  }

  /// As [#json(Roles, Renderer)], for an answer that has a record.
  static <A> Actions.Action json(Roles roles, Function<JsonValue, A> form, Printer<A> printer) {
    return json(roles, (value, _, out) -> printer.print(form.apply(value), out));
  }

  /// A command whose answer is bytes for standard output.
  static Actions.Action bytes(Roles roles) {
    return invocation -> {
      Api.Query query = query(invocation);
      new Client(roles, invocation)
          .anyhow(api ->
              api.call(
                  path(invocation), query, (_, body) -> copy(body, invocation.terminal().out())));
      return 0;
    };
  }

  /// In pieces larger than any buffer on the way, which then pass through uncopied.
  static long copy(InputStream body, OutputStream out) throws IOException {
    byte[] piece = new byte[PIECE];
    long sum = 0;
    for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
      out.write(piece, 0, n);
      sum += n;
    }
    return sum;
  }

  /// On the daemon only where the command's row says so.
  static int run(Roles roles, Invocation invocation, Api.Query query, Renderer renderer)
      throws IOException {
    Client client = new Client(roles, invocation);
    Client.Work<Integer> work =
        api ->
            api.call(
                path(invocation),
                query,
                (_, body) -> {
                  print(body, invocation, renderer);
                  return 0;
                });
    boolean online = invocation.command().needs() == Needs.DAEMON;
    return online ? client.online(work) : client.anyhow(work);
  }

  static void print(InputStream body, Invocation invocation, Renderer renderer) throws IOException {
    PrintStream out = invocation.terminal().out();
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (invocation.json()) {
        out.print(Printable.json(line) + "\n");
      } else if (!line.isBlank()) {
        JsonValue value = JsonValue.parse(line);
        renderer.print(
            renderer instanceof JsonRenderer ? value : Printable.of(value), invocation, out);
      }
    }
  }

  static String path(Invocation invocation) {
    return invocation.command().path();
  }

  /// Arguments, standard input where an argument may come from there, and the options that are the
  /// daemon's.
  static Api.Query query(Invocation invocation) throws IOException {
    Api.Query query = new Api.Query();
    for (String argument : arguments(invocation)) {
      query.arg(argument);
    }
    options(invocation, query);
    return query;
  }

  /// Those options that were given and are the daemon's: the command's own, then every command's.
  static void options(Invocation invocation, Api.Query query) {
    send(invocation, query, invocation.command().options());
    send(invocation, query, Commands.TABLE.global());
  }

  private static void send(Invocation invocation, Api.Query query, List<Option> options) {
    for (Option option : options) {
      if (option.use() == Use.SENT && invocation.given(option.name())) {
        query.option(option.name(), invocation.text(option.name()).orElse(""));
      }
    }
  }

  /// The arguments, or the lines of standard input where none is given and the command takes them
  /// from there.
  static List<String> arguments(Invocation invocation) throws IOException {
    List<String> given = invocation.arguments();
    List<Argument> wanted = invocation.command().argumentsHere();
    boolean fromInput =
        !wanted.isEmpty()
            && wanted.getLast().fromInput()
            && given.size() < wanted.size()
            && !invocation.terminal().inputIsTerminal();
    if (!fromInput) {
      return given;
    }
    List<String> all = new ArrayList<>(given);
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(invocation.terminal().in(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.isBlank()) {
        all.add(line.strip());
      }
    }
    if (all.isEmpty()) {
      throw new UsageError("argument \"" + wanted.getLast().name() + "\" is required");
    }
    return all;
  }
}
