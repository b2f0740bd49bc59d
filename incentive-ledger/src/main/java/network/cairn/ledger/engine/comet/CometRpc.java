package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import network.cairn.ledger.chain.ForkEvidence;
import network.cairn.ledger.chain.Validators;
import network.cairn.proto.comet.SignedHeader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// CometBFT's own door on this machine. Nobody outside reaches it, and it is asked for what is
/// signed or checked elsewhere. Thread-safe.
final class CometRpc implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int MAX_REPLY = 16 << 20;
  private static final int PAGE = 100;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI base;
  private final HttpClient client;

  /// @param address `host:port`
  CometRpc(String address) {
    this.base = URI.create("http://" + address + "/");
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// A header with the commit that signs it; empty if there is no such block.
  ///
  /// @throws IOException if CometBFT does not answer, or not in its form
  Optional<SignedHeader> commit(long height) throws IOException {
    return parsed(
        get("commit?height=" + height),
        result -> CometJson.signedHeader(result.path("signed_header")));
  }

  /// The set that signs a height; empty if it is not known.
  ///
  /// @throws IOException as [#commit]
  Optional<Validators> validators(long height) throws IOException {
    return parsed(members(height), CometJson::validators);
  }

  /// How near each of the set that signs a height is to proposing; nothing if it is not known.
  ///
  /// @throws IOException as [#commit]
  List<Long> turns(long height) throws IOException {
    return parsed(members(height), CometJson::turns).orElse(List.of());
  }

  private Optional<List<JsonNode>> members(long height) throws IOException {
    List<JsonNode> members = new ArrayList<>();
    long total = 1;
    for (int page = 1; members.size() < total; page++) {
      Optional<JsonNode> result =
          get("validators?height=" + height + "&page=" + page + "&per_page=" + PAGE);
      if (result.isEmpty()) {
        return Optional.empty();
      }
      total = parsed(result, r -> CometJson.number(r, "total")).orElseThrow();
      JsonNode list = result.get().path("validators");
      if (list.isEmpty() || total > Validators.MAX) {
        throw new IOException("CometBFT names " + total + " validators, or none on page " + page);
      }
      list.forEach(members::add);
    }
    return Optional.of(members);
  }

  /// The transactions of a block; empty if there is no such block.
  ///
  /// @throws IOException as [#commit]
  Optional<List<ByteString>> transactions(long height) throws IOException {
    return parsed(
        get("block?height=" + height).filter(result -> result.path("block").isObject()),
        result -> CometJson.transactions(result.path("block").path("data").path("txs")));
  }

  /// Whether others have blocks that this node still lacks.
  ///
  /// @throws IOException as [#commit]
  boolean isCatchingUp() throws IOException {
    return get("status")
        .map(result -> result.path("sync_info").path("catching_up").asBoolean(true))
        .orElse(true);
  }

  /// Height of the lowest block that it has; 0 if there is none.
  ///
  /// @throws IOException as [#commit]
  long lowest() throws IOException {
    return parsed(
            get("status"),
            result -> CometJson.number(result.path("sync_info"), "earliest_block_height"))
        .orElse(0L);
  }

  /// Names of the nodes that this one is connected to, the first ones.
  ///
  /// @throws IOException as [#commit]
  List<String> peers(int most) throws IOException {
    List<String> peers = new ArrayList<>();
    Optional<JsonNode> result = get("net_info");
    if (result.isPresent()) {
      for (JsonNode peer : result.get().path("peers")) {
        String id = peer.path("node_info").path("id").asString("");
        if (peers.size() < most && id.matches("[0-9a-f]{40}")) {
          peers.add(id);
        }
      }
    }
    return peers;
  }

  /// Hands a transaction to CometBFT's pool, from which it travels to the other validators.
  ///
  /// @return why it was not taken; empty if it was, or was there already
  /// @throws IOException as [#commit]
  Optional<String> broadcast(ByteString tx) throws IOException {
    JsonNode reply =
        post(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"broadcast_tx_sync\",\"params\":{\"tx\":\""
                + Base64.getEncoder().encodeToString(tx.toByteArray())
                + "\"}}");
    JsonNode error = reply.path("error");
    if (error.isObject()) {
      String why = why(error);
      return why.contains("already exists in cache") ? Optional.empty() : Optional.of(why);
    }
    JsonNode result = reply.path("result");
    return CometJson.number(result, "code") == 0
        ? Optional.empty()
        : Optional.of(result.path("log").asString(""));
  }

  /// Hands evidence to CometBFT, from which it travels to the other validators and into a block.
  ///
  /// @return why it was not taken; empty if it was, or was there already
  /// @throws IOException as [#commit]
  Optional<String> accuse(ForkEvidence evidence) throws IOException {
    JsonNode reply = post(EvidenceJson.call(evidence));
    JsonNode error = reply.path("error");
    if (error.isObject()) {
      return Optional.of(why(error));
    }
    return reply.path("result").isObject()
        ? Optional.empty()
        : Optional.of("CometBFT's answer is not in its form");
  }

  private JsonNode post(String call) throws IOException {
    return send(
        HttpRequest.newBuilder(base)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(call))
            .build());
  }

  /// @throws IOException if what CometBFT said is not in its form
  private static <J, T> Optional<T> parsed(Optional<J> said, Function<J, T> form)
      throws IOException {
    try {
      return said.map(form);
    } catch (IllegalArgumentException | DateTimeException | JacksonException e) {
      throw new IOException("CometBFT's answer is not in its form: " + e.getMessage(), e);
    }
  }

  /// What was asked for; empty if CometBFT has no such thing.
  private Optional<JsonNode> get(String path) throws IOException {
    JsonNode reply = send(HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWER).GET().build());
    JsonNode error = reply.path("error");
    if (error.isObject()) {
      if (why(error).contains("lowest height is")) {
        return Optional.empty(); // It let go of that block, or began above it.
      }
      throw new IOException("CometBFT answers with an error: " + why(error));
    }
    JsonNode result = reply.path("result");
    return result.isObject() ? Optional.of(result) : Optional.empty();
  }

  private static String why(JsonNode error) {
    return error.path("message").asString("") + ": " + error.path("data").asString("");
  }

  private JsonNode send(HttpRequest request) throws IOException {
    byte[] body =
        within(
            client.sendAsync(
                request,
                HttpResponse.BodyHandlers.limiting(
                    HttpResponse.BodyHandlers.ofByteArray(), MAX_REPLY)));
    try {
      JsonNode reply = JSON.readTree(body);
      if (!reply.isObject()) {
        throw new IOException("CometBFT's answer is no JSON object");
      }
      return reply;
    } catch (JacksonException e) {
      throw new IOException("CometBFT's answer is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static byte[] within(CompletableFuture<HttpResponse<byte[]>> coming) throws IOException {
    try {
      return coming.get(ANSWER.toNanos(), TimeUnit.NANOSECONDS).body();
    } catch (InterruptedException e) {
      coming.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      coming.cancel(true);
      throw new IOException("CometBFT gives no answer within " + ANSWER.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("CometBFT does not answer: " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
