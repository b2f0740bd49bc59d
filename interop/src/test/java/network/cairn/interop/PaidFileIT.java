package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A network of processes of the built program, and a new user in it who has the network file and a
/// CID: the ledger names who keeps the file.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class PaidFileIT {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofMinutes(1);
  private static final int SIZE = 12_345_678;

  private Path home;
  private Path network;
  private Command cairn;

  @BeforeEach
  void start(Path empty) throws IOException {
    home = empty;
    network = home.resolve("testnet");
    cairn = at("nobody");
    cairn.run("testnet", "up", "--home", network.toString());
  }

  @AfterEach
  void stop() {
    if (cairn != null) {
      cairn.run("testnet", "down", "--home", network.toString());
    }
  }

  /// The command line on a home of this test.
  private Command at(String name) throws IOException {
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    Path logs = Files.createDirectories(home.resolve("logs").resolve(name));
    return new Command(
        logs, List.of(launcher.toString()), Map.of("CAIRN_PATH", home.resolve(name).toString()));
  }

  private Command fresh(String name) throws IOException {
    Command fresh = at(name);
    fresh.run(
        "init",
        "--profile",
        "test",
        "--network",
        network.resolve("ledger").resolve("network").toString());
    return fresh;
  }

  @Test
  void aNewUserGetsAPaidFileByItsCid() throws Exception {
    byte[] content = new byte[SIZE];
    new Random(4).nextBytes(content);
    Path file = home.resolve("file");
    Files.write(file, content);
    Command client = at("testnet/client");
    String receipt = home.resolve("receipt").toString();
    client.run(
        "put", file.toString(), "--copies", "3", "--for", "30p", "--yes", "--receipt", receipt);
    String cid = client.run("add", "--only-hash", "-Q", file.toString());
    client.run("shutdown");

    Path copy = home.resolve("copy");
    fresh("alone").run("get", "-o", copy.toString(), cid);
    assertThat(copy).hasBinaryContent(content);

    Command online = fresh("online");
    Process daemon = online.start("daemon.log", "daemon");
    try {
      Waiting.until(
          START,
          "the daemon to start",
          () -> daemon.isAlive() && online.log("daemon.log").contains("Daemon is ready"));
      Path another = home.resolve("another");
      online.run("get", "-o", another.toString(), cid);
      assertThat(another).hasBinaryContent(content);
    } finally {
      daemon.destroy();
      assertThat(Waiting.ends(daemon, END)).isTrue();
    }
  }
}
