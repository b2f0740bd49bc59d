package network.cairn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.MayFail;
import network.cairn.api.table.Commands;
import org.jspecify.annotations.Nullable;

/// The common run of a command that one call answers: arguments and options forwarded, the answer
/// rendered line by line.
final class Remote {
  private static final int PIECE = 128 << 10;

  /// Writes one JSON object of an answer for people.
  interface Renderer {
    void print(JsonValue value, Invocation invocation, PrintStream out);

    /// What the command fails with because of this line of its answer, in whatever form it is
    /// shown; empty for nothing.
    default String failure(JsonValue value) {
      return "";
    }
  }

  /// As [Renderer], of one that writes JSON itself or texts that are to be copied, by [Printable].
  interface JsonRenderer extends Renderer {}

  /// Writes one answer for people.
  interface Printer<A> {
    void print(A answer, PrintStream out);
  }

  /// As [Printer], by what the command line says.
  interface OptionedPrinter<A> {
    void print(A answer, Invocation invocation, PrintStream out);
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
    return json(roles, renderer(form, (answer, _, out) -> printer.print(answer, out)));
  }

  /// Of an answer that has a record, which knows what of it is a failure.
  static <A> Renderer renderer(Function<JsonValue, A> form, OptionedPrinter<A> printer) {
    return new Renderer() {
      @Override
      public void print(JsonValue value, Invocation invocation, PrintStream out) {
        printer.print(form.apply(value), invocation, out);
      }

      @Override
      public String failure(JsonValue value) {
        return form.apply(value) instanceof MayFail told ? told.failure() : "";
      }
    };
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

  /// On the daemon only where the command's row says so. A list of arguments that no call can hold
  /// is one of several calls.
  ///
  /// @throws CommandFailed at the end, with the first failure of which a line of the answer tells
  static int run(Roles roles, Invocation invocation, Api.Query query, Renderer renderer)
      throws IOException {
    return run(roles, invocation, ArgumentBody.calls(query), renderer);
  }

  /// As [#run(Roles, Invocation, Api.Query, Renderer)], where the answer counts all arguments
  /// together.
  ///
  /// @throws CommandFailed also if no call can hold them
  static int together(Roles roles, Invocation invocation, Renderer renderer) throws IOException {
    return run(roles, invocation, ArgumentBody.one(query(invocation)), renderer);
  }

  private static int run(
      Roles roles, Invocation invocation, List<Api.Query> calls, Renderer renderer)
      throws IOException {
    Client client = new Client(roles, invocation);
    Client.Work<String> work =
        api -> {
          String failure = "";
          for (Api.Query part : calls) {
            String told =
                api.call(path(invocation), part, (_, body) -> shown(body, invocation, renderer));
            failure = failure.isEmpty() ? told : failure;
          }
          return failure;
        };
    boolean online = invocation.command().needs() == Needs.DAEMON;
    require(online ? client.online(work) : client.anyhow(work));
    return 0;
  }

  /// Shows an answer.
  ///
  /// @throws CommandFailed at the end, with the first failure of which a line tells
  static void print(InputStream body, Invocation invocation, Renderer renderer) throws IOException {
    require(shown(body, invocation, renderer));
  }

  private static void require(String failure) {
    if (!failure.isEmpty()) {
      throw new CommandFailed(failure);
    }
  }

  /// Shows an answer and returns the first failure of which a line tells, else nothing. Each line
  /// is asked, in whatever form it is shown.
  private static String shown(InputStream body, Invocation invocation, Renderer renderer)
      throws IOException {
    Output out = invocation.terminal().out();
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    String failure = "";
    for (String line = next(lines, out); line != null; line = next(lines, out)) {
      if (line.isBlank()) {
        continue;
      }
      JsonValue value = JsonValue.parse(line);
      if (invocation.json()) {
        out.print(Printable.json(line) + "\n");
      } else {
        renderer.print(
            renderer instanceof JsonRenderer ? value : Printable.of(value), invocation, out);
      }
      failure = failure.isEmpty() ? renderer.failure(value) : failure;
    }
    return failure;
  }

  /// What is known is shown before more is waited for.
  private static @Nullable String next(BufferedReader lines, Output out) throws IOException {
    if (!lines.ready()) {
      out.flush();
    }
    return lines.readLine();
  }

  static String path(Invocation invocation) {
    return invocation.command().path();
  }

  /// Arguments, and the options that are the daemon's.
  static Api.Query query(Invocation invocation) {
    Api.Query query = new Api.Query();
    invocation.arguments().forEach(query::arg);
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
      if (option.use() == Use.SENT) {
        invocation.texts(option.name()).forEach(value -> query.option(option.name(), value));
      }
    }
  }
}
