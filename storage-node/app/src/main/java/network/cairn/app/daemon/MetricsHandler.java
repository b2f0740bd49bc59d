package network.cairn.app.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import network.cairn.app.metrics.NodeMetrics;
import network.cairn.http.door.Handler;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;

/// Answers scrapes.
record MetricsHandler(NodeMetrics metrics) implements Handler {
  @Override
  public void handle(Request request, Response response) throws IOException {
    if (request.method().equals("GET")) {
      response.send(
          200,
          Map.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
          metrics.text().getBytes(StandardCharsets.UTF_8));
    } else {
      response.send(405, Map.of("Allow", "GET"), new byte[0]);
    }
  }
}
