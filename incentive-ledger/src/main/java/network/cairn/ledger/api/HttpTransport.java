package network.cairn.ledger.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

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
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        byte[] bytes = in.readNBytes(LedgerService.MAX_REPLY + 1);
        if (bytes.length > LedgerService.MAX_REPLY) {
          throw new IOException("the answer is longer than " + LedgerService.MAX_REPLY + " bytes");
        }
        return new Reply(response.statusCode(), bytes);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
