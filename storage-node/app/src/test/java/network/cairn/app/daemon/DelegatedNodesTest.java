package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
