package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Option;
import network.cairn.api.json.JsonValue;
import network.cairn.api.table.Commands;
import network.cairn.api.table.DagTable;
import network.cairn.api.table.FormatTable;
import network.cairn.api.table.NodeTable;
import network.cairn.api.table.RepoTable;
import network.cairn.api.table.RoutingTable;
import network.cairn.api.table.SwarmTable;
import network.cairn.cli.Api;
import network.cairn.cli.Api.Query;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Roles.LocalApi;
import network.cairn.http.rpc.Route;
import network.cairn.http.rpc.kubo.KuboCommands;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The rows of the table against what the door does for them.
@Timeout(240)
final class EveryCommandTest {
  private static final String HEAD =
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n"
          + "Content-Type: application/octet-stream\r\n\r\n";

  /// A peer that is not there.
  private static final String STRANGER =
      "/ip4/127.0.0.1/tcp/1/p2p/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";

  private static final Set<Command> NEED_A_PEER =
      Set.of(
          SwarmTable.CONNECT,
          SwarmTable.PING,
          RoutingTable.FIND_PEER,
          RoutingTable.PROVIDE,
          RoutingTable.GET,
          RoutingTable.PUT);

  /// Connections, whom they are kept to, damaged blocks and levels of the log are no part of the
  /// state that is compared here.
  private static final Set<Command> CHANGE_ELSEWHERE =
      Set.of(
          SwarmTable.CONNECT,
          SwarmTable.DISCONNECT,
          SwarmTable.PEERING_ADD,
          SwarmTable.PEERING_RM,
          RepoTable.VERIFY,
          NodeTable.LOG_LEVEL);

  /// Ways to fill in a row's arguments.
  private static final int WAYS = 4;

  @TempDir private Path home;
  private int made;

  @BeforeEach
  void init() throws IOException {
    TestDaemon.init(home);
  }

  /// All but those of money, and what ends the daemon behind all others.
  private static List<Command> rows() {
    return Commands.TABLE.atDoor().stream()
        .filter(row -> row.guard() != Guard.MONEY)
        .sorted(Comparator.comparing(NodeTable.SHUTDOWN::equals))
        .toList();
  }

  @Test
  void hasARouteForEveryRowThatNeedsNoToken() throws IOException {
    try (StorageNode node = StorageNode.open(home, "test")) {
      assertThat(KuboCommands.routes(node.offline(() -> {})))
          .extracting(Route::command)
          .containsExactlyInAnyOrderElementsOf(rows());
    }
  }

  /// What there is for a command to work on, new for each that may have changed the last.
  ///
  /// @param pinned an added file
  /// @param loose a block that nothing pins
  /// @param key the name of a key
  /// @param fresh a name that no key has
  private record Kept(String pinned, String loose, String key, String fresh) {}

  private Kept keep(Api api) throws IOException {
    String pinned = JsonValue.parse(upload(api, "add", new Query(), fresh())).at("Hash").text();
    String loose = JsonValue.parse(upload(api, "block/put", new Query(), fresh())).at("Key").text();
    for (String name : List.of(pinned, loose)) {
      api.text("key/gen", new Query().arg(name));
    }
    return new Kept(pinned, loose, pinned, "fresh-" + made);
  }

  /// A body that nothing has seen yet, good as a file, as a block and as JSON.
  private byte[] fresh() {
    made++;
    return ("\"body " + made + "\"").getBytes(StandardCharsets.UTF_8);
  }

  /// Something of the right kind for an argument.
  private static String fitting(Command row, Argument argument, Kept kept) {
    return switch (row.name() + ": " + argument.doorName()) {
      case "block rm: cid", "pin add: ipfs-path", "pin update: to-path" -> kept.loose();
      case "key rename: name", "key rm: name" -> kept.key();
      case "key rename: newName", "key gen: name", "key import: name" -> kept.fresh();
      case "log level: subsystem" -> "door";
      case "log level: level" -> "warn";
      case "config profile apply: profile" -> "announce-off";
      case "config: key" -> "Addresses.API";
      case "config: value" -> "/ip4/127.0.0.1/tcp/0";
      case "bootstrap add: peer",
          "bootstrap rm: peer",
          "swarm connect: address",
          "swarm disconnect: address",
          "swarm peering add: address",
          "ping: peer ID" ->
          STRANGER;
      case "bitswap ledger: peer", "routing findpeer: peerID", "swarm peering rm: ID" ->
          STRANGER.substring(STRANGER.lastIndexOf('/') + 1);
      default -> kept.pinned();
    };
  }

  private static Query fitting(Command row, Kept kept, boolean flags) {
    Query query = new Query();
    row.argumentsAtDoor().stream()
        .filter(a -> !a.isBody() && !a.doorName().equals("peerid"))
        .forEach(a -> query.arg(fitting(row, a, kept)));
    if (row.equals(RepoTable.KEY_VERIFY)) {
      query.option("signature", "u");
    }
    return options(row, query, flags);
  }

  private byte[] body(Api api, Command row, Kept kept) throws IOException {
    if (row.equals(RepoTable.CONFIG_REPLACE)) {
      return api.text("config/show", new Query()).getBytes(StandardCharsets.UTF_8);
    }
    if (row.equals(FormatTable.DECODE) || row.equals(FormatTable.TRANSCODE)) {
      return "f00".getBytes(StandardCharsets.UTF_8);
    }
    if (row.equals(RepoTable.KEY_IMPORT)) {
      return PrivateKey.generate(KeyType.ED25519, new SecureRandom()).protobuf();
    }
    return row.equals(DagTable.IMPORT)
        ? api.call("dag/export", new Query().arg(kept.loose()), (_, body) -> body.readAllBytes())
        : fresh();
  }

  /// A command that reads an option that its row has not, or that believes another default or
  /// bound, says so. Each does its work where it is asked for no more than that, so that it has
  /// read what it reads.
  @Test
  void readsOnlyWhatItsRowHas() throws IOException {
    try (TestDaemon daemon = TestDaemon.start(home)) {
      Api api = Api.ofHome(home);
      for (Command row : rows()) {
        Kept kept = keep(api);
        Told plain = tell(api, row, fitting(row, kept, false), body(api, row, kept));
        assertThat(plain.text()).as(row.name()).doesNotContain("the row of", "online mode");
        assertThat(plain.done())
            .as("%s: %s", row.name(), plain.text())
            .isEqualTo(!NEED_A_PEER.contains(row));
        if (row.equals(NodeTable.SHUTDOWN)) {
          continue; // nobody answers behind it, and it has no flags
        }
        Kept more = keep(api);
        Told flagged = tell(api, row, fitting(row, more, true), body(api, row, more));
        assertThat(flagged.text()).as(row.name()).doesNotContain("the row of", "online mode");
      }
      assertThat(daemon.port()).isPositive();
    }
  }

  /// What a command may change stands in its row: who reads only changes nothing, who changes what
  /// the node keeps does not change what it is, and does change something. Each is given what it
  /// takes, and the name of something that is there in every place that takes one.
  @Test
  void changesOnlyWhatItsRowSays() throws IOException {
    try (LocalApi api = new NodeRoles().local(home)) {
      for (Command row : rows()) {
        if (!row.guard().wanted()) {
          assertThat(changes(api, row))
              .as(row.name())
              .isEqualTo(row.guard() == Guard.CHANGES && !CHANGE_ELSEWHERE.contains(row));
        }
      }
    }
  }

  /// Whether any call of a row's changes what is kept.
  private boolean changes(Api api, Command row) throws IOException {
    boolean changed = false;
    Kept kept = keep(api);
    List<String> before = state(api);
    List<String> identity = identity();
    for (boolean flags : List.of(false, true)) {
      for (int way = 0; way < WAYS; way++) {
        tell(api, row, query(row, kept, way, flags), body(api, row, kept));
        assertThat(identity()).as(row.name()).isEqualTo(identity);
        if (!state(api).equals(before)) {
          changed = true;
          kept = keep(api);
          before = state(api);
        }
      }
    }
    return changed;
  }

  private static Query query(Command row, Kept kept, int way, boolean flags) {
    return switch (way) {
      case 0 -> fitting(row, kept, flags);
      case 1 -> query(row, kept.loose(), flags);
      case 2 -> query(row, kept.pinned(), flags);
      default -> query(row, "Addresses.API", flags);
    };
  }

  /// Blocks, pins and keys.
  private static List<String> state(Api api) throws IOException {
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

  private static Query query(Command row, String argument, boolean flags) {
    Query query = new Query();
    row.argumentsAtDoor().stream().filter(a -> !a.isBody()).forEach(_ -> query.arg(argument));
    return options(row, query, flags);
  }

  private static Query options(Command row, Query query, boolean flags) {
    query.option("timeout", "5s");
    if (row.equals(NodeTable.PROFILE)) {
      query.option("profile-time", "0");
    }
    for (Option option : row.optionsAtDoor()) {
      if (flags && option.isFlag() && !option.help().equals("Refused.")) {
        query.option(option.name(), "true");
      }
    }
    return query;
  }

  /// What was answered.
  private record Told(boolean done, String text) {}

  private static Told tell(Api api, Command row, Query query, byte[] body) throws IOException {
    try {
      return new Told(
          true,
          row.argumentsAtDoor().stream().anyMatch(Argument::isBody)
              ? upload(api, row.path(), query, body)
              : api.text(row.path(), query));
    } catch (CommandFailed e) {
      return new Told(false, String.valueOf(e.getMessage()));
    }
  }

  private static String upload(Api api, String path, Query query, byte[] body) throws IOException {
    return api.upload(
        path,
        query,
        "b",
        out -> {
          out.write(HEAD.getBytes(StandardCharsets.UTF_8));
          out.write(body);
          out.write("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
        },
        (_, answer) -> new String(answer.readAllBytes(), StandardCharsets.UTF_8));
  }
}
