package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import network.cairn.store.config.Config;
import network.cairn.store.config.InvalidConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The daemon's door for everybody.
@Timeout(120)
final class GatewayDoorsTest {
  private static final String EMPTY = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void make() throws Exception {
    home = folder.resolve("home");
    TestDaemon.init(home);
  }

  private void set(String key, String json) {
    Config.load(home).setJson(key, json);
  }

  private Daemon daemon() throws Exception {
    return Daemon.start(home, Optional.empty(), () -> {});
  }

  private static int port(Daemon daemon) {
    return daemon.gateways().getFirst().port().orElseThrow();
  }

  private static HttpResponse<String> ask(Daemon daemon, String method, String path)
      throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(daemon) + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/api/v0/id",
    "GET,/api/v0/id",
    "POST,/api/v0/shutdown",
    "POST,/api/v0/routing/v1/../../../api/v0/id",
    "GET,/metrics",
    "GET,/debug/metrics/prometheus",
    "POST,/cairn/door-proof",
    "GET,/",
    "GET,/webui",
    "GET,/routing/v2/providers/x"
  })
  void reachesNoCommand(String method, String path) throws Exception {
    try (Daemon daemon = daemon()) {
      assertThat(ask(daemon, method, path).statusCode()).isEqualTo(404);
      assertThat(ask(daemon, "GET", "/routing/v1/nothing").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void isNoPartOfTheDoorForCommands() throws Exception {
    try (TestDaemon daemon = TestDaemon.start(home)) {
      HttpRequest asked =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:" + daemon.port() + "/routing/v1/providers/" + EMPTY))
              .build();
      assertThat(daemon.send(asked).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void tellsOfThisNodeWhereItHasTheBlock() throws Exception {
    try (Daemon daemon = daemon()) {
      HttpResponse<String> none = ask(daemon, "GET", "/routing/v1/providers/" + EMPTY);
      assertThat(none.statusCode()).isEqualTo(200);
      assertThat(none.body()).isEqualTo("{\"Providers\":[]}\n");
    }
    try (TestDaemon daemon = TestDaemon.start(home)) {
      daemon.good(daemon.upload("add?cid-version=1", TestDaemon.File.of("empty", new byte[0])));
    }
    try (Daemon daemon = daemon()) {
      String own = daemon.addresses().getFirst().peerId().orElseThrow().toString();
      HttpResponse<String> found = ask(daemon, "GET", "/routing/v1/providers/" + EMPTY);
      assertThat(found.body())
          .contains(
              "\"ID\":\"" + own + "\"",
              "/http\"",
              "\"Protocols\":[\"transport-bitswap\",\"transport-ipfs-gateway-http\"]")
          .contains("\"" + daemon.addresses().getFirst().withoutPeer().orElseThrow() + "\"");
      HttpResponse<String> self = ask(daemon, "GET", "/routing/v1/peers/" + own);
      assertThat(self.body()).startsWith("{\"Peers\":[{").contains(own);
    }
    set("Bitswap.ServerEnabled", "false");
    try (Daemon daemon = daemon()) {
      assertThat(ask(daemon, "GET", "/routing/v1/providers/" + EMPTY).body())
          .isEqualTo("{\"Providers\":[]}\n");
    }
  }

  @Test
  void saysThatThereIsNoDht() throws Exception {
    set("Routing.Type", "\"none\"");
    try (Daemon daemon = daemon()) {
      assertThat(ask(daemon, "GET", "/routing/v1/dht/closest/peers/" + EMPTY).statusCode())
          .isEqualTo(501);
    }
  }

  @Test
  void looksForDenylistsWhereKuboDoesAndLastInTheHome() {
    assertThat(ConfiguredGateway.denylists(home, Map.of("HOME", "/h")))
        .containsExactly(
            Path.of("/h/.config/ipfs/denylists"),
            Path.of("/etc/ipfs/denylists"),
            home.resolve("denylists"));
    assertThat(ConfiguredGateway.denylists(home, Map.of("HOME", "/h", "XDG_CONFIG_HOME", "/x")))
        .first()
        .isEqualTo(Path.of("/x/ipfs/denylists"));
  }

  @Test
  void answersAsItsOwnerWants() throws Exception {
    set("Gateway.HTTPHeaders", "{\"X-Mine\":[\"yes\"]}");
    set("Gateway.RootRedirect", "\"/ipfs/bafkqaaa\"");
    set("Gateway.MaxDeserializedResponseSize", "\"4B\"");
    set("Gateway.MaxRangeRequestFileSize", "2");
    set("Gateway.DisableHTMLErrors", "true");
    try (Daemon daemon = daemon()) {
      HttpResponse<String> home = ask(daemon, "GET", "/");
      assertThat(home.statusCode()).isEqualTo(302);
      assertThat(home.headers().firstValue("X-Mine")).contains("yes");
      assertThat(ask(daemon, "GET", "/ipfs/bafkqabtimvwgy3yk").statusCode()).isEqualTo(410);
      String three = "/ipfs/bafkqaa3bmjrq";
      assertThat(ask(daemon, "GET", three).body()).isEqualTo("abc");
      String text = raw(daemon, three, "Host: 127.0.0.1\r\nRange: bytes=0-0\r\nAccept: text/html");
      assertThat(text).startsWith("HTTP/1.1 501 ").doesNotContain("<html");
    }
  }

  /// A web page's own name for this machine opens nothing.
  @Test
  void isNotCalledByForeignNames() throws Exception {
    set("Gateway.Hosts", "[\"gate.example\"]");
    try (Daemon daemon = daemon()) {
      assertThat(raw(daemon, "/routing/v1/x", "Host: evil.example")).startsWith("HTTP/1.1 403 ");
      assertThat(raw(daemon, "/routing/v1/x", "Host: gate.example")).startsWith("HTTP/1.1 400 ");
    }
  }

  private static String raw(Daemon daemon, String path, String headers) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(daemon))) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void hasADoorAtEachAddress() throws Exception {
    set("Addresses.Gateway", "[\"/ip4/127.0.0.1/tcp/0\", \"/ip6/::1/tcp/0\"]");
    try (Daemon daemon = daemon()) {
      assertThat(daemon.gateways()).hasSize(2);
      assertThat(daemon.gateways().get(1).toString()).startsWith("/ip6/::1/tcp/");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "\"\""})
  void hasNoDoorWhereNoneIsWanted(String none) throws Exception {
    set("Addresses.Gateway", none);
    try (Daemon daemon = daemon()) {
      assertThat(daemon.gateways()).isEmpty();
    }
  }

  @Test
  void showsContentAndNoRoutingWhereNoneIsWanted() throws Exception {
    set("Gateway.ExposeRoutingAPI", "false");
    try (Daemon daemon = daemon()) {
      assertThat(ask(daemon, "GET", "/ipfs/bafkqabtimvwgy3yk").body()).isEqualTo("hello\n");
      assertThat(ask(daemon, "GET", "/routing/v1/providers/" + EMPTY).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void showsContentWithoutANetwork() throws Exception {
    Daemon.Plan alone = new Daemon.Plan(Optional.empty(), true);
    try (Daemon daemon = Daemon.start(home, alone, () -> {})) {
      assertThat(ask(daemon, "GET", "/ipfs/bafkqabtimvwgy3yk").body()).isEqualTo("hello\n");
      assertThat(ask(daemon, "GET", "/ipfs/" + EMPTY).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void endsClearlyWhereAChosenAddressIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      set("Addresses.Gateway", "\"/ip4/127.0.0.1/tcp/" + taken.getLocalPort() + "\"");
      assertThatThrownBy(this::daemon)
          .isInstanceOf(StartFailed.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort() + ": the port is taken")
          .hasMessageContaining("cairn config Addresses.Gateway");
    }
  }

  @Test
  void refusesAnAddressThatIsNone() {
    assertThatThrownBy(() -> set("Addresses.Gateway", "\"/unix/tmp/gate.sock\""))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("Addresses.Gateway: a door on a Unix socket");
  }
}
