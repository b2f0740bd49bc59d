package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.libp2p.kad.SignedNames;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.store.config.Config;
import network.cairn.store.config.InvalidConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node that knows a router's address and nobody else.
@Timeout(120)
final class DelegatedNodesTest {
  @TempDir private Path folder;

  @Test
  void findsAndFetchesThroughAnotherNode() throws Exception {
    TestDaemon.init(folder.resolve("holder"));
    TestDaemon.init(folder.resolve("asker"));
    byte[] content = {1, 2, 3};
    String cid;
    try (TestDaemon made = TestDaemon.start(folder.resolve("holder"))) {
      cid =
          made.lines(
                  made.good(made.upload("add?cid-version=1", TestDaemon.File.of("file", content))))
              .getFirst()
              .path("Hash")
              .asString();
    }
    try (Daemon holder = Daemon.start(folder.resolve("holder"), Optional.empty(), () -> {})) {
      String url =
          "http://127.0.0.1:" + holder.gateways().getFirst().port().orElseThrow() + "/routing/v1";
      Config.load(folder.resolve("asker"))
          .setJson("Routing.DelegatedRouters", "[\"auto\", \"" + url + "\"]");
      String id = holder.addresses().getFirst().peerId().orElseThrow().toString();
      try (TestDaemon asker = TestDaemon.start(folder.resolve("asker"))) {
        assertThat(asker.good(asker.post("routing/findprovs?arg=" + cid))).contains(id);
        assertThat(asker.good(asker.post("routing/findpeer?arg=" + id))).contains(id);
        assertThat(asker.post("cat?arg=" + cid).body()).isEqualTo(content);
      }
      Files.writeString(
          folder.resolve("asker").resolve("swarm.key"),
          "/key/swarm/psk/1.0.0/\n/base16/\n" + "5a".repeat(32) + "\n");
      try (TestDaemon asker = TestDaemon.start(folder.resolve("asker"))) {
        assertThat(asker.good(asker.post("routing/findprovs?arg=" + cid)))
            .as("a private network asks no router")
            .doesNotContain(id);
      }
    }
  }

  /// A router that knows one name, and the node's answers by it.
  @Test
  void findsNamesThroughARouter() throws Exception {
    Path home = folder.resolve("home");
    TestDaemon.init(home);
    PrivateKey owner = PrivateKey.generate(KeyType.ED25519, new SecureRandom());
    PeerId name = PeerId.of(owner.publicKey());
    AtomicReference<byte[]> record = new AtomicReference<>(new byte[0]);
    HttpServer router =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    router.createContext(
        "/routing/v1/ipns/",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.ipfs.ipns-record");
            exchange.sendResponseHeaders(200, record.get().length);
            exchange.getResponseBody().write(record.get());
          }
        });
    router.start();
    try {
      Config.load(home)
          .setJson(
              "Routing.DelegatedRouters",
              "[\"http://127.0.0.1:" + router.getAddress().getPort() + "/routing/v1/ipns\"]");
      try (TestDaemon node = TestDaemon.start(home)) {
        TestDaemon.File file = TestDaemon.File.of("file", new byte[] {'h', 'i'});
        String cid =
            node.lines(node.good(node.upload("add?cid-version=1", file)))
                .getFirst()
                .path("Hash")
                .asString();
        record.set(
            SignedNames.record(owner, "/ipfs/" + cid, 1, Instant.now().plus(Duration.ofHours(1))));
        assertThat(node.good(node.post("routing/get?arg=/ipns/" + name)))
            .contains(Base64.getEncoder().encodeToString(record.get()));
        String other =
            PeerId.of(PrivateKey.generate(KeyType.ED25519, new SecureRandom()).publicKey())
                .toString();
        assertThat(TestDaemon.text(node.post("routing/get?arg=/ipns/" + other)))
            .as("the record of another name does not count")
            .contains("routing: not found");
      }
      try (Daemon node = Daemon.start(home, Optional.empty(), () -> {});
          HttpClient http =
              HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
        int port = node.gateways().getFirst().port().orElseThrow();
        URI at = URI.create("http://127.0.0.1:" + port + "/ipns/" + name);
        assertThat(
                http.send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString())
                    .body())
            .isEqualTo("hi");
      }
    } finally {
      router.stop(0);
    }
  }

  @Test
  void refusesARouterThatIsNone() throws Exception {
    Path home = folder.resolve("home");
    TestDaemon.init(home);
    Config config = Config.load(home);
    assertThatThrownBy(() -> config.setJson("Routing.DelegatedRouters", "[\"router.example\"]"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("Routing.DelegatedRouters: 'router.example' names no router");
  }
}
