package network.cairn.app.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.cairn.app.metrics.NodeMetrics;
import network.cairn.http.door.Handler;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;

/// Answers scrapes.
record MetricsHandler(NodeMetrics metrics) implements Handler {
  static final String PATH = "/metrics";

  /// Where Kubo has them: at the door for commands.
  static final String KUBOS = "/debug/metrics/prometheus";

  private static final Set<String> GETS = Set.of("GET", "HEAD");

  @Override
  public void handle(Request request, Response response) throws IOException {
    if (!List.of(PATH, KUBOS).contains(request.path())) {
      response.send(404, Map.of(), new byte[0]);
    } else if (GETS.contains(request.method())) {
      response.send(
          200,
          Map.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
          request.method().equals("HEAD")
              ? new byte[0]
              : metrics.text().getBytes(StandardCharsets.UTF_8));
    } else {
      response.send(405, Map.of("Allow", "GET, HEAD"), new byte[0]);
    }
  }
}
