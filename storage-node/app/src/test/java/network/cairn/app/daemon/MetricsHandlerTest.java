package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.cairn.app.metrics.NodeMetrics;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricsHandlerTest {
  private final NodeMetrics metrics = new NodeMetrics("test");
  private final List<Sent> answers = new ArrayList<>();

  private record Sent(int status, Map<?, ?> headers, String body) {}

  private Sent asked(String method) throws IOException {
    Request request =
        Stub.of(Request.class, Map.of("method", _ -> method, "path", _ -> MetricsHandler.PATH));
    Response response =
        Stub.of(
            Response.class,
            Map.of(
                "send",
                sent -> {
                  String body = new String((byte[]) sent[2], StandardCharsets.UTF_8);
                  answers.add(new Sent((Integer) sent[0], (Map<?, ?>) sent[1], body));
                  return Stub.NOTHING;
                }));
    new MetricsHandler(metrics).handle(request, response);
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  @Test
  void answersAScrapeWithEveryMeter() throws IOException {
    metrics.counter("cairn_test_things", "Things").increment(3);
    Sent sent = asked("GET");
    assertThat(sent.status()).isEqualTo(200);
    assertThat(sent.headers().get("Content-Type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(sent.body()).contains("cairn_test_things_total 3.0\n").endsWith("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "get"})
  void refusesEveryOtherMethodAndSaysWhichItTakes(String method) throws IOException {
    Sent sent = asked(method);
    assertThat(sent.status()).isEqualTo(405);
    assertThat(sent.headers().get("Allow")).isEqualTo("GET, HEAD");
    assertThat(sent.body()).isEmpty();
  }
}
