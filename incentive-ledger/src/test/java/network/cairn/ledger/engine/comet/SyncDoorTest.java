package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.FollowedHeaders;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.light.Mark;
import network.cairn.proto.comet.LightBlock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The door for CometBFT's state sync, asked as CometBFT asks and as others might.
@Timeout(60)
final class SyncDoorTest {
  private static final int MEMBERS = 130;
  private static final long NOWHERE = 66;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HandMadeChain chain =
      new HandMadeChain(
          "cairn-dev-test",
          TestChain.START,
          Duration.ofSeconds(1),
          h ->
              h == 2
                  ? IntStream.range(0, MEMBERS).mapToObj(i -> "v" + i).toList()
                  : List.of("a:3", "b:2", "c:1"));
  private final AtomicBoolean closed = new AtomicBoolean();
  private SyncDoor door;

  @BeforeEach
  void open() throws IOException {
    for (int i = 0; i < 3; i++) {
      chain.add(ByteString.copyFrom(new byte[32]));
    }
    door =
        SyncDoor.open(
            new SyncAnswers(new Shown(), TestChain.genesis()),
            new RealScheduler(),
            Duration.ofSeconds(20));
  }

  @AfterEach
  void close() {
    door.close();
    assertThat(closed).isTrue();
  }

  private final class Shown implements FollowedHeaders {
    @Override
    public Mark root() {
      return new Mark(1, Headers.hash(chain.block(1).getSignedHeader().getHeader()));
    }

    @Override
    public Optional<LightBlock> lightBlock(long height) {
      if (height == NOWHERE) {
        throw new BlocksUnavailable("header 66 is not shown", new IOException("all lie"));
      }
      if (height > chain.height()) {
        return Optional.empty();
      }
      LightBlock.Builder out =
          HandMadeChain.without(chain.block(height), place -> place == 1).toBuilder();
      out.getValidatorSetBuilder()
          .getValidatorsBuilderList()
          .forEach(v -> v.setProposerPriority(-7));
      return Optional.of(out.build());
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  private JsonNode ask(String method, String params) throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":41,\"method\":\"" + method + "\",\"params\":" + params + "}";
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> reply =
          client.send(
              HttpRequest.newBuilder(URI.create("http://" + door.address()))
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode json = JSON.readTree(reply.body());
      assertThat(json.path("id").asInt(0)).isEqualTo(41);
      return json;
    }
  }

  @Test
  void saysSignedHeadersAsCometBftDoes() throws Exception {
    for (long height = 2; height <= 3; height++) {
      JsonNode result = ask("commit", "{\"height\":\"" + height + "\"}").path("result");
      assertThat(CometJson.signedHeader(result.path("signed_header")))
          .isEqualTo(
              HandMadeChain.without(chain.block(height), place -> place == 1).getSignedHeader());
      assertThat(result.at("/signed_header/commit/signatures/1/signature").isNull())
          .as("CometBFT reads an absent vote so")
          .isTrue();
    }
  }

  @Test
  void saysSetsInPagesWithTheirTurns() throws Exception {
    List<JsonNode> members = new ArrayList<>();
    for (int page = 1; page <= 2; page++) {
      JsonNode result =
          ask("validators", "{\"height\":\"2\",\"page\":\"" + page + "\",\"per_page\":\"100\"}")
              .path("result");
      assertThat(result.path("total").asString("")).isEqualTo(Integer.toString(MEMBERS));
      assertThat(result.path("block_height").asString("")).isEqualTo("2");
      result.path("validators").forEach(members::add);
    }
    Validators set = CometJson.validators(members);
    assertThat(set).isEqualTo(chain.validators(2));
    assertThat(CometJson.turns(members)).hasSize(MEMBERS).containsOnly(-7L);
    JsonNode beyond = ask("validators", "{\"height\":\"2\",\"page\":\"999999999999\"}");
    assertThat(beyond.at("/result/validators")).isEmpty();
  }

  /// No header carries more than two of them.
  @Test
  void parametersFollowFromGenesis() throws Exception {
    JsonNode genesis =
        JSON.readTree(
            new String(
                CometGenesis.json(TestChain.genesis(), Optional.empty())
                    .getBytes(StandardCharsets.UTF_8),
                StandardCharsets.UTF_8));
    JsonNode result = ask("consensus_params", "{\"height\":\"3\"}").path("result");
    assertThat(result.path("consensus_params")).isEqualTo(genesis.path("consensus_params"));
    assertThat(result.path("block_height").asString("")).isEqualTo("3");
    assertThat(JSON.readTree(CometGenesis.params(TestChain.genesis(), 9)).at("/version/app"))
        .isEqualTo(JSON.readTree("\"9\""));
  }

  @Test
  void saysWhatItHasNotSoThatCometBftUnderstands() throws Exception {
    assertThat(ask("commit", "{\"height\":\"9\"}").at("/error/data").asString(""))
        .matches("height \\d+ is not available, lowest height is 1");
    assertThat(ask("commit", "{\"height\":\"" + NOWHERE + "\"}").at("/error/data").asString(""))
        .startsWith("Timeout exceeded: header 66 is not shown");
    for (String params : List.of("{}", "{\"height\":null}", "{\"height\":\"-4\"}", "[1]", "7")) {
      assertThat(ask("validators", params).path("error").isObject()).as(params).isTrue();
    }
    for (String method : List.of("status", "genesis", "broadcast_tx_sync", "dial_peers", "")) {
      assertThat(ask(method, "{\"height\":\"1\"}").at("/error/code").asInt(0))
          .as(method)
          .isEqualTo(-32_601);
    }
  }

  private Socket connect() throws IOException {
    String[] address = door.address().split(":", -1);
    return new Socket(InetAddress.getByName(address[0]), Integer.parseInt(address[1]));
  }

  /// Whatever it gets, it ends the connection and goes on with others.
  @Test
  void endsConnectionsThatAreNotCometBfts() throws Exception {
    String tooLong = "POST / HTTP/1.1\r\nX: " + "x".repeat(SyncDoor.MAX_HEAD) + "\r\n\r\n";
    for (String bad :
        List.of(
            "GET / HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: " + (SyncDoor.MAX_BODY + 1) + "\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n{\"a",
            tooLong)) {
      try (Socket socket = connect()) {
        OutputStream out = socket.getOutputStream();
        out.write(bad.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        assertThat(isEnded(socket.getInputStream()))
            .as(bad.substring(0, Math.min(60, bad.length())))
            .isTrue();
      }
    }
    assertThat(ask("commit", "{\"height\":\"1\"}").path("result").isObject()).isTrue();
  }

  private static boolean isEnded(InputStream in) {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true; // It left without reading all.
    }
  }

  @Test
  void oneThatSaysNothingIsEnded() throws Exception {
    door.close();
    door =
        SyncDoor.open(
            new SyncAnswers(new Shown(), TestChain.genesis()),
            new RealScheduler(),
            Duration.ofMillis(1));
    try (Socket socket = connect()) {
      assertThat(isEnded(socket.getInputStream())).isTrue();
    }
  }

  @Test
  void hasSoManyConnectionsAndNoMore() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < SyncDoor.MAX_CONNECTIONS; i++) {
        open.add(connect());
      }
      try (Socket more = connect()) {
        assertThat(isEnded(more.getInputStream())).isTrue();
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }
}
