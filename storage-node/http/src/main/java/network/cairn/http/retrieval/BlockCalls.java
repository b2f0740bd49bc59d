package network.cairn.http.retrieval;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.cairn.base.time.Scheduler;
import network.cairn.http.client.BoundedBody;
import network.cairn.http.client.Redirect;
import network.cairn.ipld.cid.Cid;

/// Asks servers for single blocks, with the JDK's client: HTTP/2 with TLS, HTTP/1.1 without.
/// Thread-safe.
final class BlockCalls implements AutoCloseable {
  private static final String RAW = "application/vnd.ipld.raw";
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final HttpClient client;
  private final Scheduler scheduler;
  private final String agent;
  private final int most;

  /// @param agent what servers are told of this program
  BlockCalls(Scheduler scheduler, String agent, RetrievalRules rules) {
    this.scheduler = scheduler;
    this.agent = agent;
    this.most = rules.maxBlock();
    HttpClient.Builder builder =
        HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER);
    if (rules.anyCertificate()) {
      builder.sslContext(AnyCertificate.context());
    }
    this.client = builder.build();
  }

  /// @param heard is told whenever bytes have come
  BlockAnswer get(URI server, Cid cid, long deadline, Runnable heard) throws InterruptedException {
    try {
      return ask(URI.create(server + "/ipfs/" + cid + "?format=raw"), deadline, heard);
    } catch (IOException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private BlockAnswer ask(URI first, long deadline, Runnable heard)
      throws IOException, InterruptedException {
    URI uri = first;
    for (int i = 0; i <= Redirect.MOST; i++) {
      HttpResponse<BoundedBody> response = send(uri, deadline);
      try {
        heard.run();
        Optional<String> target = response.headers().firstValue("Location");
        if (response.statusCode() / 100 != 3 || target.isEmpty()) {
          return answer(response, deadline, heard);
        }
        uri = Redirect.follow(uri, target.get());
      } finally {
        response.body().close();
      }
    }
    return failed("redirects more than " + Redirect.MOST + " times");
  }

  private BlockAnswer answer(HttpResponse<BoundedBody> response, long deadline, Runnable heard)
      throws IOException, InterruptedException {
    int status = response.statusCode();
    if (status == 404 || status == 410) {
      return new BlockAnswer.Lacks();
    }
    if (status != 200) {
      return new BlockAnswer.Failed(
          "answers with status " + status,
          response.headers().firstValue("Retry-After").flatMap(BlockCalls::seconds));
    }
    if (response.headers().firstValueAsLong("Content-Length").orElse(0) > most) {
      return failed("sends a block of more than " + most + " bytes");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BoundedBody body = response.body();
    for (byte[] piece = body.next(deadline); piece.length > 0; piece = body.next(deadline)) {
      heard.run();
      bytes.writeBytes(piece);
    }
    return new BlockAnswer.Bytes(bytes.toByteArray());
  }

  private static BlockAnswer failed(String why) {
    return new BlockAnswer.Failed(why, Optional.empty());
  }

  private static Optional<Duration> seconds(String text) {
    boolean number =
        !text.isEmpty() && text.length() < 7 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : Optional.empty();
  }

  private HttpResponse<BoundedBody> send(URI uri, long deadline)
      throws IOException, InterruptedException {
    long left = deadline - scheduler.nanoTime();
    boolean secure = uri.getScheme().equals("https");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .header("Accept", RAW)
            .header("User-Agent", agent)
            .build();
    CompletableFuture<HttpResponse<BoundedBody>> coming =
        client.sendAsync(request, _ -> new BoundedBody(scheduler, most));
    try {
      return coming.get(Math.max(1, left), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      coming.cancel(true);
      throw e;
    } catch (TimeoutException e) {
      coming.cancel(true);
      throw new IOException("has not answered in time", e);
    } catch (ExecutionException e) {
      throw new IOException("cannot be asked: " + told(e), e);
    }
  }

  private static String told(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof ConnectException) {
      return "nobody listens there";
    }
    return cause.getMessage() == null ? "the connection failed" : cause.getMessage();
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
