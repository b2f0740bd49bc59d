package network.cairn.http.delegated;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.cairn.base.time.Scheduler;
import network.cairn.http.client.BoundedBody;
import network.cairn.http.client.Redirect;

/// Asks routers over HTTP, with the JDK's client. Thread-safe.
///
/// A redirect is followed [Redirect#MOST] times at most, and only as [Redirect] says.
final class RouterCalls implements AutoCloseable {
  static final int MAX_BYTES = 1 << 20;

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final HttpClient client;
  private final Scheduler scheduler;
  private final String agent;

  /// @param agent what the header `User-Agent` says
  RouterCalls(Scheduler scheduler, String agent) {
    this.scheduler = scheduler;
    this.agent = agent;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// An answer's head, and its body as it comes.
  ///
  /// @param type of the body, in lower case
  /// @param retryAfter what `Retry-After` says
  record Head(int status, String type, Optional<Duration> retryAfter, BoundedBody body) {}

  /// @param accept types of answers that are of use
  /// @throws IOException if there is no answer by the deadline; the message continues "the router"
  Head get(URI first, String accept, long deadline) throws IOException, InterruptedException {
    URI uri = first;
    for (int i = 0; ; i++) {
      HttpResponse<BoundedBody> response = send(uri, accept, deadline);
      Optional<String> target = response.headers().firstValue("Location");
      boolean redirect = response.statusCode() / 100 == 3 && target.isPresent();
      if (!redirect) {
        return new Head(
            response.statusCode(),
            response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT),
            response.headers().firstValue("Retry-After").flatMap(RouterCalls::seconds),
            response.body());
      }
      response.body().close();
      if (i == Redirect.MOST) {
        throw new IOException("redirects more than " + Redirect.MOST + " times");
      }
      uri = Redirect.follow(uri, target.get());
    }
  }

  private static Optional<Duration> seconds(String text) {
    boolean number =
        !text.isEmpty() && text.length() < 7 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : Optional.empty();
  }

  private HttpResponse<BoundedBody> send(URI uri, String accept, long deadline)
      throws IOException, InterruptedException {
    long left = deadline - scheduler.nanoTime();
    if (left <= 0) {
      throw new IOException("has not answered in time");
    }
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Accept", accept).header("User-Agent", agent).build();
    CompletableFuture<HttpResponse<BoundedBody>> coming =
        client.sendAsync(request, _ -> new BoundedBody(scheduler, MAX_BYTES));
    try {
      return coming.get(left, TimeUnit.NANOSECONDS);
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
