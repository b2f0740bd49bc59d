package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.pin.Mode;
import network.cairn.store.repo.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class RepoTest {
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

  @ParameterizedTest
  @ValueSource(strings = {"repo/stat", "stats/repo"})
  void countsWhatThereIs(String command) {
    node.add(Upload.file("d/a", "a"), Upload.file("d/b", "b"));
    JsonNode stat = node.json(command);
    assertThat(stat.path("NumObjects").asInt()).isEqualTo(3);
    assertThat(stat.path("NumPieces").asInt()).isZero();
    assertThat(stat.path("PieceBytes").asInt()).isZero();
    assertThat(stat.path("RepoPath").asString()).isEqualTo(home.toString());
    assertThat(stat.path("Version").asString()).isEqualTo("cairn-repo@" + Repository.VERSION);
    assertThat(stat.path("RepoSize").asLong()).isPositive();
    assertThat(stat.path("StorageMax").asLong()).isPositive();
    JsonNode sizes = node.json(command + "?size-only=true");
    assertThat(sizes.propertyNames()).containsExactly("RepoSize", "StorageMax");
    assertThat(sizes.path("StorageMax")).isEqualTo(stat.path("StorageMax"));
  }

  @Test
  void tellsItsVersion() {
    assertThat(node.call("repo/version").good().text())
        .isEqualTo("{\"Version\":\"" + Repository.VERSION + "\"}\n");
  }

  @Test
  void collectsWhatNothingPinsAndTellsOfEach() {
    String pinned = node.add(Upload.file("f", "pinned"));
    String loose = node.block("cid-codec=dag-cbor", "x");
    Cid raw = Cid.v1(Multicodec.RAW, Cid.parse(loose).multihash());
    assertThat(node.call("repo/gc").good().text()).isEqualTo("{\"Key\":{\"/\":\"" + raw + "\"}}\n");
    assertThat(node.call("repo/gc").good().bytes()).isEmpty();
    assertThat(node.call("cat?arg=" + pinned).good().text()).isEqualTo("pinned");
    assertThat(node.call("block/get?arg=" + loose).status()).isEqualTo(500);
  }

  @Test
  void collectsInSilenceAndInOtherBases() {
    node.block("", "one");
    assertThat(node.call("repo/gc?silent=true").good().bytes()).isEmpty();
    assertThat(node.lines("refs/local")).isEmpty();
    node.block("", "two");
    assertThat(node.lines("repo/gc?cid-base=base36").getFirst().path("Key").path("/").asString())
        .startsWith("k");
  }

  /// What lies below a block that is missing is not known, so nothing may go.
  @Test
  void removesNothingWhereAPinIsBroken() {
    String absent = Cid.v1(Multicodec.DAG_CBOR, Multihash.sha256(new byte[] {7})).toString();
    Cid broken = Cid.parse(node.object("{\"to\":{\"/\":\"" + absent + "\"}}"));
    node.repository.pins().addComplete(broken, Mode.RECURSIVE, Optional.empty());
    String loose = node.block("", "loose");
    String start = "nothing was removed: block " + absent + " below pin " + broken + ": ";
    TestResponse failed = node.call("repo/gc");
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.json().path("Message").asString()).startsWith(start);
    JsonNode line = node.lines("repo/gc?stream-errors=true").getFirst();
    assertThat(line.path("Error").asString()).startsWith(start);
    assertThat(line.has("Key")).isFalse();
    node.call("block/get?arg=" + loose).good();
  }

  @Test
  void verifiesWhatIsWhole() {
    node.add(Upload.file("f", "text"));
    assertThat(node.lines("repo/verify").getLast())
        .isEqualTo(
            Json.parse("{\"Msg\":\"verify complete, all blocks validated.\",\"Progress\":0}"));
    node.call("repo/verify?drop=perhaps")
        .assertRefused(
            "could not convert value \"perhaps\" to type \"bool\" (for option \"-drop\")");
  }
}
