package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Option;
import network.cairn.api.json.JsonValue;
import network.cairn.api.table.Commands;
import network.cairn.cli.Api.Query;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Roles.LocalApi;
import network.cairn.http.rpc.Route;
import network.cairn.http.rpc.kubo.KuboCommands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rows of the table against what the door does for them.
final class EveryCommandTest {
  @TempDir private Path home;

  @BeforeEach
  void init() throws IOException {
    TestDaemon.init(home);
  }

  private static List<Command> rows() {
    return Commands.TABLE.atDoor().stream().filter(Predicate.not(Command::guarded)).toList();
  }

  @Test
  void hasARouteForEveryRowThatNeedsNoToken() throws IOException {
    try (Node node = Node.open(home, "test")) {
      assertThat(KuboCommands.routes(node.offline(() -> {}), List::of))
          .extracting(Route::command)
          .containsExactlyInAnyOrderElementsOf(rows());
    }
  }

  /// A command that reads an option that its row has not, or that believes another default or
  /// bound, answers so.
  @Test
  void readsOnlyWhatItsRowHas() throws IOException {
    try (LocalApi api = new NodeRoles().local(home)) {
      String cid = JsonValue.parse(upload(api, "add", new Query())).at("Hash").text();
      for (Command row : rows()) {
        assertThat(answer(api, row, query(row, cid, false))).doesNotContain("the row of");
        assertThat(answer(api, row, query(row, cid, true))).doesNotContain("the row of");
      }
    }
  }

  private static Query query(Command row, String cid, boolean flags) {
    Query query = new Query();
    row.argumentsAtDoor().stream().filter(a -> !a.isBody()).forEach(_ -> query.arg(cid));
    for (Option option : row.optionsAtDoor()) {
      if (flags && option.isFlag() && !option.help().equals("Refused.")) {
        query.option(option.name(), "true");
      }
    }
    return query;
  }

  private static String answer(LocalApi api, Command row, Query query) throws IOException {
    try {
      return row.argumentsAtDoor().stream().anyMatch(Argument::isBody)
          ? upload(api, row.path(), query)
          : api.text(row.path(), query);
    } catch (CommandFailed e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String upload(LocalApi api, String path, Query query) throws IOException {
    return api.upload(
        path,
        query,
        "b",
        EveryCommandTest::body,
        (_, body) -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
  }

  private static void body(OutputStream out) throws IOException {
    String text =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n{}\r\n--b--\r\n";
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
