package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import network.cairn.content.providing.Strategy;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.pnet.SwarmKey;
import network.cairn.store.config.Config;
import network.cairn.store.config.InvalidConfig;
import network.cairn.store.keys.Keystore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What a daemon makes of its configuration: of addresses that it cannot serve, and of whatever
/// closes something.
final class ConfiguredDaemonTest {
  private static final String STRANGER = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";
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

  /// Kubo's own configurations name transports that are not here.
  @Test
  void listensWhereItCan() throws Exception {
    set(
        "Addresses.Swarm",
        "[\"/ip4/127.0.0.1/udp/0/quic-v1\", \"/ip4/127.0.0.1/tcp/0\","
            + " \"/ip4/127.0.0.1/udp/0/webrtc-direct\"]");
    try (TestDaemon daemon = TestDaemon.start(home)) {
      assertThat(daemon.json("swarm/addrs/listen").path("Strings").size()).isEqualTo(1);
      assertThat(daemon.address()).startsWith("/ip4/127.0.0.1/tcp/");
    }
  }

  @Test
  void saysWhatIsWrongWithTheKeyOfAPrivateNetwork() throws Exception {
    Path key = Files.writeString(home.resolve("swarm.key"), "/key/swarm/psk/1.0.0/\n/base16/\n12");
    assertThatThrownBy(this::daemon)
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining(key.toString())
        .hasMessageContaining("its key has 1 bytes instead of 32");
  }

  /// As where the volume with the secrets is not there.
  @Test
  void aKeyOfAPrivateNetworkThatLeadsNowhereLetsNobodyIn() throws Exception {
    Files.createSymbolicLink(home.resolve("swarm.key"), folder.resolve("absent").resolve("key"));
    assertThatThrownBy(this::daemon)
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("swarm.key cannot be used");
  }

  @Test
  void meetsOnlyMembersOfItsPrivateNetwork() throws Exception {
    String network = "/key/swarm/psk/1.0.0/\n/base16/\n" + "12".repeat(32);
    Files.writeString(home.resolve("swarm.key"), network);
    SwarmKey key = SwarmKey.decode(network.getBytes(StandardCharsets.US_ASCII));
    try (TestDaemon daemon = TestDaemon.start(home);
        Host member = HostBuilder.tcp(anyone()).privateNetwork(key).build();
        Host stranger = HostBuilder.tcp(anyone()).build()) {
      Multiaddr address = Multiaddr.parse(daemon.address());
      assertThat(member.connect(address, Duration.ofMinutes(1))).isNotNull();
      assertThatThrownBy(() -> stranger.connect(address, Duration.ofMinutes(1)))
          .isInstanceOf(IOException.class);
    }
  }

  private static PrivateKey anyone() {
    return PrivateKey.generate(KeyType.ED25519, new SecureRandom());
  }

  @Test
  void saysWhatIsWrongWithACertificateForWebsockets() {
    set("Swarm.WebsocketTLS.Certificate", "\"" + folder.resolve("none.pem") + "\"");
    assertThatThrownBy(this::daemon)
        .hasMessageContaining("Swarm.WebsocketTLS.Key")
        .hasMessageContaining("set both or neither");
    set("Swarm.WebsocketTLS.Key", "\"" + folder.resolve("key.pem") + "\"");
    assertThatThrownBy(this::daemon)
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("Swarm.WebsocketTLS: there is no file")
        .hasMessageContaining("none.pem");
  }

  @Test
  void endsClearlyWhereItCanListenNowhere() {
    set("Addresses.Swarm", "[\"/ip4/127.0.0.1/udp/0/quic-v1\", \"/ip4/127.0.0.1/udp/0\"]");
    assertThatThrownBy(this::daemon)
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("/udp/0/quic-v1: no transport listens")
        .hasMessageContaining("cairn config --json Addresses.Swarm");
  }

  @Test
  void announcesUnlessToldOtherwise() throws Exception {
    try (TestDaemon daemon = TestDaemon.start(home)) {
      for (String dht : List.of("", "?lan=true")) {
        JsonNode sweep = daemon.json("provide/stat" + dht).path("Sweep");
        assertThat(sweep.path("connectivity").path("status").asString()).isEqualTo("offline");
        assertThat(sweep.path("timing").path("reprovides_interval").asLong())
            .isEqualTo(Duration.ofHours(22).toNanos());
      }
    }
    assertThat(home.resolve("providers")).isDirectory();
  }

  @Test
  void takesPartInNoDhtWhereToldNotTo() throws Exception {
    set("Routing.Type", "\"none\"");
    try (TestDaemon daemon = TestDaemon.start(home)) {
      HttpResponse<byte[]> found = daemon.post("routing/findpeer?arg=" + STRANGER);
      assertThat(found.statusCode()).isEqualTo(500);
      assertThat(TestDaemon.text(found)).contains("takes part in no DHT", "Routing.Type auto");
    }
    assertThat(home.resolve("providers")).doesNotExist();
  }

  /// What the configuration makes of each strategy of Kubo's is what a daemon knows.
  @ParameterizedTest
  @ValueSource(
      strings = {"all", "flat", "", "pinned", "pinned+unique", "roots", "pinned+mfs+entities"})
  void announcesByEachStrategyThatTheConfigurationTakes(String strategy) {
    set("Provide.Strategy", "\"" + strategy + "\"");
    assertThat(Strategy.named(Config.load(home).provideStrategy())).isPresent();
  }

  @Test
  void takesAConfigurationOfKubosWithItsNearestMeaning() throws Exception {
    set("Provide.Strategy", "\"mfs\"");
    set("Routing.Type", "\"delegated\"");
    try (TestDaemon daemon = TestDaemon.start(home)) {
      HttpResponse<byte[]> stat = daemon.post("provide/stat");
      assertThat(stat.statusCode()).isEqualTo(500);
      HttpResponse<byte[]> found = daemon.post("routing/findpeer?arg=" + STRANGER);
      assertThat(TestDaemon.text(found)).contains("takes part in no DHT");
    }
  }

  @Test
  void hasADoorAtEachAddress() throws Exception {
    set("Addresses.API", "[\"/ip4/127.0.0.1/tcp/0\", \"/ip6/::1/tcp/0\"]");
    try (Daemon daemon = daemon()) {
      assertThat(daemon.doors()).hasSize(2);
      assertThat(daemon.doors().get(1).toString()).startsWith("/ip6/::1/tcp/");
      assertThat(Files.readString(home.resolve("api"))).isEqualTo(daemon.api().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "\"\""})
  void hasNoDoorWhereNoneIsWanted(String none) throws Exception {
    set("Addresses.API", none);
    try (Daemon daemon = daemon()) {
      assertThat(daemon.doors()).isEmpty();
      assertThat(home.resolve("api")).doesNotExist();
    }
  }

  @Test
  void refusesADoorThatItCannotHave() {
    String doors = "[\"/ip4/127.0.0.1/tcp/0\", \"/unix/tmp/cairn.sock\"]";
    assertThatThrownBy(() -> set("Addresses.API", doors))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("Unix socket")
        .hasMessageContaining("/unix/tmp/cairn.sock");
  }

  @Test
  void keepsAwayFromTheNetworkWhereToldTo() throws Exception {
    try (TestDaemon daemon = TestDaemon.offline(home)) {
      assertThat(daemon.json("id").path("Addresses").size()).isZero();
      HttpResponse<byte[]> peers = daemon.post("swarm/peers");
      assertThat(peers.statusCode()).isEqualTo(500);
      assertThat(TestDaemon.text(peers)).contains("online mode");
      TestDaemon.File file = TestDaemon.File.of("a", new byte[] {1});
      assertThat(daemon.good(daemon.upload("add", file))).contains("Hash");
    }
  }

  private static HttpRequest asked(TestDaemon daemon, String call, String authorization) {
    return daemon
        .request(call)
        .header("Authorization", authorization)
        .POST(HttpRequest.BodyPublishers.noBody())
        .build();
  }

  @Test
  void asksForTheSecretsThatItsOwnerNames() throws Exception {
    set(
        "API.Authorizations",
        "{\"me\":{\"AuthSecret\":\"bearer:mine\",\"AllowedPaths\":[\"/api/v0/id\"]}}");
    try (TestDaemon daemon = TestDaemon.start(home)) {
      assertThat(daemon.post("id").statusCode()).isEqualTo(403);
      assertThat(daemon.post("version").statusCode()).isEqualTo(403);
      assertThat(daemon.send(asked(daemon, "id", "Bearer mine")).statusCode()).isEqualTo(200);
      assertThat(daemon.send(asked(daemon, "pin/ls", "Bearer mine")).statusCode()).isEqualTo(403);
      String own = "Bearer " + daemon.token();
      assertThat(daemon.send(asked(daemon, "pin/ls", own)).statusCode()).isEqualTo(200);
      assertThat(new TestShell(folder).done(home, "pin", "ls"))
          .hasLineCount(1)
          .contains(" recursive"); // the empty directory, which a new home pins
    }
  }

  @Test
  void tellsPeersWhatItsOwnerWants() throws Exception {
    set("Addresses.Announce", "[\"/ip4/1.2.3.4/tcp/4001\", \"/ip4/10.0.0.1/tcp/1\"]");
    set("Addresses.AppendAnnounce", "[\"/dns4/node.example/tcp/4001\"]");
    set("Addresses.NoAnnounce", "[\"/ip4/10.0.0.0/ipcidr/8\"]");
    try (TestDaemon daemon = TestDaemon.start(home)) {
      assertThat(daemon.json("id").path("Addresses").valueStream().map(a -> a.asString()))
          .hasSize(2)
          .allMatch(a -> a.startsWith("/ip4/1.2.3.4/tcp/4001/p2p/") || a.startsWith("/dns4/node"));
    }
  }

  @Test
  void neitherDialsNorAdmitsWhatIsBarred() throws Exception {
    Path other = folder.resolve("other");
    set("Swarm.AddrFilters", "[\"/ip4/127.0.0.0/ipcidr/8\"]");
    try (TestDaemon daemon = TestDaemon.start(home);
        TestDaemon peer = TestDaemon.start(other)) {
      HttpResponse<byte[]> dialled =
          daemon.post("swarm/connect?arg=" + TestDaemon.encoded(peer.address()));
      assertThat(TestDaemon.text(dialled)).contains("gater refuses");
      HttpResponse<byte[]> admitted =
          peer.post("swarm/connect?arg=" + TestDaemon.encoded(daemon.address()));
      assertThat(admitted.statusCode()).isEqualTo(500);
    }
  }

  @Test
  void staysConnectedToItsPeers() throws Exception {
    try (TestDaemon peer = TestDaemon.start(folder.resolve("other"))) {
      String id = peer.json("id").path("ID").asString();
      String address = peer.address().substring(0, peer.address().indexOf("/p2p/"));
      set("Peering.Peers", "[{\"ID\":\"" + id + "\",\"Addrs\":[\"" + address + "\"]}]");
      try (TestDaemon daemon = TestDaemon.start(home)) {
        daemon.good(daemon.post("ping?count=1&arg=" + id));
        assertThat(daemon.json("swarm/peers").toString()).contains(id);
        assertThat(daemon.json("swarm/peering/ls").toString())
            .isEqualTo("{\"Peers\":[{\"ID\":\"" + id + "\",\"Addrs\":[\"" + address + "\"]}]}");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ip4/1.2.3/tcp/1 | Peering.Peers in the configuration: ",
        "/ip4/192.0.2.1/tcp/1 | Peering.Peers in the configuration: more than 16 addresses for"
      })
  void saysWhichOfItsPeersIsNone(String address, String why) {
    String addresses =
        IntStream.range(0, 17)
            .mapToObj(i -> "\"" + address + i + "\"")
            .collect(Collectors.joining(","));
    set("Peering.Peers", "[{\"ID\":\"" + STRANGER + "\",\"Addrs\":[" + addresses + "]}]");
    assertThatThrownBy(this::daemon).isInstanceOf(StartFailed.class).hasMessageStartingWith(why);
  }

  /// One list serves all nodes of an owner; of a peer without addresses others may tell some.
  @Test
  void leavesItselfOutOfItsPeers() throws Exception {
    String self = Keystore.open(home, new SplittableRandom(1)).peerId().toString();
    set("Peering.Peers", "[{\"ID\":\"" + self + "\",\"Addrs\":[]},{\"ID\":\"" + STRANGER + "\"}]");
    try (TestDaemon daemon = TestDaemon.start(home)) {
      assertThat(daemon.json("swarm/peering/ls").toString())
          .isEqualTo("{\"Peers\":[{\"ID\":\"" + STRANGER + "\",\"Addrs\":[]}]}");
    }
  }

  @Test
  void givesPeersNothingWhereItIsNotToServe() throws Exception {
    set("Bitswap.ServerEnabled", "false");
    try (TestDaemon daemon = TestDaemon.start(home);
        TestDaemon peer = TestDaemon.start(folder.resolve("other"))) {
      TestDaemon.File file = TestDaemon.File.of("a", "hello".getBytes(StandardCharsets.UTF_8));
      String added = daemon.good(daemon.upload("add", file));
      String cid = TestDaemon.JSON.readTree(added).path("Hash").asString();
      peer.json("swarm/connect?arg=" + TestDaemon.encoded(daemon.address()));
      assertThat(TestDaemon.text(peer.post("block/get?timeout=1s&arg=" + cid)))
          .doesNotContain("hello");
    }
  }

  /// Kubo's tools take an answer after `shutdown` for a node that goes on.
  @Test
  void answersNothingAfterShutdownOnAConnectionThatWasKept() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    try (Daemon daemon = Daemon.start(home, Optional.empty(), stopped::countDown);
        Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), daemon.api().port().orElseThrow())) {
      String token = Files.readString(home.resolve("token")).strip();
      socket.setSoTimeout(20_000);
      assertThat(call(socket, "id", token)).contains("200 OK");
      assertThat(call(socket, "shutdown", token)).contains("200 OK");
      stopped.await();
      assertThat(call(socket, "id", token)).isEmpty();
    }
  }

  /// The head of the answer, and of its body as much as came with it; empty where none comes.
  private static String call(Socket socket, String path, String token) throws Exception {
    OutputStream out = socket.getOutputStream();
    InputStream in = socket.getInputStream();
    String request =
        String.join(
            "\r\n",
            List.of(
                "POST /api/v0/" + path + " HTTP/1.1",
                "Host: localhost",
                "Authorization: Bearer " + token,
                "Content-Length: 0",
                "",
                ""));
    try {
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      byte[] some = new byte[4096];
      while (answer.indexOf("\r\n\r\n") < 0 || !ended(answer.toString())) {
        int read = in.read(some);
        if (read < 0) {
          break;
        }
        answer.append(new String(some, 0, read, StandardCharsets.US_ASCII));
      }
      return answer.toString();
    } catch (java.net.SocketException e) {
      return "";
    }
  }

  private static boolean ended(String answer) {
    return answer.contains("ontent-Length: 0\r\n")
        || answer.contains("ontent-length: 0\r\n")
        || answer.endsWith("}\n")
        || answer.endsWith("0\r\n\r\n");
  }
}
