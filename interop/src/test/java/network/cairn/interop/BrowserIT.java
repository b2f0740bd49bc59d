package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The page in a real browser, on a network of processes of the built program: a file is dropped,
/// bought and proven, a provider is killed, the repair is seen, the file comes back. What the
/// person does stands in `peers/browser/story.mjs`; its pictures are left in `target/ui`.
@Tag("interop")
@Timeout(900)
@ExtendWith(LateCleanup.class)
class BrowserIT {
  private static final Duration LONGEST = Duration.ofMinutes(12);
  private static final Duration END = Duration.ofMinutes(1);
  private static final int SIZE = 2_345_678;

  private Path home;
  private Path network;
  private Command cairn;

  @BeforeEach
  void start(Path empty) throws IOException {
    home = empty;
    network = home.resolve("testnet");
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    cairn =
        new Command(
            Files.createDirectories(home.resolve("logs")),
            List.of(launcher.toString()),
            Map.of("CAIRN_PATH", home.resolve("nobody").toString()));
    cairn.run("testnet", "up", "--home", network.toString());
    openGateway(launcher);
  }

  /// A testnet's nodes have no gateway.
  private void openGateway(Path launcher) {
    cairn.run("testnet", "stop", "client", "--home", network.toString());
    new Command(
            home.resolve("logs"),
            List.of(launcher.toString()),
            Map.of("CAIRN_PATH", network.resolve("client").toString()))
        .run("config", "Addresses.Gateway", "/ip4/127.0.0.1/tcp/0");
    cairn.run("testnet", "start", "client", "--home", network.toString());
  }

  @AfterEach
  void stop() {
    if (cairn != null) {
      cairn.run("testnet", "down", "--home", network.toString());
    }
  }

  @Test
  void aPersonKeepsAFileLosesAProviderAndSeesTheRepair() throws IOException {
    Path modules = Prerequisite.of("browser.dir", "folder of Playwright and axe");
    Path browser = Prerequisite.of("chromium.bin", "Chromium");
    byte[] content = new byte[SIZE];
    new Random(11).nextBytes(content);
    Path file = Files.write(home.resolve("file"), content);
    Path copy = home.resolve("copy");
    Path errors = home.resolve("story.err");
    Path script = Path.of(System.getProperty("top", "..")).resolve("interop/peers/browser");
    Process story =
        new ProcessBuilder(
                "node",
                script.resolve("story.mjs").toString(),
                modules.toString(),
                browser.toString(),
                page("client").replaceFirst("/ui/.*", ""),
                Files.readString(network.resolve("client/token")).strip(),
                file.toString(),
                copy.toString(),
                Files.createDirectories(Path.of("target", "ui")).toString())
            .redirectError(errors.toFile())
            .start();
    Thread watchdog = Waiting.limiting(story, LONGEST);
    try (BufferedReader steps = story.inputReader();
        Writer told = story.outputWriter()) {
      for (String step = steps.readLine(); step != null; step = steps.readLine()) {
        System.out.println("browser: " + step);
        if (step.startsWith("proven ")) {
          String[] holders = step.substring("proven ".length()).split(" ");
          cairn.run("testnet", "stop", member(holders[0]), "--home", network.toString());
          told.write(page(member(holders[1])) + "\n");
          told.flush();
        }
      }
      assertThat(Waiting.ends(story, END)).isTrue();
    } finally {
      watchdog.interrupt();
      Waiting.kill(story);
    }
    assertThat(errors).hasContent("");
    assertThat(story.exitValue()).isZero();
    assertThat(copy).hasBinaryContent(content);
  }

  private String page(String member) {
    return cairn.run("--repo-dir", network.resolve(member).toString(), "ui", "--print");
  }

  /// Who of the network has an address.
  private String member(String address) {
    return IntStream.rangeClosed(1, 4)
        .mapToObj(i -> "provider-" + i)
        .filter(name ->
            cairn
                .run(
                    "--repo-dir",
                    network.resolve(name).toString(),
                    "wallet",
                    "address",
                    "--enc=json")
                .contains("\"Operator\":\"" + address + "\""))
        .findFirst()
        .orElseThrow();
  }
}
