package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
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
    return Commands.TABLE.atDoor().stream().filter(row -> row.guard() != Guard.MONEY).toList();
  }

  @Test
  void hasARouteForEveryRowThatNeedsNoToken() throws IOException {
    try (StorageNode node = StorageNode.open(home, "test")) {
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

  /// What a command may change stands in its row: who reads only changes nothing, who changes what
  /// the node keeps does not change what it is. Each is given the name of something that is there
  /// in every place that takes one.
  @Test
  void changesOnlyWhatItsRowSays() throws IOException {
    try (LocalApi api = new NodeRoles().local(home)) {
      String pinned = JsonValue.parse(upload(api, "add", new Query())).at("Hash").text();
      String loose = JsonValue.parse(upload(api, "block/put", new Query())).at("Key").text();
      api.text("key/gen", new Query().arg(pinned));
      api.text("key/gen", new Query().arg("Addresses.API"));
      for (Command row : rows()) {
        List<String> before = state(api);
        List<String> identity = identity();
        for (String argument : List.of(loose, pinned, "Addresses.API")) {
          answer(api, row, query(row, argument, false));
          answer(api, row, query(row, argument, true));
        }
        switch (row.guard()) {
          case NOTHING -> {
            assertThat(state(api)).as(row.name()).isEqualTo(before);
            assertThat(identity()).as(row.name()).isEqualTo(identity);
          }
          case CHANGES -> assertThat(identity()).as(row.name()).isEqualTo(identity);
          case SETTINGS, TOKEN, MONEY -> {
            // The token is asked for.
          }
        }
      }
    }
  }

  /// Blocks, pins and keys.
  private static List<String> state(LocalApi api) throws IOException {
    return List.of(
        api.text("refs/local", new Query()).lines().sorted().toList().toString(),
        api.text("pin/ls", new Query()),
        api.text("key/list", new Query()));
  }

  private List<String> identity() throws IOException {
    return List.of(
        Files.readString(home.resolve("config")),
        Files.readString(home.resolve("token")),
        HexFormat.of().formatHex(Files.readAllBytes(home.resolve("keystore").resolve("peer"))),
        Files.readString(home.resolve("keystore").resolve("wallet")));
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
