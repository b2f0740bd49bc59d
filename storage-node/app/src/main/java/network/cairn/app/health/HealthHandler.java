package network.cairn.app.health;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import network.cairn.http.door.Handler;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;

/// Answers `/healthz` (is the process any good) and `/readyz` (does it do its work): 200 where all
/// holds, else 503, each with its causes.
///
/// @param path that is answered, and nothing below it
/// @param vitalAlone whether only what is vital counts
public record HealthHandler(Health health, String path, boolean vitalAlone) implements Handler {
  public static final String ALIVE = "/healthz";
  public static final String READY = "/readyz";

  private static final Set<String> GETS = Set.of("GET", "HEAD");

  /// Whether the process is any good.
  public static HealthHandler alive(Health health) {
    return new HealthHandler(health, ALIVE, true);
  }

  /// Whether it does its work.
  public static HealthHandler ready(Health health) {
    return new HealthHandler(health, READY, false);
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    if (!request.path().equals(path)) {
      text(response, 404, "404 page not found");
    } else if (!GETS.contains(request.method())) {
      response.send(405, Map.of("Allow", "GET, HEAD"), new byte[0]);
    } else {
      answer(response, request.method().equals("HEAD"));
    }
  }

  private void answer(Response response, boolean headOnly) throws IOException {
    HealthAnswer answer;
    try {
      answer = health.look(vitalAlone);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    response.send(
        answer.holds() ? 200 : 503,
        Map.of("Content-Type", "application/json", "Cache-Control", "no-store"),
        headOnly ? new byte[0] : (answer.json() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void text(Response response, int status, String text) throws IOException {
    response.send(
        status,
        Map.of("Content-Type", "text/plain; charset=utf-8"),
        (text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
