package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import network.cairn.api.answer.AgreementAnswer;
import network.cairn.api.answer.SlotAnswer;
import network.cairn.api.answer.TestnetAnswer;
import network.cairn.api.json.JsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A network on four validators with CometBFT: files are put, proved and repaired while validators
/// die and stand still, and whoever proves is slashed for nobody's death but its own.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class DeadValidatorIT {
  private static final Duration LONG = Duration.ofMinutes(5);

  /// Longer than a period.
  private static final Duration STANDING = Duration.ofSeconds(12);

  private static final Duration SETTLED = Duration.ofSeconds(3);
  private static final int READINGS = 20;
  private static final int SIZE = 3_456_789;
  private static final int COPIES = 2;
  private static final int PROVIDERS = 4;

  private Path home;
  private Path network;
  private Command cairn;
  private Command client;
  private final List<ProcessHandle> still = new ArrayList<>();

  @BeforeEach
  void start(Path empty) throws IOException {
    home = empty;
    network = home.resolve("testnet");
    cairn = at("nobody");
    client = at("testnet/client");
    cairn.run("testnet", "up", "--validators", "4", "--home", network.toString());
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    goOn();
    if (cairn != null) {
      cairn.run("testnet", "down", "--home", network.toString());
    }
  }

  /// The command line on a home of this test.
  private Command at(String name) throws IOException {
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    Path comet = Prerequisite.of("cometbft.bin", "CometBFT");
    Path logs = Files.createDirectories(home.resolve("logs").resolve(name));
    return new Command(
        logs,
        List.of(launcher.toString()),
        Map.of("CAIRN_PATH", home.resolve(name).toString(), "CAIRN_COMETBFT", comet.toString()));
  }

  @Test
  void putProofAndRepairGoOnAndWhoProvesIsNotSlashed() throws Exception {
    putWhileOneIsKilled();
    List<SlotAnswer> kept =
        await("a paid proof of each copy", all -> all.stream().allMatch(this::isPaid));
    standStill();
    cairn.run("testnet", "start", "validator-1", "--home", network.toString());
    await(
        "a proof of each copy after the chain stood",
        all -> all.stream().allMatch(copy -> copy.proven() > kept.get((int) copy.slot()).proven()));
    requireUnharmed(kept);
    SlotAnswer lost = kept.getFirst();
    process(provider(lost.peer())).destroyForcibly();
    await(
        "a paid proof of the repaired copy",
        all -> isPaid(all.getFirst()) && !all.getFirst().provider().equals(lost.provider()));
    requireUnharmed(kept.subList(1, COPIES));
  }

  private boolean isPaid(SlotAnswer copy) {
    return copy.state().equals("LIVE") && copy.proven() > 0;
  }

  /// Everybody asks the first validator first.
  private void putWhileOneIsKilled() throws IOException, InterruptedException {
    byte[] content = new byte[SIZE];
    new Random(5).nextBytes(content);
    Path file = home.resolve("file");
    Files.write(file, content);
    Process put =
        client.start(
            "put.log",
            "put",
            file.toString(),
            "--copies",
            Integer.toString(COPIES),
            "--for",
            "60p",
            "--yes",
            "--receipt",
            home.resolve("receipt").toString());
    Waiting.until(LONG, "a word of put", () -> !client.log("put.log").isBlank() || !put.isAlive());
    process("validator-1").destroyForcibly();
    assertThat(Waiting.ends(put, LONG)).as("put ends").isTrue();
    assertThat(put.exitValue()).as(client.log("put.log")).isZero();
  }

  /// With one dead and one that stands still the chain stands, for longer than a period.
  private void standStill() throws IOException, InterruptedException {
    still.add(process("validator-2"));
    Validator.cometOf(network.resolve("validator-2")).ifPresent(still::add);
    for (ProcessHandle process : still) {
      Validator.signal("STOP", process.pid());
    }
    Validator third = new Validator(3, network.resolve("validator-3"), cairn);
    long before = settled(third);
    Thread.sleep(STANDING);
    assertThat(third.knownHeight()).as("height while the chain must stand").isEqualTo(before);
    goOn();
  }

  /// The height that two readings in a row have: what was decided before is made still.
  private static long settled(Validator of) throws InterruptedException {
    long last = of.knownHeight();
    for (int i = 0; i < READINGS; i++) {
      Thread.sleep(SETTLED);
      long now = of.knownHeight();
      if (now == last) {
        return now;
      }
      last = now;
    }
    throw new AssertionError("the chain goes on without two of four, at height " + last);
  }

  private void goOn() {
    still.forEach(process -> Validator.signal("CONT", process.pid()));
    still.clear();
  }

  private TestnetAnswer testnet() {
    Command.Result said =
        cairn.attempt("testnet", "status", "--home", network.toString(), "--enc", "json");
    return TestnetAnswer.read(JsonValue.parse(said.output()));
  }

  private ProcessHandle process(String name) {
    return testnet().processes().stream()
        .filter(process -> process.name().equals(name))
        .flatMap(process -> ProcessHandle.of(process.pid()).stream())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no process " + name));
  }

  /// The name of the provider with a peer id.
  private String provider(String peer) throws IOException {
    for (int i = 1; i <= PROVIDERS; i++) {
      String name = "provider-" + i;
      if (at("testnet/" + name).run("id", "-f", "<id>").equals(peer)) {
        return name;
      }
    }
    throw new AssertionError("no provider is " + peer);
  }

  /// Empty while the client cannot tell.
  private Optional<List<SlotAnswer>> copies() {
    Command.Result said = client.attempt("status", "1", "--enc", "json");
    return said.exit() == 0
        ? Optional.of(AgreementAnswer.read(JsonValue.parse(said.output())).slots())
        : Optional.empty();
  }

  private List<SlotAnswer> await(String what, Predicate<List<SlotAnswer>> wanted)
      throws InterruptedException {
    List<List<SlotAnswer>> seen = new ArrayList<>();
    Waiting.until(
        LONG,
        what,
        () -> {
          copies().filter(wanted).ifPresent(seen::add);
          return !seen.isEmpty();
        });
    return seen.getLast();
  }

  /// The same sets go on, and nothing of their collateral is gone.
  private void requireUnharmed(List<SlotAnswer> kept) throws InterruptedException {
    List<SlotAnswer> now = await("the copies", _ -> true);
    for (SlotAnswer copy : kept) {
      SlotAnswer same = now.get((int) copy.slot());
      assertThat(same.set()).as("set of copy %d", copy.slot()).isEqualTo(copy.set());
      assertThat(same.slashed()).as("slashed of copy %d: %s", copy.slot(), same).isEqualTo("0");
    }
  }
}
