package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
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
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.Votes;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledgerapi.EvidenceReply;
import network.cairn.proto.ledgerapi.EvidenceRequest;
import network.cairn.proto.ledgerapi.LightBlockRequest;
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
  private static final Pattern POWER = Pattern.compile("\"voting_power\":\"([0-9]+)\"");
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

    /// What its CometBFT says sooner or later: a busy one may be silent for a while.
    private String answer(String path, Pattern wanted) throws InterruptedException {
      AtomicReference<String> found = new AtomicReference<>("");
      Waiting.until(
          LONG,
          "an answer of validator " + number + " to " + path,
          () -> {
            requireAlive();
            Matcher matcher = wanted.matcher(ask(path));
            found.set(matcher.find() ? matcher.group(1) : "");
            return !found.get().isEmpty();
          });
      return found.get();
    }

    private void requireAlive() {
      if (!process.isAlive()) {
        throw new AssertionError("validator " + number + " ended: " + cairn.log(log()));
      }
    }

    long height() throws InterruptedException {
      return Long.parseLong(answer("status", HEIGHT));
    }

    void reach(long height) throws InterruptedException {
      Waiting.until(
          LONG,
          "height " + height + " of validator " + number,
          () -> {
            requireAlive();
            Matcher found = HEIGHT.matcher(ask("status"));
            return found.find() && Long.parseLong(found.group(1)) >= height;
          });
    }

    String appHash(long height) throws InterruptedException {
      return answer("commit?height=" + height, APP_HASH);
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private String init(int count, String... further) {
    List<String> words = new ArrayList<>(List.of("ledger", "init", "--dev"));
    words.addAll(List.of("--validators", Integer.toString(count)));
    words.addAll(List.of("--home", folder.resolve("net").toString()));
    words.addAll(List.of("--p2p", "127.0.0.1:" + base));
    words.addAll(List.of("--url", "http://127.0.0.1:" + (base + 2)));
    words.addAll(List.of(further));
    return cairn.run(words.toArray(String[]::new));
  }

  /// What an operator does at its own validator.
  private String operator(Validator validator, String... words) {
    List<String> all = new ArrayList<>(List.of("ledger"));
    all.addAll(List.of(words));
    all.addAll(List.of("--home", validator.home.toString()));
    return cairn.run(all.toArray(String[]::new));
  }

  private String refusal(Validator validator, String words) {
    List<String> all = new ArrayList<>(List.of("ledger"));
    all.addAll(List.of(words.split(" ")));
    all.addAll(List.of("--home", validator.home.toString()));
    Command.Result result = cairn.attempt(all.toArray(String[]::new));
    assertThat(result.exit()).as(words).isEqualTo(1);
    return result.errors();
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
    for (String words :
        List.of("stake show", "stake bond 5", "stake add 5", "stake withdraw 5", "stake return")) {
      assertThat(refusal(one, words)).contains("those of its genesis, for ever");
    }
    for (String words : List.of("vote 1 yes", "propose M=80")) {
      assertThat(refusal(one, words)).contains("parameters never change");
    }
    // CometBFT alone.
    long child = one.child();
    ProcessHandle.of(child).orElseThrow().destroyForcibly();
    Waiting.until(LONG, "CometBFT to end", () -> !isAlive(child));
    long height = one.height();
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
    long before = validators.getFirst().height();
    for (Validator validator : validators.subList(0, 3)) {
      validator.reach(before + 10);
    }
    pay(treasury);
    dead.startAgain();
    long height = validators.getFirst().height();
    dead.reach(height);
    for (Validator validator : validators) {
      validator.reach(height + 1);
      assertThat(validator.appHash(height)).isEqualTo(dead.appHash(height));
    }
    for (Validator validator : validators) {
      validator.stop();
    }
  }

  @Test
  void stakesChangeTheSetOfCometBftAndOperatorsChangeParameters() throws Exception {
    init(1, "--staking");
    Validator one = new Validator(1);
    validators.add(one);
    one.reach(3);
    assertThat(operator(one, "stake", "show")).contains("100 CAIRN, active").contains("100000");
    operator(one, "stake", "add", "50");
    Waiting.until(
        LONG,
        "CometBFT to have the power of 150 CAIRN",
        () -> one.ask("validators").contains("\"voting_power\":\"150000\""));
    operator(one, "stake", "withdraw", "30");
    Waiting.until(
        LONG,
        "CometBFT to have the power of 120 CAIRN",
        () -> one.ask("validators").contains("\"voting_power\":\"120000\""));
    assertThat(operator(one, "propose", "minBond=12")).startsWith("proposal 1 is in block");
    operator(one, "vote", "1", "yes");
    Waiting.until(
        LONG,
        "the new least bond",
        () -> operator(one, "params").lines().anyMatch(l -> l.matches("minBond +12 CAIRN .*")));
    assertThat(cairn.attempt("ledger", "propose", "M=4", "--home", one.home.toString()).errors())
        .contains("parameter M is 4 blocks, not in 8 blocks..604800 blocks");
    one.stop();
    one.startAgain();
    one.reach(one.height() + 3);
    assertThat(operator(one, "stake", "show")).contains("120 CAIRN, active");
    one.stop();
  }

  /// One of three is dead until it is jailed; it comes back by its operator's word.
  @Test
  void whoIsAbsentLeavesTheSetAndComesBack() throws Exception {
    init(3, "--staking");
    for (int i = 1; i <= 3; i++) {
      validators.add(new Validator(i));
    }
    for (Validator validator : validators) {
      validator.reach(5);
    }
    Validator first = validators.getFirst();
    operator(first, "stake", "add", "90");
    operator(validators.get(1), "stake", "add", "90");
    Waiting.until(
        LONG, "the larger powers", () -> powers(first).equals(List.of(190_000, 190_000, 100_000)));
    Validator absent = validators.getLast();
    absent.kill();
    Waiting.until(
        LONG, "the absent one to leave", () -> powers(first).equals(List.of(190_000, 190_000)));
    absent.startAgain();
    absent.reach(first.height());
    assertThat(operator(absent, "stake", "show")).contains("100 CAIRN, jailed");
    Waiting.until(
        LONG,
        "its jail to end",
        () ->
            cairn.attempt("ledger", "stake", "return", "--home", absent.home.toString()).exit()
                == 0);
    Waiting.until(
        LONG, "its return", () -> powers(first).equals(List.of(190_000, 190_000, 100_000)));
    for (Validator validator : validators) {
      validator.stop();
    }
  }

  /// A validator that shows a light client two blocks of one height loses stake on its own chain,
  /// whichever of the two forms its second block has.
  @Test
  void evidenceOfLightClientsReachesTheChain() throws Exception {
    init(1, "--staking");
    Validator one = new Validator(1);
    validators.add(one);
    one.reach(8);
    assertThat(accuse(block(4)).getReason()).isEqualTo("NO_EVIDENCE");
    byte[] seed = KeyFile.read(one.home.resolve("keystore").resolve("validator")).seed();
    LightBlock.Builder twin = block(5).toBuilder();
    twin.getSignedHeaderBuilder()
        .getHeaderBuilder()
        .setDataHash(ByteString.copyFrom(Sha256.of(new byte[1])));
    LightBlock.Builder lie = block(6).toBuilder();
    lie.getSignedHeaderBuilder()
        .getHeaderBuilder()
        .setAppHash(ByteString.copyFrom(Sha256.of(new byte[1])));
    assertThat(accuse(twin.build()).getReason()).isEqualTo("NO_EVIDENCE");
    assertThat(accuse(signed(twin, seed))).isEqualTo(EvidenceReply.getDefaultInstance());
    assertThat(accuse(signed(lie, seed))).isEqualTo(EvidenceReply.getDefaultInstance());
    Waiting.until(LONG, "its barring", () -> operator(one, "stake", "show").contains("barred"));
    one.stop();
  }

  private byte[] door(String name, Message request) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + (base + 2) + "/ledger/v1/" + name);
    HttpResponse<byte[]> reply =
        http.send(
            HttpRequest.newBuilder(uri)
                .timeout(LONG)
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(reply.statusCode()).isEqualTo(200);
    return reply.body();
  }

  private LightBlock block(long height) throws IOException, InterruptedException {
    return LightBlock.parseFrom(
        door("light-block", LightBlockRequest.newBuilder().setHeight(height).build()));
  }

  private EvidenceReply accuse(LightBlock shown) throws IOException, InterruptedException {
    return EvidenceReply.parseFrom(
        door("evidence", EvidenceRequest.newBuilder().setBlock(shown).build()));
  }

  /// As its only validator signs it.
  private static LightBlock signed(LightBlock.Builder block, byte[] seed) {
    SignedHeader.Builder signed = block.getSignedHeaderBuilder();
    Commit.Builder commit = signed.getCommitBuilder();
    commit.getBlockIdBuilder().setHash(Headers.hash(signed.getHeader()));
    byte[] said = Votes.signBytes(signed.getHeader().getChainId(), commit.build(), 0);
    commit.getSignaturesBuilder(0).setSignature(ByteString.copyFrom(Ed25519.sign(seed, said)));
    return block.build();
  }

  private static List<Integer> powers(Validator validator) {
    return POWER
        .matcher(validator.ask("validators"))
        .results()
        .map(found -> Integer.parseInt(found.group(1)))
        .toList();
  }
}
