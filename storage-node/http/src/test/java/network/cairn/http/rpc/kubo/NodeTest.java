package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import network.cairn.api.Command;
import network.cairn.api.answer.kubo.DependencyAnswer;
import network.cairn.api.table.Commands;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.store.repo.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Commands about the node, without a network.
final class NodeTest {
  private static final String STRANGER = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";
  private static final String NO_NETWORK =
      "this command must be run in online mode. Try running 'cairn daemon' first";

  @TempDir Path home;
  private TestBackend node;

  @BeforeEach
  void open() throws IOException {
    node = TestBackend.offline(home);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void saysWhoItIs() {
    String self = node.keys.peerId().toString();
    String key = Base64.getEncoder().encodeToString(node.keys.peer().publicKey().protobuf());
    for (String call : List.of("id", "id?arg=" + self, "id?arg=/p2p/" + self)) {
      JsonNode id = node.json(call);
      assertThat(id.path("ID").asString()).as(call).isEqualTo(self);
      assertThat(id.path("PublicKey").asString()).isEqualTo(key);
      assertThat(id.path("AgentVersion").asString()).isEqualTo("cairn/" + TestBackend.VERSION);
      assertThat(id.path("Addresses").isNull()).as("no network").isTrue();
      assertThat(id.path("Protocols").isNull()).as("no network").isTrue();
    }
  }

  @Test
  void knowsNobodyElseWithoutANetwork() {
    node.call("id?arg=" + STRANGER).assertFailed(NO_NETWORK);
    assertThat(node.call("id?arg=nonsense").json().path("Message").asString())
        .startsWith("invalid peer id: ");
    for (String call :
        List.of(
            "swarm/peers",
            "swarm/addrs",
            "swarm/addrs/local",
            "swarm/addrs/listen",
            "swarm/disconnect?arg=" + STRANGER,
            "swarm/connect?arg=/ip4/127.0.0.1/tcp/1/p2p/" + STRANGER,
            "ping?arg=" + STRANGER,
            "bitswap/stat",
            "bitswap/ledger?arg=" + STRANGER,
            "bitswap/wantlist",
            "stats/bitswap",
            "stats/bw")) {
      node.call(call).assertFailed(NO_NETWORK);
    }
  }

  @Test
  void tellsItsVersion() {
    JsonNode version = node.json("version");
    assertThat(version.path("Version").asString()).isEqualTo(TestBackend.VERSION);
    assertThat(version.path("Commit").asString()).isEqualTo("abcdef");
    assertThat(version.path("Repo").asString()).isEqualTo(Integer.toString(Repository.VERSION));
    assertThat(version.path("System").asString()).matches("[a-z0-9_]+/[a-z]+");
    assertThat(version.path("Golang").asString()).isEmpty();
    assertThat(version.path("Java").asString()).isEqualTo(Runtime.version().toString());
  }

  @Test
  void listsWhatItRunsWith() {
    assertThat(Libraries.of("/x/a-b-1.0.jar:/x/classes:c-2.0-SNAPSHOT.jar:/y/plain.jar:z-.jar"))
        .extracting(DependencyAnswer::path, DependencyAnswer::version)
        .containsExactly(
            tuple("a-b", "1.0"), tuple("c", "2.0-SNAPSHOT"), tuple("plain", ""), tuple("z-", ""));
    assertThat(node.call("version/deps").good().text()).contains("\"Path\":\"jackson-");
  }

  @Test
  void listsTheCommandsOfTheDoorWithTheirOptions() {
    JsonNode root = node.json("commands");
    assertThat(root.path("Name").asString()).isEqualTo("ipfs");
    for (Command command : Commands.TABLE.atDoor()) {
      if (!command.guarded()) {
        JsonNode at = root;
        for (String word : command.path().split("/")) {
          at = child(at, word);
        }
        assertThat(at.path("Options")).hasSize(command.optionsAtDoor().size());
      }
    }
    JsonNode wrap = child(root, "add").path("Options");
    assertThat(wrap.toString()).contains("{\"Names\":[\"wrap-with-directory\",\"w\"]}");
    assertThat(child(root, "pin").path("Options")).isEmpty();
  }

  private static JsonNode child(JsonNode at, String word) {
    return at.path("Subcommands")
        .valueStream()
        .filter(c -> c.path("Name").asString().equals(word))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no command " + word));
  }

  @Test
  void resolvesPathsToTheirEnds() {
    String file = node.loose(Upload.file("f", "text"));
    String root = node.loose(Upload.file("d/f", "text"));
    assertThat(node.json("resolve?arg=" + root + "/f").path("Path").asString())
        .isEqualTo("/ipfs/" + file);
    assertThat(node.json("resolve?arg=/ipfs/" + root).path("Path").asString())
        .isEqualTo("/ipfs/" + root);
    String object = node.object("{\"a\":{\"b\":1}}");
    assertThat(node.json("resolve?arg=" + object + "/a/b").path("Path").asString())
        .isEqualTo("/ipfs/" + object + "/a/b");
    assertThat(node.json("resolve?cid-base=base36&arg=" + root).path("Path").asString())
        .startsWith("/ipfs/k");
    node.call("resolve?arg=" + root + "/none").assertFailed("no link named \"none\" under " + root);
  }

  @Test
  void showsTheMachine() {
    JsonNode system = node.json("diag/sys");
    assertThat(system.path("cairn_version").asString()).isEqualTo(TestBackend.VERSION);
    assertThat(system.path("net").path("online").asBoolean()).isFalse();
    assertThat(system.path("diskinfo").path("total_space").asLong()).isPositive();
    assertThat(system.path("memory").path("heap").asLong()).isPositive();
    assertThat(system.path("runtime").path("numcpu").asInt()).isPositive();
  }

  @Test
  void asksToEndOnceACall() {
    assertThat(node.call("shutdown").status()).isEqualTo(403);
    assertThat(node.shutdowns).hasValue(0);
    assertThat(node.door.trusted("shutdown").good().bytes()).isEmpty();
    assertThat(node.shutdowns).hasValue(1);
  }
}
