package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Validators whose blocks are made by an unmodified CometBFT.
@Tag("interop")
@Timeout(600)
@ExtendWith(LateCleanup.class)
class CometBftIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofSeconds(40);
  private static final Pattern HEIGHT = Pattern.compile("\"latest_block_height\":\"([0-9]+)\"");
  private static final Pattern APP_HASH = Pattern.compile("\"app_hash\":\"([0-9A-F]+)\"");

  @TempDir private Path folder;
  private Path comet;
  private Command cairn;
  private int base;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Validator> validators = new ArrayList<>();

  @BeforeEach
  void prerequisites() throws IOException {
    comet = Prerequisite.of("cometbft.bin", "CometBFT");
    Path launcher = Prerequisite.of("cairn.bin", "built ./cairn");
    cairn =
        new Command(
            Files.createDirectories(folder.resolve("logs")),
            List.of(launcher.toString()),
            Map.of(
                "CAIRN_COMETBFT", comet.toString(), "CAIRN_PATH", folder.resolve("n").toString()));
    base = freePorts();
  }

  @AfterEach
  void end() {
    validators.forEach(Validator::kill);
    http.close();
  }

  /// A row of ports that nobody holds.
  private static int freePorts() {
    SplittableRandom random = new SplittableRandom(System.nanoTime());
    while (true) {
      int first = 20_000 + random.nextInt(800) * 10;
      boolean free = true;
      for (int port = first; port < first + 40 && free; port++) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
          free = true;
        } catch (IOException _) {
          free = false;
        }
      }
      if (free) {
        return first;
      }
    }
  }

  /// One validator: this program with its CometBFT.
  private final class Validator {
    private final int number;
    private final Path home;
    private Process process;
    private int starts;

    Validator(int number) {
      this.number = number;
      this.home = folder.resolve("net").resolve("validator-" + number);
      this.process = begin();
    }

    private Process begin() {
      starts++;
      return cairn.start(
          log(), "ledger", "start", "--engine", "cometbft", "--home", home.toString());
    }

    String log() {
      return "validator-" + number + "." + starts + ".log";
    }

    void startAgain() {
      process = begin();
    }

    /// SIGKILL of this program; its CometBFT must end by itself.
    void kill() {
      process.destroyForcibly();
      Waiting.ends(process, END);
    }

    /// SIGTERM, after which nothing is left.
    void stop() throws InterruptedException, IOException {
      long child = child();
      process.destroy();
      assertThat(Waiting.ends(process, END)).as("ends within " + END).isTrue();
      assertThat(isAlive(child)).isFalse();
    }

    long child() throws IOException {
      return Long.parseLong(Files.readString(home.resolve("comet").resolve("pid")).strip());
    }

    private String ask(String path) {
      int rpc = base + 10 * (number - 1) + 1;
      try {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rpc + "/" + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      } catch (IOException e) {
        return "";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new IOException(e));
      }
    }

    OptionalLong height() {
      Matcher found = HEIGHT.matcher(ask("status"));
      return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    }

    void reach(long height) throws InterruptedException {
      Waiting.until(
          LONG,
          "height " + height + " of validator " + number,
          () -> {
            if (!process.isAlive()) {
              throw new AssertionError("validator " + number + " ended: " + cairn.log(log()));
            }
            return height().orElse(0) >= height;
          });
    }

    String appHash(long height) {
      Matcher found = APP_HASH.matcher(ask("commit?height=" + height));
      return found.find() ? found.group(1) : "none";
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private String init(int count) {
    return cairn.run(
        "ledger",
        "init",
        "--dev",
        "--validators",
        Integer.toString(count),
        "--home",
        folder.resolve("net").toString(),
        "--p2p",
        "127.0.0.1:" + base,
        "--url",
        "http://127.0.0.1:" + (base + 2));
  }

  private String treasury(String said) {
    return said.lines()
        .filter(line -> line.startsWith("treasury "))
        .findFirst()
        .orElseThrow()
        .split(" ")[1];
  }

  /// Sends from the treasury, whose key the first validator has, and waits for the block.
  private void pay(String to) {
    assertThat(
            cairn.run(
                "ledger", "transfer", to, "1.5", "--home", validators.getFirst().home.toString()))
        .startsWith("sent 1.5 CAIRN");
  }

  @Test
  void oneValidatorGoesOnAfterTheKillOfEitherProcess() throws Exception {
    String treasury = treasury(init(1));
    Validator one = new Validator(1);
    validators.add(one);
    one.reach(20);
    pay(treasury);
    // CometBFT alone.
    long child = one.child();
    ProcessHandle.of(child).orElseThrow().destroyForcibly();
    Waiting.until(LONG, "CometBFT to end", () -> !isAlive(child));
    long height = one.height().orElse(20);
    one.reach(height + 5);
    assertThat(one.child()).isNotEqualTo(child);
    pay(treasury);
    // This program alone: CometBFT goes with it.
    long second = one.child();
    one.kill();
    Waiting.until(LONG, "CometBFT to end with this program", () -> !isAlive(second));
    one.startAgain();
    one.reach(height + 10);
    pay(treasury);
    one.stop();
    // The whole again, from blocks alone.
    Files.move(one.home.resolve("state"), one.home.resolve("state.aside"));
    one.startAgain();
    one.reach(height + 12);
    pay(treasury);
    one.stop();
    Command.Result embedded = cairn.attempt("ledger", "start", "--home", one.home.toString());
    assertThat(embedded.exit()).isEqualTo(1);
    assertThat(embedded.errors()).contains("--engine cometbft");
  }

  @Test
  void fourValidatorsGoOnWhileOneIsDead() throws Exception {
    String treasury = treasury(init(4));
    for (int i = 1; i <= 4; i++) {
      validators.add(new Validator(i));
    }
    for (Validator validator : validators) {
      validator.reach(5);
    }
    pay(treasury);
    Validator dead = validators.get(3);
    dead.kill();
    long before = validators.getFirst().height().orElseThrow();
    for (Validator validator : validators.subList(0, 3)) {
      validator.reach(before + 10);
    }
    pay(treasury);
    dead.startAgain();
    long height = validators.getFirst().height().orElseThrow();
    dead.reach(height);
    for (Validator validator : validators) {
      validator.reach(height + 1);
      assertThat(validator.appHash(height)).isEqualTo(dead.appHash(height)).isNotEqualTo("none");
    }
    for (Validator validator : validators) {
      validator.stop();
    }
  }
}
