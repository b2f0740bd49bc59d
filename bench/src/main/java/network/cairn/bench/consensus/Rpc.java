package network.cairn.bench.consensus;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// CometBFT's door, for load and for what became of it. Thread-safe.
final class Rpc implements AutoCloseable {
  private static final Pattern HEIGHT = Pattern.compile("\"latest_block_height\":\"(\\d+)\"");
  private static final Pattern BLOCK =
      Pattern.compile(
          "\"height\":\"(\\d+)\",\"time\":\"([^\"]+)\".*?\"num_txs\":\"(\\d+)\"", Pattern.DOTALL);
  private static final Pattern TAKEN = Pattern.compile("\"id\":(\\d+),\"result\":\\{\"code\":0,");
  private static final int PAGE = 20;

  private final URI base;
  private final HttpClient client = HttpClient.newHttpClient();

  Rpc(int port) {
    this.base = URI.create("http://127.0.0.1:" + port + "/");
  }

  /// A block with how many transactions it has.
  record Block(long height, Instant time, int txs) {}

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client
        .send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private String get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(base.resolve(path)));
  }

  /// The height that it has; 0 while it does not answer.
  long height() throws InterruptedException {
    try {
      Matcher found = HEIGHT.matcher(get("status"));
      return found.find() ? Long.parseLong(found.group(1)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /// Hands over some transactions in one call.
  ///
  /// @param how method of the door
  /// @return those that were not taken, as when the pool is full
  List<ByteString> broadcast(String how, List<ByteString> txs)
      throws IOException, InterruptedException {
    List<String> calls = new ArrayList<>();
    for (int i = 0; i < txs.size(); i++) {
      calls.add(
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + i
              + ",\"method\":\""
              + how
              + "\",\"params\":{\"tx\":\""
              + Base64.getEncoder().encodeToString(txs.get(i).toByteArray())
              + "\"}}");
    }
    String answer =
        send(
            HttpRequest.newBuilder(base)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("[" + String.join(",", calls) + "]")));
    List<ByteString> left = new ArrayList<>(txs);
    for (Matcher one = TAKEN.matcher(answer); one.find(); ) {
      left.remove(txs.get(Integer.parseInt(one.group(1))));
    }
    return left;
  }

  /// Blocks by rising height.
  List<Block> blocks(long from, long to) throws IOException, InterruptedException {
    List<Block> blocks = new ArrayList<>();
    for (long first = from; first <= to; first += PAGE) {
      long last = Math.min(to, first + PAGE - 1);
      List<Block> page = new ArrayList<>();
      String answer = get("blockchain?minHeight=" + first + "&maxHeight=" + last);
      for (Matcher block = BLOCK.matcher(answer); block.find(); ) {
        page.add(
            new Block(
                Long.parseLong(block.group(1)),
                Instant.parse(block.group(2)),
                Integer.parseInt(block.group(3))));
      }
      blocks.addAll(page.reversed());
    }
    return blocks;
  }

  @Override
  public void close() {
    client.close();
  }
}
