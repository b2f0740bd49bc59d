package network.cairn.http.rpc;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.Command;
import network.cairn.api.json.JsonRecord;
import network.cairn.base.time.Deadline;
import tools.jackson.databind.JsonNode;

/// Commands called by other rooms of this process, so that what they say is what the RPC says.
/// Thread-safe.
public final class InnerCalls {
  private final Endpoints endpoints;

  public InnerCalls(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /// Runs a command that reads.
  ///
  /// @param options by the names of the command's row
  /// @param authorized whether the caller showed the home's token
  /// @param skipped objects that go by first, of which nothing is kept
  /// @param most objects that are taken then; the command ends behind them
  /// @return the objects that it answered, in order
  /// @throws CommandError if it needs the token and the caller did not show it, or it failed
  /// @throws BadRequest if its arguments are wrong
  public List<JsonNode> ask(
      Command command,
      List<String> arguments,
      Map<String, String> options,
      boolean authorized,
      Deadline deadline,
      int skipped,
      int most)
      throws IOException, InterruptedException {
    Route route =
        endpoints
            .find(command.path())
            .orElseThrow(() -> new CommandError("this node has no command " + command.name()));
    if (command.guarded() && !authorized) {
      throw new CommandError(command.name() + " needs the home's token");
    }
    options.forEach((name, value) ->
        OptionText.checked(
            route
                .option(name)
                .orElseThrow(() -> new BadRequest("there is no option \"" + name + "\"")),
            value));
    Collected collected = new Collected(skipped, most);
    try {
      route
          .endpoint()
          .run(
              new Call(route, arguments, options, Optional.empty(), deadline, authorized),
              collected);
    } catch (Enough e) {
      return collected.values;
    }
    return collected.values;
  }

  /// Ends a command of which enough was heard.
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super("enough", null, false, false);
    }
  }

  /// Keeps objects. Commands may answer from several threads, one at a time.
  private static final class Collected implements Reply {
    private final List<JsonNode> values = new ArrayList<>();
    private final int most;
    private int skipped;

    Collected(int skipped, int most) {
      this.skipped = skipped;
      this.most = most;
    }

    private synchronized void add(JsonNode value) {
      if (skipped > 0) {
        skipped--;
        return;
      }
      if (values.size() == most) {
        throw new Enough();
      }
      values.add(value);
    }

    @Override
    public void header(String name, String value) {}

    @Override
    public void value(JsonNode value) {
      add(value);
    }

    @Override
    public void value(JsonRecord value) {
      queue(value.json());
    }

    @Override
    public void line(JsonNode value) {
      add(value);
    }

    @Override
    public void line(JsonRecord value) {
      queue(value.json());
    }

    @Override
    public void failure(JsonRecord value) {
      queue(value.json());
    }

    @Override
    public void queue(String json) {
      add(Json.parse(json));
    }

    @Override
    public void flush() {}

    @Override
    public OutputStream bytes(String contentType) {
      throw new IllegalStateException("a command that answers bytes is not called from inside");
    }
  }
}
