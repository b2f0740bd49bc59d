package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.light.Mark;
import network.cairn.ledger.light.Trail;
import network.cairn.ledger.light.TrustRoot;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import org.junit.jupiter.api.Test;

/// A chain whose validators change is followed from its network file, and nothing else is.
final class LightClientTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final ByteString ROOT = ByteString.copyFrom(new byte[32]);
  private static final List<String> FIRST = List.of("a", "b", "c", "d");
  private final List<Long> asked = new ArrayList<>();
  private Instant now = START.plusSeconds(3_600);
  private Duration slowness = Duration.ZERO;

  /// One of four is replaced at 50, 100, 150 and 200: the first set is gone at the end.
  private static List<String> rolling(long height) {
    List<String> names = new ArrayList<>(FIRST);
    for (int i = 0; i < Math.min(4, height / 50); i++) {
      names.set(i, "new " + i);
    }
    return names;
  }

  private static HandMadeChain chain(
      java.util.function.LongFunction<List<String>> sets, long height) {
    return new HandMadeChain("cairn-dev-test", START, INTERVAL, sets).upTo(height, ROOT);
  }

  private Client client(HandMadeChain chain) {
    return client(chain, FIRST, HeadStore.none());
  }

  /// A light client with the one source that it asks.
  private record Client(LightClient client, LightClient.Source source) implements AutoCloseable {
    Header believe(LightBlock block) {
      return client.believe(block, source, LightClient.Check.NONE).header();
    }

    Optional<Header> highest() {
      return client.highest();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private Client client(HandMadeChain chain, List<String> pinned, HeadStore heads) {
    return client(chain, new TrustRoot("cairn-dev-test", HandMadeChain.set(pinned)), heads);
  }

  private Client client(HandMadeChain chain, TrustRoot root, HeadStore heads) {
    LightClient.Source source =
        height -> {
          asked.add(height);
          now = now.plus(slowness);
          return height <= chain.height() ? Optional.of(chain.block(height)) : Optional.empty();
        };
    return new Client(
        new LightClient(root, () -> now, () -> Duration.between(START, now).toNanos(), heads),
        source);
  }

  @Test
  void asksForNothingButTheHighestWhileTheSetIsTheNetworkFiles() {
    HandMadeChain chain = chain(_ -> FIRST, 200);
    Client client = client(chain);
    now = START.plus(Duration.ofDays(900));
    for (long height : List.of(1L, 2L, 199L, 200L)) {
      assertThat(client.believe(chain.block(height)).getHeight()).isEqualTo(height);
    }
    assertThat(client.highest().orElseThrow().getHeight()).isEqualTo(200);
    assertThat(asked).containsExactly(2L);
  }

  /// A commit of hundreds of signatures is verified once, and another in its place never used.
  @Test
  void knowsABelievedHeaderAgainByItsHash() {
    HandMadeChain chain = chain(_ -> FIRST, 100);
    Client client = client(chain);
    for (long height : List.of(100L, 99L, 95L)) {
      client.believe(chain.block(height));
    }
    asked.clear();
    for (long height : List.of(100L, 99L, 95L)) {
      LightBlock.Builder bare = chain.block(height).toBuilder();
      bare.getSignedHeaderBuilder().clearCommit();
      assertThat(
              client
                  .client()
                  .believe(bare.build(), client.source(), LightClient.Check.NONE)
                  .toWire())
          .isEqualTo(chain.block(height));
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void believesALowerHeaderOnlyIfTheBlocksBetweenLeadToIt() {
    HandMadeChain chain = chain(_ -> FIRST, 100);
    Client client = client(chain);
    client.believe(chain.block(100));
    assertThat(client.believe(chain.block(99)).getHeight()).isEqualTo(99);
    assertThat(asked).isEmpty();
    assertThat(client.believe(chain.block(95)).getHeight()).isEqualTo(95);
    assertThat(asked).containsExactly(98L, 97L, 96L);
  }

  @Test
  void refusesALowerHeaderOfAForkOfTheSameValidators() {
    HandMadeChain chain = chain(_ -> FIRST, 100);
    HandMadeChain fork =
        new HandMadeChain("cairn-dev-test", START.plusSeconds(1), INTERVAL, _ -> FIRST)
            .upTo(100, ROOT);
    for (HandMadeChain door : List.of(chain, fork)) {
      Client client = client(door);
      client.believe(chain.block(100));
      for (long height : List.of(99L, 98L, 60L, 2L)) {
        assertThatThrownBy(() -> client.believe(fork.block(height)))
            .as("height %s", height)
            .isInstanceOf(UntrustedAnswer.class)
            .hasMessageContaining("is not the chain's")
            .hasMessageContaining("rolled back");
      }
      assertThat(client.believe(chain.block(99)).getHeight()).isEqualTo(99);
    }
  }

  @Test
  void endsWithASourceThatTakesItsTimeOverEachHeader() {
    HandMadeChain chain = chain(_ -> FIRST, 200);
    Client client = client(chain);
    client.believe(chain.block(200));
    slowness = Duration.ofSeconds(10);
    assertThatThrownBy(() -> client.believe(chain.block(100)))
        .isInstanceOf(LedgerUnavailable.class);
    assertThat(asked).containsExactly(199L, 198L, 197L, 196L, 195L, 194L, 193L);
    asked.clear();
    slowness = Duration.ofMillis(10);
    assertThat(client.believe(chain.block(100)).getHeight()).isEqualTo(100);
    assertThat(asked).as("goes on from where it was").startsWith(192L).hasSize(92);
  }

  /// A door may lie, fail and lie again: where a walk ended nothing else is believed.
  @Test
  void believesNoOtherHeaderWhereAWalkEnded() {
    HandMadeChain chain = chain(_ -> FIRST, 100);
    HandMadeChain strangers =
        new HandMadeChain("cairn-dev-test", START.plusSeconds(1), INTERVAL, _ -> List.of("x", "y"))
            .upTo(100, ROOT);
    Client client = client(chain);
    client.believe(chain.block(100));
    for (int i = 0; i < 2; i++) {
      for (long height = 99; height > 85; height--) {
        long lie = height;
        assertThatThrownBy(() -> client.believe(strangers.block(lie)))
            .as("height %s", height)
            .isInstanceOf(UntrustedAnswer.class)
            .hasMessageContaining("is not the chain's");
      }
    }
    for (long height = 99; height > 80; height--) {
      assertThat(client.believe(chain.block(height)).getHeight()).isEqualTo(height);
    }
  }

  /// The hashes lead to a header whose commit a door forged: it is not what is given out later.
  @Test
  void remembersNoCommitThatItDidNotVerify() {
    HandMadeChain chain = chain(_ -> FIRST, 100);
    Client client = client(chain);
    client.believe(chain.block(100));
    LightClient.Source forging =
        height ->
            height < 98
                ? Optional.empty()
                : Optional.of(HandMadeChain.unsigned(chain.block(height)));
    assertThatThrownBy(
            () -> client.client().believe(chain.block(90), forging, LightClient.Check.NONE))
        .isInstanceOf(UntrustedAnswer.class);
    for (long height : List.of(99L, 98L)) {
      assertThatThrownBy(() -> client.believe(HandMadeChain.unsigned(chain.block(height))))
          .as("height %s", height)
          .isInstanceOf(UntrustedAnswer.class)
          .hasMessageContaining("not signed");
      assertThat(
              client
                  .client()
                  .believe(chain.block(height), client.source(), LightClient.Check.NONE)
                  .toWire())
          .isEqualTo(chain.block(height));
    }
  }

  @Test
  void goesOnFromWhereItWasWhateverWasWalkedBefore() {
    HandMadeChain chain = chain(_ -> FIRST, 400);
    Client client = client(chain);
    client.believe(chain.block(400));
    for (int i = 0; i < 40; i++) {
      client.believe(chain.block(200 - 2 * i));
    }
    slowness = Duration.ofSeconds(10);
    for (int i = 0; i < 3; i++) {
      asked.clear();
      assertThatThrownBy(() -> client.believe(chain.block(300)))
          .isInstanceOf(LedgerUnavailable.class);
      assertThat(asked).startsWith(399L - 7L * i).hasSize(7);
    }
  }

  @Test
  void refusesASecondChainOfTheSameValidators() {
    HandMadeChain chain = chain(_ -> FIRST, 50);
    HandMadeChain restored =
        new HandMadeChain("cairn-dev-test", START.plusSeconds(1), INTERVAL, _ -> FIRST)
            .upTo(100, ROOT);
    Client client = client(restored);
    client.believe(chain.block(50));
    for (long height : List.of(50L, 51L, 52L, 100L)) {
      assertThatThrownBy(() -> client.believe(restored.block(height)))
          .as("height %s", height)
          .isInstanceOf(UntrustedAnswer.class);
    }
    assertThatThrownBy(() -> client.believe(restored.block(100)))
        .hasMessageContaining("another block of height 50")
        .hasMessageContaining("rolled back");
  }

  /// Remembers what a client keeps.
  private static final class Memory implements HeadStore {
    private final List<Kept> kept = new ArrayList<>();

    @Override
    public Optional<Kept> load() {
      return kept.isEmpty() ? Optional.empty() : Optional.of(kept.getLast());
    }

    @Override
    public void save(Kept head) {
      kept.add(head);
    }

    @Override
    public String cure() {
      return "delete the memory";
    }
  }

  @Test
  void remembersTheHighestHeaderOverARestart() {
    HandMadeChain chain = chain(_ -> FIRST, 100);
    HandMadeChain restored =
        new HandMadeChain("cairn-dev-test", START.plusSeconds(1), INTERVAL, _ -> FIRST)
            .upTo(100, ROOT);
    Memory memory = new Memory();
    try (Client before = client(chain, FIRST, memory)) {
      before.believe(chain.block(60));
    }
    for (List<String> pinned : List.of(FIRST, List.of("a", "b", "c", "d", "e"))) {
      assertThatThrownBy(() -> client(restored, pinned, memory).believe(restored.block(70)))
          .as("pinned %s", pinned)
          .isInstanceOf(UntrustedAnswer.class);
    }
    Client after = client(restored, FIRST, memory);
    assertThatThrownBy(() -> after.believe(restored.block(70)))
        .hasMessageContaining("rolled back")
        .hasMessageContaining("delete the memory");
    assertThat(client(chain, FIRST, memory).believe(chain.block(100)).getHeight()).isEqualTo(100);
  }

  @Test
  void keepsAHeaderNowAndThenAndTheLastOne() {
    HandMadeChain chain = chain(_ -> FIRST, 100);
    Memory memory = new Memory();
    try (Client client = client(chain, FIRST, memory)) {
      for (long height = 1; height <= 50; height++) {
        client.believe(chain.block(height));
        now = now.plusSeconds(1);
      }
      assertThat(memory.kept).hasSize(5);
    }
    assertThat(memory.kept).hasSize(6);
    assertThat(memory.kept.getLast().head()).isEqualTo(chain.block(50));
  }

  @Test
  void takesAKeptHeaderOfAnotherNetworkFileForAHeightOnly() {
    HandMadeChain chain = chain(LightClientTest::rolling, 300);
    Memory memory = new Memory();
    try (Client before = client(chain, FIRST, memory)) {
      before.believe(chain.block(1));
      before.believe(chain.block(120));
    }
    now = chain.time(200).plus(Duration.ofDays(15));
    assertThatThrownBy(() -> client(chain, FIRST, memory).believe(chain.block(300)))
        .hasMessageContaining("newer network file");
    Client renewed = client(chain, rolling(300), memory);
    assertThatThrownBy(() -> renewed.believe(chain(_ -> rolling(300), 90).block(90)))
        .hasMessageContaining("but was at 120");
    assertThat(renewed.believe(chain.block(300)).getHeight()).isEqualTo(300);
  }

  @Test
  void followsASetThatIsReplacedStepByStepFromAnOldHeader() {
    HandMadeChain chain = chain(LightClientTest::rolling, 300);
    Client client = client(chain);
    client.believe(chain.block(1));
    assertThat(client.believe(chain.block(300)).getHeight()).isEqualTo(300);
    assertThat(asked).isNotEmpty().hasSizeLessThan(20);
    asked.clear();
    client.believe(chain.block(299));
    client.believe(chain.block(290));
    assertThat(asked).hasSizeLessThan(10);
  }

  @Test
  void followsASetThatIsReplacedAsAWholeByThePromiseOfTheHeaderBefore() {
    HandMadeChain chain = chain(h -> h < 77 ? FIRST : List.of("x", "y"), 120);
    Client client = client(chain);
    assertThat(client.believe(chain.block(120)).getHeight()).isEqualTo(120);
    assertThat(asked).contains(76L, 77L);
  }

  @Test
  void refusesASetThatNobodyPromised() {
    HandMadeChain chain = chain(_ -> FIRST, 100);
    HandMadeChain forged = chain(h -> h < 60 ? FIRST : List.of("x", "y"), 100);
    HandMadeChain usurped = chain(_ -> List.of("x", "y"), 100);
    Client honestSource = client(chain);
    honestSource.believe(chain.block(50));
    assertThatThrownBy(() -> honestSource.believe(forged.block(100)))
        .isInstanceOf(UntrustedAnswer.class);
    assertThatThrownBy(() -> client(usurped).believe(usurped.block(100)))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("other validators");
  }

  @Test
  void refusesAJumpWithoutOverlapIfTheHeadersBetweenAreMissing() {
    HandMadeChain chain = chain(LightClientTest::rolling, 300);
    Client client = client(chain(_ -> FIRST, 1));
    client.believe(chain.block(1));
    assertThatThrownBy(() -> client.believe(chain.block(300)))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("has no header of height");
    // Three of four are left: enough to go on without asking.
    assertThat(client.believe(chain.block(60)).getHeight()).isEqualTo(60);
  }

  @Test
  void refusesASetThatIsNotTheHeaders() {
    HandMadeChain chain = chain(LightClientTest::rolling, 60);
    LightBlock swapped =
        chain.block(60).toBuilder()
            .setValidatorSet(HandMadeChain.set(List.of("x")).toWire())
            .build();
    assertThatThrownBy(() -> client(chain).believe(swapped))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("came with it");
  }

  private static TrustRoot trusting(HandMadeChain chain, long height) {
    Mark header =
        new Mark(height, chain.block(height).getSignedHeader().getCommit().getBlockId().getHash());
    return new TrustRoot("cairn-dev-test", chain.validators(height), Optional.of(header));
  }

  @Test
  void followsFromTheTrustedHeaderUpAndDown() {
    HandMadeChain chain = chain(LightClientTest::rolling, 300);
    for (long height : List.of(160L, 300L, 155L)) {
      Client client = client(chain, trusting(chain, 160), HeadStore.none());
      assertThat(client.believe(chain.block(height)).getHeight()).isEqualTo(height);
    }
    HandMadeChain fork =
        new HandMadeChain("cairn-dev-test", START.plusSeconds(1), INTERVAL, _ -> rolling(160))
            .upTo(300, ROOT);
    assertThatThrownBy(
            () -> client(fork, trusting(chain, 160), HeadStore.none()).believe(fork.block(300)))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("than the network file trusts");
  }

  @Test
  void trustsTheTrustedHeaderForATimeOnly() {
    HandMadeChain chain = chain(_ -> FIRST, 200);
    now = chain.time(160).plus(Duration.ofDays(14)).minusNanos(1);
    assertThat(
            client(chain, trusting(chain, 160), HeadStore.none())
                .believe(chain.block(200))
                .getHeight())
        .isEqualTo(200);
    now = chain.time(160).plus(Duration.ofDays(14));
    assertThatThrownBy(
            () -> client(chain, trusting(chain, 160), HeadStore.none()).believe(chain.block(200)))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("newer network file");
  }

  /// Who was away for longer than the trusting period goes on with a newer file, and is told of a
  /// chain that no longer has what was seen.
  @Test
  void goesOnFromANewerTrustedHeaderIfItsChainHasTheKeptOne() {
    HandMadeChain chain = chain(_ -> FIRST, 300);
    HandMadeChain restored =
        new HandMadeChain("cairn-dev-test", START.plusSeconds(1), INTERVAL, _ -> FIRST)
            .upTo(300, ROOT);
    Memory memory = new Memory();
    try (Client before = client(chain, trusting(chain, 100), memory)) {
      before.believe(chain.block(120));
    }
    now = chain.time(120).plus(Duration.ofDays(14));
    assertThatThrownBy(() -> client(chain, trusting(chain, 100), memory).believe(chain.block(300)))
        .hasMessageContaining("newer network file");
    assertThatThrownBy(
            () -> client(restored, trusting(restored, 290), memory).believe(restored.block(300)))
        .hasMessageContaining("another block of height 120");
    assertThat(client(chain, trusting(chain, 290), memory).believe(chain.block(300)).getHeight())
        .isEqualTo(300);
  }

  @Test
  void believesTheFirstValidatorsNoMoreOnceTheyWereReplaced() {
    HandMadeChain chain = chain(LightClientTest::rolling, 300);
    HandMadeChain old = chain(_ -> FIRST, 310);
    Client client = client(chain);
    client.believe(chain.block(300));
    for (long height : List.of(310L, 300L, 280L)) {
      assertThatThrownBy(() -> client.believe(old.block(height)))
          .as("height %s", height)
          .isInstanceOf(UntrustedAnswer.class);
    }
    assertThat(client.believe(chain.block(280)).getHeight()).isEqualTo(280);
  }

  @Test
  void followsAChangeOnlyWithinTheTrustingPeriod() {
    HandMadeChain chain = chain(h -> h < 77 ? FIRST : List.of("a", "b", "c", "x"), 120);
    now = chain.time(76).plus(Duration.ofDays(14)).minusNanos(1);
    assertThat(client(chain).believe(chain.block(120)).getHeight()).isEqualTo(120);
    now = chain.time(76).plus(Duration.ofDays(14));
    assertThatThrownBy(() -> client(chain).believe(chain.block(120)))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("newer network file");
  }

  @Test
  void remembersABoundedNumberOfHeaders() {
    HandMadeChain chain = chain(LightClientTest::rolling, 300);
    Client client = client(chain);
    for (long height = 200; height <= 300; height++) {
      client.believe(chain.block(height));
    }
    asked.clear();
    client.believe(chain.block(301 - Trail.KEPT));
    assertThat(asked).isEmpty();
    client.believe(chain.block(299 - Trail.KEPT));
    assertThat(asked).hasSize(1);
  }
}
