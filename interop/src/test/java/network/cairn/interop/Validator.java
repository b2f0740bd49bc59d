package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;

/// One validator of a cluster: a process of the built program, and the CometBFT that it starts.
final class Validator {
  private static final Duration END = Duration.ofSeconds(40);
  private static final Duration ANSWER = Duration.ofMinutes(3);

  /// Blocks from one snapshot to the next, the least.
  static final int SNAPSHOTS = 100;

  /// In a home: by how much the clock of its CometBFT is off.
  static final String CLOCK = "clock-off";

  private static final Pattern TAKEN_OVER = Pattern.compile("the state of height ([0-9]+) is here");

  final int number;
  final Path home;
  private final Command cairn;
  private final List<String> options;
  private final NetworkFile network;
  private Optional<Process> process = Optional.empty();
  private int starts;
  private long knownFrom;

  Validator(int number, Path home, Command cairn) {
    this(number, home, cairn, List.of());
  }

  /// @param options of its starts
  Validator(int number, Path home, Command cairn, List<String> options) {
    this.options = List.copyOf(options);
    this.number = number;
    this.home = home;
    this.cairn = cairn;
    NetworkFile all = LedgerHome.open(home).network();
    this.network = all.at(List.of(all.ledgerUrl()));
  }

  /// It knows of no payment below this height: its state is one of others.
  void knowsFrom(long height) {
    knownFrom = height;
  }

  long knownFrom() {
    return knownFrom;
  }

  /// The height of the state that it took over from others.
  long takenOver() {
    Matcher told = TAKEN_OVER.matcher(said());
    assertThat(told.find()).as(said()).isTrue();
    return Long.parseLong(told.group(1));
  }

  /// Whether this program says so itself; its CometBFT's words stand in lines of their own.
  boolean tellsOfFullDisk() {
    return said().lines().anyMatch(line -> line.contains("No space left on device"));
  }

  /// Whether its clock is so far behind that blocks are of the future there.
  boolean tellsOfFuture() {
    return said().contains("too far in the future");
  }

  /// Starts again with a clock that is off.
  ///
  /// @param by as Go writes durations; empty for not at all
  void setClock(String by) throws IOException, InterruptedException {
    stop();
    Files.deleteIfExists(home.resolve(CLOCK));
    if (!by.isEmpty()) {
      Files.writeString(home.resolve(CLOCK), by);
    }
    start();
  }

  String name() {
    return "validator " + number;
  }

  private String log() {
    return "validator-" + number + "." + starts + ".log";
  }

  String said() {
    return cairn.log(log());
  }

  void start() {
    starts++;
    List<String> words = new ArrayList<>(List.of("ledger", "start", "--engine", "cometbft"));
    words.addAll(List.of("--home", home.toString()));
    words.addAll(options);
    process = Optional.of(cairn.start(log(), words.toArray(String[]::new)));
  }

  /// A start that is refused.
  Command.Result attempt() {
    return cairn.attempt("ledger", "start", "--engine", "cometbft", "--home", home.toString());
  }

  /// A command of the ledger at its home.
  Command.Result command(String... words) {
    List<String> all = new ArrayList<>(List.of("ledger"));
    all.addAll(List.of(words));
    all.addAll(List.of("--home", home.toString()));
    return cairn.attempt(all.toArray(String[]::new));
  }

  /// As [#command], which has to succeed.
  ///
  /// @return what it printed
  String run(String... words) {
    Command.Result result = command(words);
    assertThat(result.exit()).as("%s at %s: %s", List.of(words), name(), result).isZero();
    return result.output();
  }

  void requireAlive() {
    if (process.isEmpty() || !process.get().isAlive()) {
      throw new AssertionError(name() + " ended: " + said());
    }
  }

  boolean isAlive() {
    return process.filter(Process::isAlive).isPresent();
  }

  /// SIGKILL of this program; its CometBFT must end by itself.
  void kill() throws InterruptedException {
    Optional<ProcessHandle> comet = comet();
    process.ifPresent(running -> {
      running.destroyForcibly();
      Waiting.ends(running, END);
    });
    awaitEnd(comet);
  }

  /// Waits until it has ended by itself.
  ///
  /// @return its exit code
  int awaitEnd() throws InterruptedException {
    Process running = process.orElseThrow();
    Waiting.until(ANSWER, "the end of " + name(), () -> !running.isAlive());
    awaitEnd(comet());
    return running.exitValue();
  }

  /// SIGTERM, after which nothing is left.
  void stop() throws InterruptedException {
    Optional<ProcessHandle> comet = comet();
    Process running = process.orElseThrow();
    running.destroy();
    assertThat(Waiting.ends(running, END)).as(name() + " ends").isTrue();
    awaitEnd(comet);
  }

  private void awaitEnd(Optional<ProcessHandle> comet) throws InterruptedException {
    Waiting.until(
        END,
        "the end of the CometBFT of " + name(),
        () -> comet.filter(ProcessHandle::isAlive).isEmpty());
  }

  /// Whatever the test left.
  void end() {
    // The other way round this program would start another CometBFT.
    process.ifPresent(running -> {
      signal("CONT", running.pid());
      running.destroyForcibly();
      Waiting.ends(running, END);
    });
    comet()
        .ifPresent(handle -> {
          signal("CONT", handle.pid());
          handle.destroyForcibly();
        });
  }

  Optional<ProcessHandle> comet() {
    return cometOf(home);
  }

  /// The CometBFT that runs on a home. A number that was left behind may be anybody's by now.
  static Optional<ProcessHandle> cometOf(Path home) {
    Path folder = home.resolve("comet").toAbsolutePath().normalize();
    Path file = folder.resolve("pid");
    try {
      return Files.exists(file)
          ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
              .filter(ProcessHandle::isAlive)
              .filter(handle -> isAskedFor(folder, handle))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isAskedFor(Path folder, ProcessHandle handle) {
    return handle.info().arguments().stream()
        .flatMap(Arrays::stream)
        .anyMatch(folder.toString()::equals);
  }

  /// SIGKILL of CometBFT alone, which this program must start again.
  void killComet() {
    comet().ifPresent(ProcessHandle::destroyForcibly);
  }

  /// Stops or continues both processes.
  void signal(String name) {
    comet().ifPresent(handle -> signal(name, handle.pid()));
    process.ifPresent(running -> signal(name, running.pid()));
  }

  static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// Asks its door alone; empty while it does not answer.
  <T> Optional<T> ask(Function<LedgerClient, Optional<T>> question) {
    try (LedgerClient ledger = RemoteLedger.over(network, InstantSource.system())) {
      return question.apply(ledger);
    } catch (LedgerUnavailable e) {
      return Optional.empty();
    }
  }

  /// Asks its door alone until it answers in whole: a question that breaks off begins again.
  <T> T answer(String what, Function<LedgerClient, T> question) throws InterruptedException {
    AtomicReference<Optional<T>> answered = new AtomicReference<>(Optional.empty());
    Waiting.until(
        ANSWER,
        what + " at " + name(),
        () -> {
          if (process.isPresent()) { // Else somebody else runs it.
            requireAlive();
          }
          answered.set(ask(ledger -> Optional.of(question.apply(ledger))));
          return answered.get().isPresent();
        });
    return answered.get().orElseThrow();
  }

  /// 0 while it does not tell.
  long height() {
    return isAlive() ? ask(ledger -> Optional.of(ledger.status().height())).orElse(0L) : 0;
  }

  /// What the state has under a key, with proof.
  Optional<byte[]> value(byte[] key) throws InterruptedException {
    return answer(
        "a value of the state",
        ledger ->
            ledger
                .read(List.of(key), 0, true)
                .items()
                .getFirst()
                .value()
                .map(ByteString::toByteArray));
  }

  long knownHeight() throws InterruptedException {
    return answer("the height", ledger -> ledger.status().height());
  }

  /// The root of the state that the header of a height carries, which must be signed.
  String root(long height) throws InterruptedException {
    return HexFormat.of()
        .formatHex(
            answer(
                    "the root of height " + height,
                    ledger ->
                        ledger
                            .root(height)
                            .orElseThrow(() -> new LedgerUnavailable("no header of " + height)))
                .toByteArray());
  }
}
