package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongFunction;
import network.cairn.ledger.chain.ForkEvidence;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.LightVerifier;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.chain.Votes;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.Engine.Refused;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.pool.Offences;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Evidence that strangers hand in.
class AccusationsTest {
  private static final String CHAIN = "cairn-dev-fork";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ByteString ROOT = ByteString.copyFrom(new byte[32]);
  private static final ByteString LIE = ByteString.copyFromUtf8("x".repeat(32));
  private static final long NEWEST = 40;
  private static final long AGE = 20;
  private static final Submitter STRANGER = Submitter.of("203.0.113.1");
  private final HandMadeChain own = chain(_ -> List.of("a", "b", "c")).upTo(NEWEST, ROOT);
  private final List<ForkEvidence> brought = new ArrayList<>();
  private final List<Long> read = new ArrayList<>();
  private final Accusations accusations =
      accusations(evidence -> {
        brought.add(evidence);
        return Optional.empty();
      });

  private static HandMadeChain chain(LongFunction<List<String>> sets) {
    return new HandMadeChain(CHAIN, START, Duration.ofSeconds(1), sets);
  }

  private static LightBlock lie(long height) {
    return chain(_ -> List.of("a", "b", "c")).upTo(height - 1, ROOT).add(LIE);
  }

  private Accusations accusations(Accusations.Court court) {
    return new Accusations(CHAIN, 1, AGE, this::own, court);
  }

  private Optional<ForkEvidence.Own> own(long height) {
    read.add(height);
    LightBlock block = own.block(height);
    return Optional.of(
        new ForkEvidence.Own(
            block.getSignedHeader(), Validators.of(block.getValidatorSet()).orElseThrow()));
  }

  private static String reason(Optional<Refused> refused) {
    return refused.map(Refused::reason).orElse("");
  }

  @Test
  void bringsWhatIsTrueOnce() {
    assertThat(accusations.hear(lie(30), 0, NEWEST, STRANGER)).isEmpty();
    assertThat(accusations.hear(lie(30), 0, NEWEST, STRANGER)).isEmpty();
    assertThat(brought).hasSize(1);
    assertThat(brought.getFirst().commonHeight()).isEqualTo(29);
  }

  @Test
  void whatItsHeightRefusesCostsNoRead() {
    assertThat(reason(accusations.hear(lie(40), 0, NEWEST, STRANGER))).isEqualTo("TOO_EARLY");
    assertThat(reason(accusations.hear(lie(19), 0, NEWEST, STRANGER))).isEqualTo("TOO_OLD");
    assertThat(reason(accusations.hear(LightBlock.getDefaultInstance(), 0, NEWEST, STRANGER)))
        .isEqualTo("NO_EVIDENCE");
    LightBlock.Builder far = lie(30).toBuilder();
    far.getSignedHeaderBuilder().getHeaderBuilder().setHeight(Long.MAX_VALUE);
    assertThat(reason(accusations.hear(far.build(), 0, NEWEST, STRANGER))).isEqualTo("TOO_EARLY");
    far.getSignedHeaderBuilder().getHeaderBuilder().setHeight(Long.MIN_VALUE);
    assertThat(reason(accusations.hear(far.build(), 0, NEWEST, STRANGER))).isEqualTo("TOO_OLD");
    assertThat(read).isEmpty();
    assertThat(brought).isEmpty();
  }

  @Test
  void whatProvesNothingIsNotBrought() {
    assertThat(reason(accusations.hear(own.block(30), 0, NEWEST, STRANGER)))
        .isEqualTo("NO_EVIDENCE");
    assertThat(reason(accusations.hear(HandMadeChain.unsigned(lie(30)), 0, NEWEST, STRANGER)))
        .isEqualTo("NO_EVIDENCE");
    for (long common : new long[] {-1, 0, 30, 31, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(reason(accusations.hear(own.block(30), common, NEWEST, STRANGER)))
          .isEqualTo("NO_EVIDENCE");
    }
    assertThat(brought).isEmpty();
  }

  /// Who signed has left since what its victim believed.
  @Test
  void whoHasLeftIsFoundWhereItsVictimBelieved() {
    HandMadeChain later =
        chain(height -> height < 28 ? List.of("a", "b", "c") : List.of("x", "y", "z"))
            .upTo(NEWEST, ROOT);
    for (long height = 1; height <= NEWEST; height++) {
      own.replace(height, later.block(height));
    }
    assertThat(reason(accusations.hear(lie(30), 0, NEWEST, STRANGER))).isEqualTo("NO_EVIDENCE");
    assertThat(reason(accusations.hear(lie(30), 19, NEWEST, STRANGER)))
        .as("too old")
        .isEqualTo("NO_EVIDENCE");
    assertThat(accusations.hear(lie(30), 25, NEWEST, STRANGER)).isEmpty();
    assertThat(brought.getFirst().commonHeight()).isEqualTo(25);
    assertThat(brought.getFirst().guilty()).hasSize(3);
  }

  @Test
  void whatTheCourtRefusesMayComeAgain() {
    Accusations strict = accusations(_ -> Optional.of("no"));
    assertThat(reason(strict.hear(lie(30), 0, NEWEST, STRANGER))).isEqualTo("NOT_TAKEN");
    assertThat(reason(strict.hear(lie(30), 0, NEWEST, STRANGER))).isEqualTo("NOT_TAKEN");
    Accusations silent =
        accusations(_ -> {
          throw new IOException("nobody");
        });
    assertThatThrownBy(() -> silent.hear(lie(30), 0, NEWEST, STRANGER))
        .isInstanceOf(BlocksUnavailable.class);
  }

  /// Whoever hands in what is false waits for blocks; nobody else does, this process least.
  @Test
  void whoLiesMuchIsNotHeardForSomeBlocks() {
    LightBlock falsehood = HandMadeChain.unsigned(lie(30));
    for (int i = 0; i < Offences.ALLOWED; i++) {
      assertThat(reason(accusations.hear(falsehood, 0, NEWEST, STRANGER))).isEqualTo("NO_EVIDENCE");
      assertThat(reason(accusations.hear(falsehood, 0, NEWEST, Submitter.local())))
          .isEqualTo("NO_EVIDENCE");
    }
    read.clear();
    assertThat(reason(accusations.hear(falsehood, 0, NEWEST, STRANGER))).isEqualTo("BUSY");
    assertThat(read).as("costs no read").isEmpty();
    assertThat(reason(accusations.hear(falsehood, 0, NEWEST, Submitter.local())))
        .isEqualTo("NO_EVIDENCE");
    assertThat(accusations.hear(lie(31), 0, NEWEST, Submitter.of("198.51.100.1"))).isEmpty();
    assertThat(accusations.hear(lie(31), 0, NEWEST, STRANGER)).as("it was taken").isEmpty();
    for (int i = 0; i < Offences.FORGIVEN; i++) {
      assertThat(reason(accusations.hear(falsehood, 0, NEWEST + 1, STRANGER)))
          .isEqualTo("NO_EVIDENCE");
    }
    assertThat(reason(accusations.hear(falsehood, 0, NEWEST + 1, STRANGER))).isEqualTo("BUSY");
  }

  /// Finders do not know whose block is the chain's, and send both: many of them, of one network
  /// behind a proxy, are heard as ever.
  @Test
  void theNodesOwnBlockIsNoOffence() {
    LightBlock other = HandMadeChain.unsigned(own.block(30));
    for (int i = 0; i < 2 * Offences.ALLOWED; i++) {
      assertThat(reason(accusations.hear(own.block(30), 29, NEWEST, STRANGER)))
          .isEqualTo("NO_EVIDENCE");
      assertThat(reason(accusations.hear(other, 29, NEWEST, STRANGER))).isEqualTo("NO_EVIDENCE");
    }
    assertThat(accusations.hear(lie(30), 29, NEWEST, STRANGER)).isEmpty();
  }

  @Test
  void judgesOneAtATime() throws Exception {
    CountDownLatch judging = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Accusations slow =
        accusations(_ -> {
          judging.countDown();
          try {
            done.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Optional.empty();
        });
    Thread first =
        Thread.ofVirtual()
            .start(() -> {
              Optional<Refused> _ = slow.hear(lie(30), 0, NEWEST, STRANGER);
            });
    judging.await();
    assertThat(reason(slow.hear(lie(31), 0, NEWEST, STRANGER))).isEqualTo("BUSY");
    done.countDown();
    first.join();
  }

  @Test
  void isWrittenAsCometBftReadsIt() {
    LightBlock shown = lie(30);
    assertThat(accusations.hear(shown, 0, NEWEST, STRANGER)).isEmpty();
    JsonNode call = JsonMapper.builder().build().readTree(EvidenceJson.call(brought.getFirst()));
    assertThat(call.path("method").asString()).isEqualTo("broadcast_evidence");
    JsonNode evidence = call.path("params").path("evidence");
    assertThat(evidence.path("type").asString()).isEqualTo("tendermint/LightClientAttackEvidence");
    JsonNode value = evidence.path("value");
    JsonNode signed = value.path("ConflictingBlock").path("signed_header");
    assertThat(CometJson.signedHeader(signed)).isEqualTo(shown.getSignedHeader());
    assertThat(value.path("CommonHeight").asString()).isEqualTo("29");
    assertThat(value.path("TotalVotingPower").asString()).isEqualTo("3");
    assertThat(value.path("ByzantineValidators")).hasSize(3);
    assertThat(value.path("Timestamp").asString()).isEqualTo("2026-01-01T00:00:29Z");
  }

  /// Whatever a stranger's block holds: if its form is believed, what CometBFT reads of it has the
  /// same hash, and its votes the same bytes.
  @Test
  void whatIsBelievedIsWrittenAsItIs() {
    LightBlock shown = lie(30);
    SignedHeader good = shown.getSignedHeader();
    int[] taken = new int[1];
    Property.check(
        2_000,
        random -> {
          Header header;
          Commit.Builder commit;
          try {
            header = Header.parseFrom(changed(good.getHeader().toByteArray(), random));
            commit = Commit.parseFrom(changed(good.getCommit().toByteArray(), random)).toBuilder();
          } catch (InvalidProtocolBufferException e) {
            return;
          }
          commit.setHeight(header.getHeight()).getBlockIdBuilder().setHash(Headers.hash(header));
          SignedHeader signed =
              SignedHeader.newBuilder().setHeader(header).setCommit(commit).build();
          if (LightVerifier.fault(CHAIN, signed).isEmpty()) {
            taken[0]++;
            isReadAgain(shown.toBuilder().setSignedHeader(signed).build());
          }
        });
    assertThat(taken[0]).isPositive();
  }

  private static byte[] changed(byte[] bytes, Random random) {
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static void isReadAgain(LightBlock shown) {
    SignedHeader signed = shown.getSignedHeader();
    ForkEvidence evidence = new ForkEvidence(shown, 29, Times.ZERO, BigInteger.TEN, List.of());
    JsonNode call = JsonMapper.builder().build().readTree(EvidenceJson.call(evidence));
    JsonNode block = call.path("params").path("evidence").path("value").path("ConflictingBlock");
    SignedHeader read = CometJson.signedHeader(block.path("signed_header"));
    assertThat(Headers.hash(read.getHeader())).isEqualTo(Headers.hash(signed.getHeader()));
    assertThat(Votes.commitHash(read.getCommit())).isEqualTo(Votes.commitHash(signed.getCommit()));
    for (int i = 0; i < signed.getCommit().getSignaturesCount(); i++) {
      assertThat(Votes.signBytes(CHAIN, read.getCommit(), i))
          .isEqualTo(Votes.signBytes(CHAIN, signed.getCommit(), i));
    }
  }
}
