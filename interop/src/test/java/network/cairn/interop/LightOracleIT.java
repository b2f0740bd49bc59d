package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.base.ports.FreePorts;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.light.Climb;
import network.cairn.ledger.light.LightHeader;
import network.cairn.ledger.light.Move;
import network.cairn.ledger.light.TrustRoot;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.LightBlock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Our light client and CometBFT's, unmodified, believe and refuse the same headers of random
/// chains whose validators change, some of whose commits lack signatures or are forged.
@Tag("interop")
@Timeout(600)
final class LightOracleIT {
  private static final String CHAIN = "cairn-dev-oracle";
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final ByteString ROOT = ByteString.copyFrom(new byte[32]);
  private static final int CASES = Integer.getInteger("oracle.cases", 48);
  private static final long SEED = Long.getLong("property.seed", 20_261_130L);

  @TempDir private Path folder;
  private Path comet;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void prerequisites() {
    comet = Prerequisite.of("cometbft.bin", "CometBFT");
  }

  @AfterEach
  void end() {
    http.close();
  }

  /// What is done to the header that is asked for.
  private enum Change {
    NOTHING,
    SIGNATURES_ARE_MISSING,
    ONE_SIGNATURE_IS_FALSE,
    NO_SIGNATURE_IS_TRUE,
    OF_THE_SET_BEFORE,
    ANOTHER_STATE,
    TRUSTED_TOO_LONG_AGO,
    OF_THE_FUTURE
  }

  private record Case(HandMadeChain chain, long target, Change change) {}

  @Test
  void believesWhatCometBftsLightClientBelieves() throws Exception {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < CASES; i++) {
      Change change = Change.values()[i % Change.values().length];
      Case made = make(new SplittableRandom(SEED + i), change);
      boolean ours = believes(made);
      Answer theirs = oracle(made, i);
      assertThat(ours)
          .as("case %d (%s, height %d): CometBFT says %s", i, change, made.target(), theirs.text())
          .isEqualTo(theirs.believed());
      counts.merge(change + (ours ? " believed" : " refused"), 1, Integer::sum);
    }
    System.out.println("light oracle: " + CASES + " cases from seed " + SEED + ": " + counts);
    assertThat(counts)
        .containsKeys(
            "NOTHING believed",
            "NO_SIGNATURE_IS_TRUE refused",
            "SIGNATURES_ARE_MISSING believed",
            "SIGNATURES_ARE_MISSING refused",
            "ANOTHER_STATE refused",
            "TRUSTED_TOO_LONG_AGO refused",
            "OF_THE_FUTURE refused");
  }

  private static Case make(SplittableRandom random, Change change) {
    int size = random.nextInt(1, 9);
    double turnover = random.nextInt(4) / 4.0;
    List<List<String>> sets = new ArrayList<>();
    List<String> now = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      now.add("v" + i + ":" + random.nextInt(1, 10));
    }
    if (random.nextInt(4) == 0) {
      now.set(0, HandMadeChain.ODD + ":" + random.nextInt(1, 30));
    }
    long target = random.nextInt(2, 40);
    for (int height = 0; height <= target + 1; height++) {
      if (random.nextDouble() < turnover) {
        now.set(random.nextInt(size), "w" + height + ":" + random.nextInt(1, 10));
      }
      sets.add(List.copyOf(now));
    }
    Duration age =
        switch (change) {
          case TRUSTED_TOO_LONG_AGO -> Climb.TRUSTING_PERIOD.plusHours(1);
          case OF_THE_FUTURE -> INTERVAL.multipliedBy(target).minusHours(1);
          default -> Duration.ofHours(1);
        };
    HandMadeChain chain =
        new HandMadeChain(CHAIN, Instant.now().minus(age), INTERVAL, h -> sets.get((int) h));
    chain.upTo(target, ROOT);
    chain.replace(target, changed(random, chain, target, change));
    return new Case(chain, target, change);
  }

  private static LightBlock changed(
      SplittableRandom random, HandMadeChain chain, long target, Change change) {
    LightBlock block = chain.block(target);
    return switch (change) {
      case NOTHING, TRUSTED_TOO_LONG_AGO, OF_THE_FUTURE -> block;
      case SIGNATURES_ARE_MISSING -> {
        int bound = random.nextInt(1, 4);
        yield HandMadeChain.without(block, i -> random.nextInt(4) < bound);
      }
      case ONE_SIGNATURE_IS_FALSE -> {
        LightBlock.Builder forged = block.toBuilder();
        List<CommitSig.Builder> all =
            forged.getSignedHeaderBuilder().getCommitBuilder().getSignaturesBuilderList();
        CommitSig.Builder one = all.get(random.nextInt(all.size()));
        byte[] bytes = one.getSignature().toByteArray();
        bytes[random.nextInt(32)] ^= 1;
        one.setSignature(ByteString.copyFrom(bytes));
        yield forged.build();
      }
      case NO_SIGNATURE_IS_TRUE -> HandMadeChain.unsigned(block);
      case OF_THE_SET_BEFORE ->
          block.toBuilder().setValidatorSet(chain.validators(target - 1).toWire()).build();
      case ANOTHER_STATE -> {
        LightBlock.Builder other = block.toBuilder();
        byte[] root = new byte[32];
        Arrays.fill(root, (byte) 7);
        other.getSignedHeaderBuilder().getHeaderBuilder().setAppHash(ByteString.copyFrom(root));
        yield other.build();
      }
    };
  }

  private static boolean believes(Case made) {
    HandMadeChain chain = made.chain();
    Instant now = Instant.now();
    TrustRoot set = new TrustRoot(CHAIN, chain.validators(1));
    Optional<LightHeader> first = read(set, chain.block(1), now);
    TrustRoot root =
        new TrustRoot(CHAIN, chain.validators(1), Optional.of(first.orElseThrow().mark()));
    Optional<LightHeader> target = read(root, chain.block(made.target()), now);
    if (target.isEmpty()) {
      return false;
    }
    Climb climb = new Climb(root, first, target.get(), now);
    while (true) {
      switch (climb.next()) {
        case Move.Arrived _ -> {
          return true;
        }
        case Move.Refused _ -> {
          return false;
        }
        case Move.Ask(long height) ->
            climb.answer(read(root, chain.block(height), now).orElseThrow());
      }
    }
  }

  private static Optional<LightHeader> read(TrustRoot root, LightBlock block, Instant now) {
    return LightHeader.read(block, root, now) instanceof LightHeader.Read.Good(LightHeader header)
        ? Optional.of(header)
        : Optional.empty();
  }

  private record Answer(boolean believed, String text) {}

  private Answer oracle(Case made, int number) throws Exception {
    HandMadeChain chain = made.chain();
    try (LightRpc primary = new LightRpc(height -> block(chain, height));
        LightRpc witness = new LightRpc(height -> block(chain, height))) {
      int port = freePort();
      Path log = folder.resolve("light-" + number + ".log");
      Process light =
          new ProcessBuilder(
                  comet.toString(),
                  "light",
                  CHAIN,
                  "--primary",
                  primary.url(),
                  "--witnesses",
                  witness.url(),
                  "--height",
                  "1",
                  "--hash",
                  hash(chain.block(1)),
                  "--trusting-period",
                  Climb.TRUSTING_PERIOD.toHours() + "h",
                  "--home-dir",
                  Files.createDirectories(folder.resolve("light-" + number)).toString(),
                  "--laddr",
                  "tcp://127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        return ask(light, port, made.target(), log);
      } finally {
        light.destroyForcibly();
        light.waitFor();
      }
    }
  }

  /// What the light client's own door says; where it ends at its start, it believes nothing.
  private Answer ask(Process light, int port, long height, Path log) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/commit?height=" + height);
    AtomicReference<Optional<Answer>> answer = new AtomicReference<>(Optional.empty());
    Waiting.until(
        LONG,
        "CometBFT's light client to answer",
        () -> {
          answer.set(tried(light, uri, log));
          return answer.get().isPresent();
        });
    return answer.get().orElseThrow();
  }

  /// Empty as long as it is not up yet.
  private Optional<Answer> tried(Process light, URI uri, Path log) {
    try {
      if (!light.isAlive()) {
        return Optional.of(new Answer(false, Files.readString(log)));
      }
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(LONG).build();
      String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return Optional.of(new Answer(body.contains("\"signed_header\""), body));
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static Optional<LightBlock> block(HandMadeChain chain, long height) {
    return height < 1 || height > chain.height()
        ? Optional.empty()
        : Optional.of(chain.block(height));
  }

  private static String hash(LightBlock block) {
    return HexFormat.of()
        .withUpperCase()
        .formatHex(block.getSignedHeader().getCommit().getBlockId().getHash().toByteArray());
  }

  private static int freePort() throws IOException {
    return FreePorts.any(1, new Random()).getFirst();
  }
}
