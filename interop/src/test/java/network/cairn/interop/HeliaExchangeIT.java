package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import network.cairn.interop.Command.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Files and directories between this node and Helia over bitswap, dialled from either side.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class HeliaExchangeIT {
  private static final int MEBIBYTES = 200;
  private static final int ENTRIES = 20_000;

  /// Entries that Helia reads at once.
  private static final int WIDTH = 64;

  /// Who opens the connection.
  enum Dialler {
    HELIA,
    CAIRN
  }

  private static Data cairns;
  private static Data helias;

  private Path home;
  private HeliaPeer helia;
  private CairnNode cairn;

  @BeforeAll
  static void make(Path shelf) throws IOException {
    Prerequisite.of("helia.dir", "directory with Helia's node_modules");
    cairns = Data.make(shelf.resolve("cairn"), 3, MEBIBYTES, ENTRIES);
    helias = Data.make(shelf.resolve("helia"), 4, MEBIBYTES, ENTRIES);
  }

  @BeforeEach
  void start(Path empty) throws Exception {
    home = empty;
    Path modules = Prerequisite.of("helia.dir", "directory with Helia's node_modules");
    cairn = Nodes.cairn(Files.createDirectory(home.resolve("cairn")));
    helia = new HeliaPeer(modules, home);
  }

  @AfterEach
  void stop() throws Exception {
    if (helia != null) {
      helia.close();
    }
    if (cairn != null) {
      cairn.close();
    }
  }

  private void connect(Dialler dialler) throws IOException, InterruptedException {
    switch (dialler) {
      case HELIA -> helia.ask("dial", Map.of("address", cairn.address()));
      case CAIRN -> cairn.connect(helia.address());
    }
  }

  @ParameterizedTest
  @EnumSource
  void heliaFetchesALargeFileAndAShardedDirectory(Dialler dialler) throws Exception {
    Data data = cairns;
    String file = cairn.add(data.file());
    String directory = cairn.add(data.directory());
    connect(dialler);

    long began = System.nanoTime();
    JsonNode read = helia.ask("cat", Map.of("cid", file));
    KuboExchangeIT.report("helia cat 200 MiB", dialler, began);
    assertThat(new Digest(read.get("sha256").asString(), read.get("size").asLong()))
        .isEqualTo(data.bytes());

    began = System.nanoTime();
    JsonNode wide = helia.ask("readDirectory", Map.of("cid", directory, "width", WIDTH));
    KuboExchangeIT.report("helia reads 20,000 entries", dialler, began);
    assertThat(wide.get("entries").asInt()).isEqualTo(ENTRIES);
    assertThat(wide.get("sha256").asString()).isEqualTo(data.entries());
  }

  @ParameterizedTest
  @EnumSource
  void cairnFetchesALargeFileAndAShardedDirectory(Dialler dialler) throws Exception {
    Data data = helias;
    String file = added("add", data.file());
    String directory = added("addDirectory", data.directory());
    connect(dialler);

    long began = System.nanoTime();
    Path got = home.resolve("got.bin");
    cairn.get(file, got);
    KuboExchangeIT.report("cairn get 200 MiB from helia", dialler, began);
    try (InputStream in = Files.newInputStream(got)) {
      assertThat(Digest.of(in)).isEqualTo(data.bytes());
    }

    began = System.nanoTime();
    Path wide = home.resolve("got");
    cairn.get(directory, wide);
    Duration took = KuboExchangeIT.report("cairn get 20,000 entries from helia", dialler, began);
    began = System.nanoTime();
    Data.makeFiles(Files.createDirectory(home.resolve("bare")), ENTRIES);
    KuboExchangeIT.report("a plain loop makes 20,000 files", dialler, began);
    assertThat(Data.entries(wide)).isEqualTo(data.entries());
    assertThat(took).isLessThan(KuboExchangeIT.DIRECTORY_WITHIN);
  }

  private String added(String operation, Path path) throws IOException {
    return helia.ask(operation, Map.of("path", path.toString())).get("cid").asString();
  }

  @Test
  void heliaPingsAndIdentifiesThisNode() throws Exception {
    connect(Dialler.HELIA);
    assertThat(helia.ask("ping", Map.of("address", cairn.address())).has("millis")).isTrue();
    Waiting.until(
        Duration.ofSeconds(60),
        "Helia to know this node's protocols",
        () -> protocols().contains("/ipfs/bitswap/1.2.0"));
    assertThat(protocols()).contains("/ipfs/id/1.0.0", "/ipfs/ping/1.0.0");
  }

  private String protocols() {
    try {
      return helia.ask("protocols", Map.of("peer", cairn.id())).get("protocols").toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void wrongPeerIdIsRefused() throws Exception {
    String stranger = "12D3KooWCsXyTsEEHppaZsZfjiSqpGwFAg2ZBNNov952DXKxpjtK";
    String address = helia.address().replace(helia.id(), stranger);
    assertThatThrownBy(() -> cairn.connect(address))
        .isInstanceOfAny(IOException.class, AssertionError.class);
    assertThatThrownBy(() ->
            helia.ask("dial", Map.of("address", cairn.address().replace(cairn.id(), stranger))))
        .isInstanceOf(AssertionError.class);
  }
}
