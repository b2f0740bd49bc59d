package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import network.cairn.base.ports.FreePorts;
import network.cairn.store.config.Config;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The door for who watches a node.
@Timeout(120)
final class MetricsDoorsTest {
  @TempDir private Path home;

  @BeforeEach
  void make() throws Exception {
    TestDaemon.init(home);
  }

  private void set(String key, String json) {
    Config.load(home).setJson(key, json);
  }

  private Daemon daemon(boolean offline) throws Exception {
    return Daemon.start(home, new Daemon.Plan(Optional.empty(), offline), () -> {});
  }

  private static HttpResponse<String> ask(Daemon daemon, String method, String path)
      throws Exception {
    int port = daemon.watched().getFirst().port().orElseThrow();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void isNotThereUnlessWanted() throws Exception {
    try (Daemon daemon = daemon(true)) {
      assertThat(daemon.watched()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/healthz", "/readyz"})
  void answersHeadsAsItAnswersGet(String path) throws Exception {
    set("Addresses.Metrics", "\"/ip4/127.0.0.1/tcp/0\"");
    try (Daemon daemon = daemon(true)) {
      HttpResponse<String> head = ask(daemon, "HEAD", path);
      HttpResponse<String> whole = ask(daemon, "GET", path);
      assertThat(head.statusCode()).isEqualTo(whole.statusCode()).isNotEqualTo(405);
      assertThat(head.headers().firstValue("Content-Type"))
          .isEqualTo(whole.headers().firstValue("Content-Type"));
      assertThat(head.headers().firstValue("Content-Length")).isEmpty();
      assertThat(head.body()).isEmpty();
      assertThat(whole.body()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/api/v0/id,404",
    "POST,/api/v0/pin/rm,404",
    "GET,/routing/v1/x,404",
    "GET,/debug/metrics/prometheus,404",
    "GET,/,404",
    "GET,/healthz/x,404",
    "GET,/metricsx,404",
    "POST,/metrics,405",
    "POST,/healthz,405",
    "PUT,/readyz,405"
  })
  void reachesNothingElse(String method, String path, int status) throws Exception {
    set("Addresses.Metrics", "\"/ip4/127.0.0.1/tcp/0\"");
    try (Daemon daemon = daemon(true)) {
      assertThat(ask(daemon, method, path).statusCode()).isEqualTo(status);
    }
  }

  @Test
  void saysThatAllIsWellAndExportsEachCheck() throws Exception {
    set("Addresses.Metrics", "[\"/ip4/127.0.0.1/tcp/0\"]");
    try (Daemon daemon = daemon(false)) {
      for (String path : new String[] {"/healthz", "/readyz"}) {
        HttpResponse<String> answer = ask(daemon, "GET", path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"Status\":\"ok\"").contains("\"repository\"");
      }
      assertThat(ask(daemon, "GET", "/readyz").body()).contains("\"room\"", "\"peers\"");
      assertThat(ask(daemon, "GET", "/metrics").body())
          .contains("cairn_repo_blocks", "cairn_check{check=\"repository\"} 1.0");
    }
  }

  /// A node that reaches nobody is alive and not ready, and says so.
  @Test
  void tellsTheCauseWhereItReachesNobody() throws Exception {
    set("Addresses.Metrics", "\"/ip4/127.0.0.1/tcp/0\"");
    int closed = FreePorts.any(1, new Random(1)).getFirst();
    set(
        "Bootstrap",
        "[\"/ip4/127.0.0.1/tcp/"
            + closed
            + "/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN\"]");
    try (Daemon daemon = daemon(false)) {
      HttpResponse<String> ready = ask(daemon, "GET", "/readyz");
      assertThat(ready.statusCode()).as(ready.body()).isEqualTo(503);
      assertThat(ready.body())
          .startsWith("{\"Status\":\"failed\"")
          .contains("{\"Name\":\"peers\",\"Ok\":false,\"Detail\":\"0 peers");
      assertThat(ask(daemon, "GET", "/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void tellsTheCauseWhereNothingMoreFits() throws Exception {
    set("Addresses.Metrics", "\"/ip4/127.0.0.1/tcp/0\"");
    set("Datastore.StorageMax", "\"1B\"");
    try (Daemon daemon = daemon(true)) {
      HttpResponse<String> ready = ask(daemon, "GET", "/readyz");
      assertThat(ready.statusCode()).as(ready.body()).isEqualTo(503);
      assertThat(ready.body()).contains("raise Datastore.StorageMax");
    }
  }

  @Test
  void endsClearlyWhereTheAddressIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      set("Addresses.Metrics", "\"/ip4/127.0.0.1/tcp/" + taken.getLocalPort() + "\"");
      assertThatThrownBy(() -> daemon(true))
          .isInstanceOf(StartFailed.class)
          .hasMessageContaining("the port is taken")
          .hasMessageContaining("cairn config Addresses.Metrics");
    }
  }
}
