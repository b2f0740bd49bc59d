package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.ServerReport;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.proto.comet.LightBlock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A fifth node joins four validators of a staking chain with a network file alone, while payments
/// go on: it takes the state of others over, loses its own, and becomes a validator.
@Tag("interop")
@Timeout(900)
@ExtendWith(LateCleanup.class)
class JoinIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final int FOUNDERS = 4;
  private static final long EPOCH = 20;
  private static final String SNAPSHOTS = "100";
  private static final String TAKEN = "comes from others";

  private final List<Validator> validators = new ArrayList<>();
  private Path folder;
  private Command cairn;
  private int base;
  private Optional<Payments> payments = Optional.empty();

  @BeforeEach
  void found(Path temporary) throws IOException {
    folder = temporary;
    Path comet = Prerequisite.of("cometbft.bin", "CometBFT");
    Path launcher = Prerequisite.of("cairn.bin", "built ./cairn");
    cairn =
        new Command(
            Files.createDirectories(folder.resolve("logs")),
            List.of(launcher.toString()),
            Map.of(
                "CAIRN_COMETBFT",
                comet.toString(),
                "CAIRN_JAVA_OPTS",
                "-Xmx256m",
                "CAIRN_PATH",
                folder.resolve("n").toString()));
    base = FreePorts.row(FOUNDERS + 1);
    Path net = folder.resolve("net");
    cairn.run(
        "ledger",
        "init",
        "--dev",
        "--staking",
        "--validators",
        Integer.toString(FOUNDERS),
        "--home",
        net.toString(),
        "--p2p",
        "127.0.0.1:" + base,
        "--url",
        "http://127.0.0.1:" + (base + 2));
    for (int i = 1; i <= FOUNDERS; i++) {
      validators.add(validator(i, net.resolve("validator-" + i)));
    }
    validators.forEach(Validator::start);
  }

  @AfterEach
  void end() throws Exception {
    if (payments.isPresent()) {
      payments.get().end();
    }
    validators.forEach(Validator::end);
  }

  private Validator validator(int number, Path home) {
    return new Validator(number, home, cairn, List.of("--snapshots", SNAPSHOTS));
  }

  private Validator first() {
    return validators.getFirst();
  }

  private String operator(Validator of, String... words) {
    return cairn.run(words(of, words));
  }

  private String refusal(Validator of, String... words) {
    Command.Result result = cairn.attempt(words(of, words));
    assertThat(result.exit()).as(String.join(" ", words)).isEqualTo(1);
    return result.errors();
  }

  private static String[] words(Validator of, String... words) {
    return Stream.of(Stream.of("ledger"), Stream.of(words), Stream.of("--home", of.home.toString()))
        .flatMap(word -> word)
        .toArray(String[]::new);
  }

  private void reach(Validator validator, long height) throws InterruptedException {
    Waiting.until(
        LONG,
        "height " + height + " of " + validator.name() + ", which said " + validator.said(),
        () -> {
          validator.requireAlive();
          return validator.height() >= height;
        });
  }

  @Test
  void aFifthNodeTakesTheStateOverAndBecomesAValidator() throws Exception {
    payments = Optional.of(new Payments(first().home));
    Waiting.until(
        LONG,
        "the first snapshots",
        () -> validators.stream().allMatch(validator -> hasSnapshot(validator.home)));
    assertThat(damage(validators.get(3).home)).isPositive();
    Validator fifth = join();
    fifth.start();
    synced(fifth);
    losesAllAndBeginsAgain(fifth);
    bonds(fifth);
    signs(fifth);
    Waiting.until(
        LONG,
        "a note of the header that it follows",
        () -> Files.exists(fifth.home.resolve("ledger-head")));
    isJailedAndReturns(fifth);
  }

  /// Killed as soon as it signs, it is away for half of an epoch and more: that jails it, whenever
  /// it is back, until its operator says so.
  private void isJailedAndReturns(Validator fifth) throws InterruptedException {
    fifth.kill();
    reach(first(), first().height() + 2 * EPOCH + 1);
    fifth.start();
    reach(fifth, first().height() + 1);
    assertThat(operator(fifth, "stake", "show")).contains("50 CAIRN, jailed");
    Waiting.until(
        LONG,
        "the end of its jail",
        () -> cairn.attempt(words(fifth, "stake", "return")).exit() == 0);
    assertThat(operator(fifth, "stake", "show")).contains("50 CAIRN, active");
    signs(fifth);
  }

  /// The manifest is written last.
  private static boolean hasSnapshot(Path home) {
    return !files(home, ".manifest").isEmpty();
  }

  private static List<Path> files(Path home, String ending) {
    Path snapshots = home.resolve("snapshots");
    try (Stream<Path> below =
        Files.isDirectory(snapshots) ? Files.list(snapshots) : Stream.<Path>empty()) {
      return below.filter(file -> file.toString().endsWith(ending)).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // One that is being written goes away.
    }
  }

  /// One of the four has snapshots of no use: the others' are taken.
  ///
  /// @return how many chunks it is of
  private static int damage(Path home) throws IOException {
    int damaged = 0;
    for (Path chunk : files(home, ".chunk")) {
      try {
        byte[] bytes = Files.readAllBytes(chunk);
        bytes[bytes.length / 2] ^= 1;
        Files.write(chunk, bytes, StandardOpenOption.WRITE);
        damaged++;
      } catch (NoSuchFileException _) {
        // Of a snapshot that a newer one took the place of meanwhile.
      }
    }
    return damaged;
  }

  private Validator join() {
    Path home = folder.resolve("five");
    int own = base + FreePorts.STEP * FOUNDERS;
    assertThat(
            cairn.run(
                "ledger",
                "join",
                first().home.resolve("network").toString(),
                "--home",
                home.toString(),
                "--p2p",
                "127.0.0.1:" + own,
                "--url",
                "http://127.0.0.1:" + (own + 2)))
        .contains("operator tcairn1")
        .contains("start it with: cairn ledger start --engine cometbft");
    Validator fifth = validator(FOUNDERS + 1, home);
    validators.add(fifth);
    assertThat(
            cairn
                .attempt(
                    "ledger",
                    "join",
                    first().home.resolve("network").toString(),
                    "--home",
                    home.toString())
                .errors())
        .contains("has a chain already");
    return fifth;
  }

  /// It has a snapshot's state, the blocks after it and none before, and proves what it says.
  private void synced(Validator fifth) throws InterruptedException {
    reach(fifth, first().height() + 1);
    assertThat(fifth.said()).contains(TAKEN);
    Optional<LightBlock> block = fifth.answer("its first header", ledger -> ledger.lightBlock(1));
    assertThat(block).as("nothing was replayed").isEmpty();
    payments.ifPresent(Payments::acknowledged);
    Waiting.until(
        LONG,
        "a proved read of the fifth",
        () -> fifth.ask(ledger -> ledger.get(StateKeys.account(Payments.RECEIVER))).isPresent());
    Waiting.until(
        LONG,
        "the fifth to say that it has caught up",
        () -> fifth.ask(LedgerClient::report).filter(said -> !said.catchingUp()).isPresent());
  }

  private void losesAllAndBeginsAgain(Validator fifth) throws Exception {
    fifth.kill();
    for (String lost : List.of("state", "snapshots", "comet")) {
      try (Stream<Path> all = Files.walk(fifth.home.resolve(lost))) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    fifth.start();
    synced(fifth);
  }

  private void bonds(Validator fifth) throws InterruptedException {
    payments.orElseThrow().end();
    assertThat(payments.orElseThrow().count()).isPositive();
    payments = Optional.empty();
    assertThat(refusal(fifth, "stake", "bond", "50")).contains("has 0 CAIRN, not 50 CAIRN");
    String address =
        operator(fifth, "stake", "show")
            .lines()
            .filter(line -> line.startsWith("operator"))
            .findFirst()
            .orElseThrow()
            .substring("operator".length())
            .strip();
    operator(first(), "transfer", address, "300");
    assertThat(refusal(fifth, "stake", "bond", "5")).contains("the least stake is 10 CAIRN");
    String bonded = operator(fifth, "stake", "bond", "50");
    assertThat(bonded).contains("50 CAIRN, active");
    assertThat(refusal(fifth, "stake", "bond", "50")).contains("has bonded already");
  }

  /// Blocks that come after this call name its vote.
  private void signs(Validator fifth) throws InterruptedException {
    ByteString address =
        new Validators.Validator(
                KeyFile.read(fifth.home.resolve("keystore").resolve("validator")).pubkey(), 1)
            .address();
    long after = first().height();
    Waiting.until(
        LONG,
        "a commit with the vote of " + fifth.name(),
        () -> {
          fifth.requireAlive();
          return first().ask(LedgerClient::report).stream()
              .flatMap(said -> said.signers().stream())
              .filter(signer -> signer.address().equals(address))
              .mapToLong(ServerReport.Signer::last)
              .anyMatch(last -> last > after);
        });
    reach(fifth, after + 1);
  }
}
