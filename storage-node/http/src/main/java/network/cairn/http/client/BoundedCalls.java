package network.cairn.http.client;

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
import javax.net.ssl.SSLContext;
import network.cairn.base.time.Scheduler;

/// Asks servers over HTTP by a deadline, with the JDK's client. Thread-safe.
///
/// A redirect is followed [Redirect#MOST] times at most, and only as [Redirect] says.
public final class BoundedCalls implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /// Digits of a `Retry-After` that are read: eleven days.
  private static final int MOST_DIGITS = 6;

  private final HttpClient client;
  private final Scheduler scheduler;
  private final String agent;
  private final HttpClient.Version secure;
  private final int most;

  private BoundedCalls(
      HttpClient client, Scheduler scheduler, String agent, HttpClient.Version secure, int most) {
    this.client = client;
    this.scheduler = scheduler;
    this.agent = agent;
    this.secure = secure;
    this.most = most;
  }

  /// @param agent what the header `User-Agent` says
  /// @param secure the version that is tried where there is TLS; without it, it is HTTP/1.1
  /// @param most bytes that are read of an answer's body
  public static BoundedCalls of(
      Scheduler scheduler, String agent, HttpClient.Version secure, int most) {
    return new BoundedCalls(builder().build(), scheduler, agent, secure, most);
  }

  /// @param tls decides which certificates are taken
  public static BoundedCalls of(
      Scheduler scheduler, String agent, HttpClient.Version secure, int most, SSLContext tls) {
    return new BoundedCalls(builder().sslContext(tls).build(), scheduler, agent, secure, most);
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT)
        .followRedirects(HttpClient.Redirect.NEVER);
  }

  /// The first answer that is no redirect. Whoever asked closes its body.
  ///
  /// @param accept types of answers that are of use
  /// @param deadline of [Scheduler#nanoTime]
  /// @param heard is told of each answer's head
  /// @throws IOException if there is no answer by the deadline; the message continues "the server"
  public HttpResponse<BoundedBody> get(URI first, String accept, long deadline, Runnable heard)
      throws IOException, InterruptedException {
    URI uri = first;
    for (int i = 0; ; i++) {
      HttpResponse<BoundedBody> response = send(uri, accept, deadline);
      heard.run();
      Optional<String> target = response.headers().firstValue("Location");
      if (response.statusCode() / 100 != 3 || target.isEmpty()) {
        return response;
      }
      response.body().close();
      if (i == Redirect.MOST) {
        throw new IOException("redirects more than " + Redirect.MOST + " times");
      }
      uri = Redirect.follow(uri, target.get());
    }
  }

  /// What `Retry-After` says in seconds; a date there is not read.
  public static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response.headers().firstValue("Retry-After").flatMap(BoundedCalls::seconds);
  }

  private static Optional<Duration> seconds(String text) {
    boolean number =
        !text.isEmpty()
            && text.length() <= MOST_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : Optional.empty();
  }

  private HttpResponse<BoundedBody> send(URI uri, String accept, long deadline)
      throws IOException, InterruptedException {
    long left = deadline - scheduler.nanoTime();
    if (left <= 0) {
      throw new IOException("has not answered in time");
    }
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .version("https".equals(uri.getScheme()) ? secure : HttpClient.Version.HTTP_1_1)
            .header("Accept", accept)
            .header("User-Agent", agent)
            .build();
    CompletableFuture<HttpResponse<BoundedBody>> coming =
        client.sendAsync(request, _ -> new BoundedBody(scheduler, most));
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
