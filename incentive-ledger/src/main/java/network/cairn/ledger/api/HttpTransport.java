package network.cairn.ledger.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The door over HTTP, with the JDK's client. Thread-safe.
final class HttpTransport implements LedgerTransport {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private final URI base;
  private final HttpClient client;

  /// @param base of the door, without a path
  public HttpTransport(URI base) {
    this.base = base;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public Reply post(String name, byte[] body, Duration timeout) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(LedgerService.PREFIX + name))
            .timeout(timeout)
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return within(
        timeout,
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), LedgerService.MAX_REPLY)));
  }

  /// The client's own timeout ends with the headers: a body that comes byte by byte needs this one.
  private static Reply within(Duration timeout, CompletableFuture<HttpResponse<byte[]>> coming)
      throws IOException {
    try {
      HttpResponse<byte[]> response = coming.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return new Reply(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      coming.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      coming.cancel(true);
      long seconds = timeout.plusMillis(999).toSeconds();
      throw new IOException("no whole answer within " + seconds + " s", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("the call failed: " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
