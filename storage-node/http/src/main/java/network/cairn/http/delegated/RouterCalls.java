package network.cairn.http.delegated;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.http.client.BoundedBody;
import network.cairn.http.client.BoundedCalls;

/// Asks routers over HTTP/1.1. Thread-safe.
final class RouterCalls implements AutoCloseable {
  static final int MAX_BYTES = 1 << 20;

  private final BoundedCalls calls;

  /// @param agent what the header `User-Agent` says
  RouterCalls(Scheduler scheduler, String agent) {
    this.calls = BoundedCalls.of(scheduler, agent, HttpClient.Version.HTTP_1_1, MAX_BYTES);
  }

  /// An answer's head, and its body as it comes.
  ///
  /// @param type of the body, in lower case
  /// @param retryAfter what `Retry-After` says
  record Head(int status, String type, Optional<Duration> retryAfter, BoundedBody body) {}

  /// @param accept types of answers that are of use
  /// @throws IOException if there is no answer by the deadline; the message continues "the router"
  Head get(URI uri, String accept, long deadline) throws IOException, InterruptedException {
    HttpResponse<BoundedBody> response = calls.get(uri, accept, deadline, () -> {});
    return new Head(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT),
        BoundedCalls.retryAfter(response),
        response.body());
  }

  @Override
  public void close() {
    calls.close();
  }
}
