package network.cairn.http.rpc.kubo;

import static network.cairn.http.rpc.TestDoor.arg;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import network.cairn.http.rpc.TestResponse;
import network.cairn.store.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class BootstrapPeersTest {
  private static final String ID = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";
  private static final String OTHER = "QmcZf59bWwK5XFi76CZX8cbJ4BhTzzA3gU1ZjYZcYW3dwt";
  private static final String ONE = "/ip4/127.0.0.1/tcp/1/p2p/" + ID;
  private static final String TWO = "/ip4/127.0.0.1/tcp/2/p2p/" + ID;
  private static final String THREE = "/dns4/example.org/tcp/3/p2p/" + OTHER;

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

  private List<String> change(String call, String... peers) {
    StringBuilder query = new StringBuilder(call);
    for (String peer : peers) {
      query.append(query.indexOf("?") < 0 ? '?' : '&').append(arg(peer));
    }
    return peers(node.door.trusted(query.toString()).good());
  }

  private static List<String> peers(TestResponse seen) {
    return seen.json().path("Peers").valueStream().map(JsonNode::asString).toList();
  }

  private List<String> kept() {
    assertThat(peers(node.call("bootstrap").good()))
        .isEqualTo(peers(node.call("bootstrap/list?expand-auto=true").good()));
    return peers(node.call("bootstrap").good());
  }

  @Test
  void addsInFrontAndOnce() {
    assertThat(node.call("bootstrap/list").good().text()).isEqualTo("{\"Peers\":[]}\n");
    assertThat(change("bootstrap/add", ONE, THREE, ONE)).containsExactly(ONE, THREE);
    assertThat(change("bootstrap/add", TWO, THREE)).containsExactly(TWO, THREE);
    assertThat(kept()).containsExactly(TWO, THREE, ONE);
    assertThat(Config.load(home).bootstrap()).containsExactly(TWO, THREE, ONE);
  }

  @Test
  void removesAddressesPeersOrAll() {
    change("bootstrap/add", ONE, TWO, THREE);
    assertThat(change("bootstrap/rm", TWO)).containsExactly(TWO);
    assertThat(change("bootstrap/rm", TWO)).isEmpty();
    change("bootstrap/add", TWO);
    assertThat(change("bootstrap/rm", "/p2p/" + ID)).containsExactly(TWO, ONE);
    assertThat(change("bootstrap/rm")).isEmpty();
    assertThat(kept()).containsExactly(THREE);
    assertThat(change("bootstrap/rm?all=true")).containsExactly(THREE);
    change("bootstrap/add", ONE);
    assertThat(change("bootstrap/rm/all")).containsExactly(ONE);
    assertThat(kept()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ip4/127.0.0.1/tcp/1 | invalid bootstrap address: /ip4/127.0.0.1/tcp/1",
        "/p2p/" + ID + " | bootstrap address without a transport: /p2p/" + ID,
        "nonsense | invalid bootstrap address \"nonsense\"",
        "default | cannot add default bootstrap peers: this program has none",
        "auto | cannot add default bootstrap peers: this program has none"
      })
  void keepsNothingThatNamesNobody(String peer, String message) {
    TestResponse seen = node.door.trusted("bootstrap/add?" + arg(ONE) + "&" + arg(peer));
    assertThat(seen.status()).isEqualTo(500);
    assertThat(seen.json().path("Message").asString()).startsWith(message);
    assertThat(kept()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bootstrap/add?arg=" + ONE, "bootstrap/rm?all=true", "bootstrap/rm/all"})
  void changesNothingWithoutTheToken(String call) {
    change("bootstrap/add", THREE);
    assertThat(node.call(call).status()).isEqualTo(403);
    assertThat(kept()).containsExactly(THREE);
  }
}
