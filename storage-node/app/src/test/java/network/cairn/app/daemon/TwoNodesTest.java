package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.app.daemon.TestDaemon.File;
import network.cairn.cli.Api;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Roles;
import network.cairn.store.config.Config;
import network.cairn.store.repo.RepoLocked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Whole nodes in one process, joined over loopback.
final class TwoNodesTest {
  @TempDir private Path folder;

  private static byte[] content(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String add(TestDaemon daemon, byte[] bytes) throws Exception {
    HttpResponse<byte[]> answer = daemon.upload("add?profile=unixfs-v1-2025", File.of("f", bytes));
    return daemon.lines(daemon.good(answer)).getLast().path("Hash").asString();
  }

  @Test
  void exchangesAFileAndKeepsItPinned() throws Exception {
    byte[] bytes = content(3_000_000);
    try (TestDaemon one = TestDaemon.start(folder.resolve("one"));
        TestDaemon two = TestDaemon.start(folder.resolve("two"))) {
      String cid = add(one, bytes);
      assertThat(two.json("swarm/peers").path("Peers").isNull()).isTrue();
      assertThat(
              two.json("swarm/connect?arg=" + encoded(one.address()))
                  .path("Strings")
                  .get(0)
                  .asString())
          .endsWith("success");
      JsonNode peer = two.json("swarm/peers?verbose=true").path("Peers").get(0);
      assertThat(peer.path("Direction").asInt(0)).isEqualTo(2);
      HttpResponse<byte[]> pin = two.post("pin/add?progress=true&arg=" + cid);
      assertThat(two.lines(two.good(pin)).getLast().path("Pins").get(0).asString()).isEqualTo(cid);
      assertThat(two.post("cat?offline=true&arg=" + cid).body()).isEqualTo(bytes);
      assertThat(two.json("stats/bitswap").path("BlocksReceived").asInt(0)).isEqualTo(4);
      List<JsonNode> pings =
          two.lines(two.good(two.post("ping?count=1&arg=" + one.json("id").path("ID").asString())));
      assertThat(pings.getLast().path("Text").asString()).startsWith("Average latency");
      JsonNode known = two.json("id?arg=" + one.json("id").path("ID").asString());
      assertThat(known.path("AgentVersion").asString()).startsWith("cairn/");
      two.json("swarm/disconnect?arg=" + encoded(one.address()));
    }
  }

  @Test
  void fetchesFromANamedPeerWithoutADaemon() throws Exception {
    byte[] bytes = content(2_500_000);
    Path home = folder.resolve("two");
    TestDaemon.start(home).close();
    try (TestDaemon one = TestDaemon.start(folder.resolve("one"))) {
      String cid = add(one, bytes);
      Api.Query query = new Api.Query().arg(cid).option("peer", one.address());
      try (Roles.LocalApi api = new NodeRoles().dialing(home)) {
        byte[] got = api.call("cat", query, (_, body) -> body.readAllBytes());
        assertThat(got).isEqualTo(bytes);
      }
    }
  }

  @Test
  void saysOnceThatAPeerToPingCannotBeReached() throws Exception {
    try (TestDaemon node = TestDaemon.start(folder.resolve("node"))) {
      HttpResponse<byte[]> answer =
          node.post("ping?count=3&arg=12D3KooWLbmoA1P4tHVkTmifXGNcs3SCWAFbqUzRnUuid8SkHV4h");
      assertThat(TestDaemon.text(answer).lines())
          .satisfiesExactly(
              looking -> assertThat(looking).startsWith("{").contains("Looking up peer"),
              ping -> assertThat(ping).startsWith("{").contains("PING"));
      assertThat(answer.headers().firstValue("Trailer")).isPresent();
    }
  }

  @Test
  void keepsEverythingOverARestart() throws Exception {
    Path home = folder.resolve("node");
    Path other = folder.resolve("other");
    String cid;
    String id;
    String friend;
    try (TestDaemon daemon = TestDaemon.start(home);
        TestDaemon peer = TestDaemon.start(other)) {
      cid = add(daemon, content(100_000));
      id = daemon.json("id").path("ID").asString();
      friend = peer.json("id").path("ID").asString();
      daemon.json("swarm/connect?arg=" + encoded(peer.address()));
      assertThat(Files.readString(home.resolve("api"))).endsWith("/tcp/" + daemon.port());
    }
    assertThat(home.resolve("api")).doesNotExist();
    try (TestDaemon daemon = TestDaemon.start(home)) {
      assertThat(daemon.json("id").path("ID").asString()).isEqualTo(id);
      assertThat(daemon.post("cat?arg=" + cid).body()).isEqualTo(content(100_000));
      assertThat(daemon.json("pin/ls").path("Keys").has(cid)).isTrue();
      assertThat(daemon.json("swarm/addrs").path("Addrs").has(friend)).isTrue();
    }
  }

  @Test
  void hasOneProcessForAHome() throws Exception {
    Path home = folder.resolve("node");
    try (TestDaemon _ = TestDaemon.start(home)) {
      assertThatThrownBy(() -> TestDaemon.start(home)).isInstanceOf(RepoLocked.class);
      assertThatThrownBy(() -> new NodeRoles().local(home))
          .isInstanceOf(CommandFailed.class)
          .hasMessageContaining("someone else has the lock");
    }
  }

  @Test
  void saysWhatKeepsItFromStarting() throws Exception {
    assertThatThrownBy(() -> new NodeRoles().local(folder.resolve("nowhere")))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("cairn init");
    Path taken = folder.resolve("taken");
    TestDaemon.init(taken);
    try (TestDaemon daemon = TestDaemon.start(folder.resolve("node"))) {
      Config.load(taken).setText("Addresses.API", "/ip4/127.0.0.1/tcp/" + daemon.port());
      assertThatThrownBy(() -> Daemon.start(taken, Optional.empty(), () -> {}))
          .isInstanceOf(StartFailed.class)
          .hasMessageContaining("the port is taken");
      Config.load(taken).setJson("Addresses.Swarm", "[\"/ip4/127.0.0.1/udp/1\"]");
      assertThatThrownBy(() -> Daemon.start(taken, Optional.empty(), () -> {}))
          .isInstanceOf(StartFailed.class)
          .hasMessageContaining("Addresses.Swarm");
    }
  }

  @Test
  void doesTheSameInProcess() throws Exception {
    Path home = folder.resolve("node");
    TestDaemon.init(home);
    byte[] bytes = content(2_000_000);
    try (Roles.LocalApi api = new NodeRoles().local(home)) {
      String lines =
          api.upload(
              "add",
              new Api.Query().option("progress", "true"),
              "frontier",
              out -> out.write(TestDaemon.multipart(File.of("f", bytes))),
              (_, body) -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
      String cid = lines.replaceAll("(?s).*\"Hash\":\"([^\"]+)\".*", "$1");
      byte[] back = api.call("cat", new Api.Query().arg(cid), (_, body) -> body.readAllBytes());
      assertThat(back).isEqualTo(bytes);
      assertThatThrownBy(() -> api.json("swarm/peers", new Api.Query()))
          .isInstanceOf(CommandFailed.class)
          .hasMessageContaining("online mode");
      assertThatThrownBy(() -> api.json("cat", new Api.Query()))
          .isInstanceOf(CommandFailed.class)
          .hasMessageContaining("is required");
    }
  }

  @Test
  void keepsSecretsToItsOwner() throws Exception {
    Path home = folder.resolve("node");
    TestDaemon.init(home);
    for (String secret :
        List.of("token", "config", "keystore/peer", "keystore/wallet", "keystore/operator")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(secret))))
          .as(secret)
          .isEqualTo("rw-------");
    }
    assertThatThrownBy(() -> TestDaemon.init(home)).isInstanceOf(StartFailed.class);
  }
}
