package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Reading;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.rules.StateKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A network whose ledger one process makes, with a file that is paid for and proved, goes on with
/// four validators of real CometBFT: nobody misses, everybody is paid, and what was proved before
/// stays proved.
@Tag("interop")
@Timeout(900)
@ExtendWith(LateCleanup.class)
class MigrateIT {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final Pattern ENDS =
      Pattern.compile("ends here at height ([0-9]+), app hash ([0-9a-f]{64})");
  private static final List<String> OPERATORS = List.of("anna", "bert", "carla", "dora");

  private static final List<String> KEEPING =
      List.of("--snapshots", Integer.toString(Validator.SNAPSHOTS));

  private Path folder;
  private Path testnet;
  private Command cairn;
  private final List<Validator> validators = new ArrayList<>();

  @BeforeEach
  void start(Path empty) throws IOException {
    Prerequisite.of("cometbft.bin", "CometBFT");
    folder = empty;
    testnet = folder.resolve("testnet");
    cairn = at("nobody");
    cairn.run("testnet", "up", "--home", testnet.toString());
  }

  @AfterEach
  void stop() {
    validators.forEach(Validator::end);
    if (cairn != null) {
      cairn.run("testnet", "down", "--home", testnet.toString());
    }
  }

  private Command at(String name) throws IOException {
    Path launcher = Prerequisite.of("cairn.bin", "built ./cairn");
    Path comet = Prerequisite.of("cometbft.bin", "CometBFT");
    return new Command(
        Files.createDirectories(folder.resolve("logs").resolve(name)),
        List.of(launcher.toString()),
        Map.of(
            "CAIRN_PATH",
            folder.resolve(name).toString(),
            "CAIRN_COMETBFT",
            comet.toString(),
            "CAIRN_JAVA_OPTS",
            "-Xmx256m"));
  }

  /// What the ledger proves of the file.
  private record Kept(AgreementRecord agreement, List<SetRecord> sets, BigInteger earned) {
    long proven() {
      return sets.stream().mapToLong(SetRecord::proven).min().orElseThrow();
    }
  }

  private static final long AGREEMENT = 1;

  /// Everything under one proved state; empty while no server has one.
  private static Optional<Kept> kept(NetworkFile network) {
    try (LedgerClient ledger = RemoteLedger.over(network, InstantSource.system())) {
      Reading first = ledger.read(List.of(StateKeys.agreement(AGREEMENT)), 0, true);
      AgreementRecord agreement = RecordCodec.agreement(bytes(first, 0));
      List<byte[]> keys = new ArrayList<>();
      agreement.sets().forEach(id -> keys.add(StateKeys.set(id)));
      Reading read = ledger.read(keys, first.height(), true);
      List<SetRecord> sets = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        sets.add(RecordCodec.set(bytes(read, i)));
      }
      BigInteger earned = BigInteger.ZERO;
      for (SetRecord set : sets) {
        Reading provider =
            ledger.read(List.of(StateKeys.provider(set.provider())), first.height(), true);
        Reading account =
            ledger.read(
                List.of(StateKeys.account(RecordCodec.provider(bytes(provider, 0)).payout())),
                first.height(),
                true);
        earned = earned.add(RecordCodec.account(bytes(account, 0)).balance().pebbles());
      }
      return Optional.of(new Kept(agreement, sets, earned));
    } catch (LedgerUnavailable | UntrustedAnswer e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(Reading reading, int item) {
    return reading.items().get(item).value().map(ByteString::toByteArray).orElseThrow();
  }

  private static Kept await(NetworkFile network, String what, long proven)
      throws InterruptedException {
    List<Kept> found = new ArrayList<>();
    Waiting.until(
        LONG,
        what,
        () -> kept(network).filter(k -> k.proven() >= proven).map(found::add).orElse(false));
    return found.getLast();
  }

  /// Lines of the four, the first of whom answers where the ledger did and keeps its own keys.
  private Path members(URI ledger) throws IOException {
    int base = FreePorts.row(OPERATORS.size());
    StringBuilder file = new StringBuilder("cairn-validators 1\n");
    file.append(
        cairn.run(
            "ledger",
            "keys",
            OPERATORS.getFirst(),
            "--home",
            folder.resolve("anna").toString(),
            "--p2p",
            "127.0.0.1:" + base,
            "--url",
            ledger.toString()));
    for (int i = 1; i < OPERATORS.size(); i++) {
      int port = base + 10 * i;
      file.append("\nvalidator ").append(OPERATORS.get(i)).append("\npower 1\n");
      file.append("p2p 127.0.0.1:").append(port);
      file.append("\nurl http://127.0.0.1:").append(port + 2).append('\n');
    }
    return Files.writeString(folder.resolve("members"), file);
  }

  /// Ends the old ledger and starts the four.
  ///
  /// @return the last height of before and its app hash
  private Matcher move(URI ledger) throws IOException, InterruptedException {
    Path old = testnet.resolve("ledger");
    Path homes = folder.resolve("homes");
    Path members = members(ledger);
    cairn.run("testnet", "stop", "ledger", "--home", testnet.toString());
    Matcher end =
        ENDS.matcher(
            cairn.run(
                "ledger",
                "migrate",
                "--home",
                old.toString(),
                "--validators",
                members.toString(),
                "-o",
                homes.toString()));
    assertThat(end.find()).isTrue();
    Path sent = homes.resolve("anna");
    Path anna = folder.resolve("anna");
    assertThat(
            cairn.run(
                "ledger",
                "init",
                "--validators",
                sent.resolve("validators").toString(),
                "--genesis",
                sent.resolve("genesis").toString(),
                "--home",
                anna.toString()))
        .contains("it goes on after height " + end.group(1) + ", app hash " + end.group(2));
    assertThat(cairn.run("ledger", "verify", "--home", anna.toString()))
        .contains("verified up to height " + end.group(1) + ", app hash " + end.group(2));
    assertThat(cairn.run("ledger", "status", "--home", homes.resolve("dora").toString()))
        .containsPattern("Height +" + end.group(1) + "\n");
    validators.add(new Validator(1, anna, cairn, KEEPING));
    for (int i = 1; i < OPERATORS.size(); i++) {
      validators.add(new Validator(i + 1, homes.resolve(OPERATORS.get(i)), cairn, KEEPING));
    }
    // She answers where the old ledger did: the providers' next words reach a door again soon.
    Validator first = validators.getFirst();
    first.start();
    first.knownHeight();
    validators.subList(1, validators.size()).forEach(Validator::start);
    return end;
  }

  @Test
  void aPaidFileIsProvedThroughAMove() throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(7).nextBytes(content);
    Path file = Files.write(folder.resolve("file"), content);
    Path receipt = folder.resolve("receipt");
    Command client = at("testnet/client");
    client.run(
        "put",
        file.toString(),
        "--copies",
        "2",
        "--for",
        "90p",
        "--yes",
        "--receipt",
        receipt.toString());
    String cid = client.run("add", "--only-hash", "-Q", file.toString());
    NetworkFile network = LedgerHome.open(testnet.resolve("ledger")).network();
    Kept before = await(network, "a period that is proved by both", 1);

    Matcher end = move(network.ledgerUrl());
    long last = Long.parseLong(end.group(1));
    Waiting.until(
        LONG,
        "blocks of the four",
        () -> {
          validators.forEach(Validator::requireAlive);
          return Cluster.heights(validators).getMin() >= last + 3;
        });
    for (Validator validator : validators) {
      assertThat(validator.root(last + 1))
          .as("state of " + validator.name() + " after the old chain's last block")
          .isEqualTo(end.group(2));
    }

    NetworkFile any = network.at(LedgerHome.open(validators.getLast().home).network().servers());
    Kept moved = await(any, "a proved state of the four", before.proven());
    Kept after = await(any, "three more periods that are proved by both", moved.proven() + 3);
    assertThat(after.agreement().sets()).isEqualTo(before.agreement().sets());
    assertThat(after.agreement().root()).isEqualTo(before.agreement().root());
    for (int i = 0; i < after.sets().size(); i++) {
      SetRecord was = before.sets().get(i);
      SetRecord is = after.sets().get(i);
      assertThat(is.isLive()).isTrue();
      assertThat(is.openedHeight()).isEqualTo(was.openedHeight());
      assertThat(is.endPeriod()).isEqualTo(was.endPeriod());
      assertThat(is.rate()).isEqualTo(was.rate());
      assertThat(is.pieceRoot()).isEqualTo(was.pieceRoot());
      assertThat(is.history()).as("misses of set " + is.id()).isZero();
      assertThat(is.slashed().pebbles()).as("slashed of set " + is.id()).isZero();
    }
    assertThat(after.earned()).isGreaterThan(moved.earned());

    assertThat(client.run("status", "1")).contains(cid);
    client.run("receipt", "get", "1", "-o", folder.resolve("newer").toString());
    Path copy = folder.resolve("copy");
    fresh().run("get", "-o", copy.toString(), cid);
    assertThat(copy).hasBinaryContent(content);
    aFifthJoins();
    receiptsStayProved(client, receipt);
  }

  /// A node that founded nothing takes over what four made of what one began.
  private void aFifthJoins() throws IOException, InterruptedException {
    List<Validator> four = List.copyOf(validators);
    Path home = folder.resolve("five");
    int port = FreePorts.row(1);
    cairn.run(
        "ledger",
        "join",
        four.getLast().home.resolve("network").toString(),
        "--home",
        home.toString(),
        "--p2p",
        "127.0.0.1:" + port,
        "--url",
        "http://127.0.0.1:" + (port + 2));
    Validator fifth = new Validator(OPERATORS.size() + 1, home, cairn, KEEPING);
    validators.add(fifth);
    fifth.start();
    long height = Cluster.heights(four).getMin() + 1;
    Waiting.until(
        LONG,
        "height " + height + " of a node that joined",
        () -> {
          fifth.requireAlive();
          return fifth.height() >= height;
        });
    assertThat(fifth.said()).contains("comes from others");
    Waiting.until(
        LONG,
        "a note of the header that it follows, which its own door does not lead to",
        () -> Files.exists(home.resolve("ledger-head")));
    assertThat(cairn.run("ledger", "status", "--home", home.toString()))
        .containsPattern("Server +http://127.0.0.1:" + (port + 2) + "\n");
  }

  /// A user who came after the move, with a network file of one of the four.
  private Command fresh() throws IOException {
    Command fresh = at("fresh");
    fresh.run(
        "init",
        "--profile",
        "test",
        "--network",
        validators.getLast().home.resolve("network").toString());
    return fresh;
  }

  /// Who trusts a header of the four checks what one process signed before, without a network.
  private void receiptsStayProved(Command client, Path receipt) throws InterruptedException {
    Path later = folder.resolve("later");
    Waiting.until(
        LONG,
        "a newer network file",
        () -> client.attempt("ledger", "trust", "-o", later.toString()).exit() == 0);
    String[] verify = {"receipt", "verify", receipt.toString(), "--network", later.toString()};
    assertThat(cairn.attempt(verify).errors()).contains("it carries no hand-overs");
    List<String> fetch = new ArrayList<>(List.of(verify));
    fetch.add("--fetch");
    assertThat(cairn.run(fetch.toArray(String[]::new)))
        .contains("One operator ran this ledger then");
    for (Validator validator : validators) {
      validator.stop();
    }
    assertThat(cairn.run(verify)).contains("agreement 1 on").contains("periods proven");
  }
}
