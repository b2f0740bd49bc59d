package network.cairn.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import network.cairn.ledger.chain.ForkEvidence.Own;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.LightBlock;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// What counts as evidence of a second chain.
class ForkEvidenceTest {
  private static final String CHAIN = "cairn-dev-fork";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> FOUR = List.of("a:40", "b:30", "c:20", "d:10");
  private static final ByteString ROOT = ByteString.copyFrom(new byte[32]);
  private static final ByteString LIE = ByteString.copyFrom(new byte[31]).concat(one());
  private static final int HEIGHT = 5;
  private final HandMadeChain own = chain(START).upTo(9, ROOT);

  private static ByteString one() {
    return ByteString.copyFrom(new byte[] {1});
  }

  private static HandMadeChain chain(Instant start) {
    return new HandMadeChain(CHAIN, start, Duration.ofSeconds(1), _ -> FOUR);
  }

  /// Says something else of the state.
  private static LightBlock lie() {
    return chain(START).upTo(HEIGHT - 1, ROOT).add(LIE);
  }

  /// Says the same of the state, and is of another time.
  private static LightBlock twin() {
    return chain(START.plusMillis(3)).upTo(HEIGHT, ROOT).block(HEIGHT);
  }

  private Own at(long height) {
    LightBlock block = own.block(height);
    return new Own(block.getSignedHeader(), Validators.of(block.getValidatorSet()).orElseThrow());
  }

  private ForkEvidence judged(LightBlock shown) {
    return ForkEvidence.of(CHAIN, shown, at(HEIGHT), List.of(at(HEIGHT - 1)));
  }

  private void isNone(LightBlock shown, String why) {
    assertThatThrownBy(() -> judged(shown))
        .isInstanceOf(ForkEvidence.None.class)
        .hasMessageContaining(why);
  }

  private static List<Long> powers(ForkEvidence evidence) {
    return evidence.guilty().stream().map(Validators.Validator::power).toList();
  }

  @Test
  void whoLiesAboutTheStateIsOfTheSetBelow() {
    ForkEvidence evidence = judged(lie());
    assertThat(evidence.commonHeight()).isEqualTo(HEIGHT - 1);
    assertThat(evidence.time()).isEqualTo(Times.of(own.time(HEIGHT - 1)));
    assertThat(evidence.power()).isEqualTo(BigInteger.valueOf(100));
    assertThat(powers(evidence)).containsExactly(40L, 30L, 20L, 10L);
  }

  @Test
  void whoSignsTwoBlocksIsWhoSignedBoth() {
    own.replace(HEIGHT, HandMadeChain.without(own.block(HEIGHT), i -> i == 2));
    ForkEvidence evidence = judged(HandMadeChain.without(twin(), i -> i == 3));
    assertThat(evidence.commonHeight()).isEqualTo(HEIGHT);
    assertThat(evidence.time()).isEqualTo(Times.of(own.time(HEIGHT)));
    assertThat(powers(evidence)).containsExactly(40L, 30L);
  }

  @Test
  void anotherRoundProvesNothingAgainstAnybody() {
    LightBlock.Builder later = twin().toBuilder();
    later.getSignedHeaderBuilder().getCommitBuilder().setRound(1);
    isNone(later.build(), "another round");
  }

  @Test
  void theChainsOwnBlockIsNone() {
    isNone(own.block(HEIGHT), "it is the chain's block");
    isNone(own.block(HEIGHT + 1), "another height");
  }

  @Test
  void votesThatDoNotHoldAccuseNobody() {
    LightBlock.Builder one = lie().toBuilder();
    one.getSignedHeaderBuilder()
        .getCommitBuilder()
        .getSignaturesBuilder(1)
        .setSignature(ByteString.copyFrom(new byte[64]));
    ForkEvidence evidence = judged(one.build());
    assertThat(powers(evidence)).containsExactly(40L, 20L, 10L);
    assertThat(evidence.block().getSignedHeader().getCommit().getSignatures(1).getBlockIdFlag())
        .isEqualTo(Votes.ABSENT);
    one.getSignedHeaderBuilder()
        .getCommitBuilder()
        .getSignaturesBuilder(3)
        .setSignature(ByteString.copyFrom(new byte[64]));
    isNone(one.build(), "not signed by two thirds");
    isNone(HandMadeChain.unsigned(lie()), "not signed by two thirds");
  }

  @Test
  void strangersAccuseNobody() {
    List<String> strangers = List.of("x:40", "y:30", "z:30");
    LightBlock theirs =
        new HandMadeChain(CHAIN, START, Duration.ofSeconds(1), _ -> strangers)
            .upTo(HEIGHT, ROOT)
            .block(HEIGHT);
    isNone(theirs, "less than a third of the set of height 4");
    isNone(HandMadeChain.unsigned(theirs), "less than a third of the set of height 4");
  }

  /// A vote in another's place, or for nothing, is no claim: no signature is looked at.
  @Test
  void onlyVotesInTheirOwnPlaceClaimAThird() {
    List<String> hers = List.of("x:200", "a:40", "b:30", "c:20", "d:10");
    LightBlock theirs =
        new HandMadeChain(CHAIN, START, Duration.ofSeconds(1), _ -> hers)
            .upTo(HEIGHT, ROOT)
            .block(HEIGHT);
    assertThat(powers(judged(theirs))).containsExactly(40L, 30L, 20L, 10L);
    isNone(HandMadeChain.without(theirs, i -> i == 1 || i == 2), "less than a third");
    LightBlock.Builder moved = theirs.toBuilder();
    CommitSig.Builder first =
        moved.getSignedHeaderBuilder().getCommitBuilder().getSignaturesBuilder(1);
    CommitSig.Builder second =
        moved.getSignedHeaderBuilder().getCommitBuilder().getSignaturesBuilder(2);
    ByteString address = first.getValidatorAddress();
    first.setValidatorAddress(second.getValidatorAddress());
    second.setValidatorAddress(address);
    isNone(moved.build(), "less than a third");
  }

  /// The nearest set that signed it is taken, and none further down is asked for.
  @Test
  void asksForNoSetFurtherDownThanItNeeds() {
    List<Long> asked = new ArrayList<>();
    Iterable<Own> below =
        () -> LongStream.of(4, 3, 2).peek(asked::add).mapToObj(this::at).iterator();
    assertThat(ForkEvidence.of(CHAIN, lie(), at(HEIGHT), below).commonHeight()).isEqualTo(4);
    assertThat(asked).containsExactly(4L);
    asked.clear();
    assertThat(ForkEvidence.of(CHAIN, twin(), at(HEIGHT), below).commonHeight()).isEqualTo(HEIGHT);
    assertThat(asked).isEmpty();
    assertThatThrownBy(() -> ForkEvidence.of(CHAIN, lie(), at(HEIGHT), List.of()))
        .hasMessage("there is no block below it");
  }

  @Test
  void whatIsMalformedIsNone() {
    isNone(LightBlock.getDefaultInstance(), "header of chain");
    LightBlock other =
        new HandMadeChain("cairn-dev-other", START, Duration.ofSeconds(1), _ -> FOUR)
            .upTo(HEIGHT, LIE)
            .block(HEIGHT);
    isNone(other, "header of chain cairn-dev-other");
    isNone(
        lie().toBuilder().setValidatorSet(HandMadeChain.set(List.of("a:40")).toWire()).build(),
        "its set is not the header's");
    List<String> many = IntStream.range(0, 201).mapToObj(i -> "v" + i).toList();
    isNone(
        lie().toBuilder().setValidatorSet(HandMadeChain.set(many).toWire()).build(),
        "more than 200 validators");
  }

  /// Whatever bytes are changed: it accuses only who signed, or is refused.
  @Test
  void noChangeAccusesAnybodyElse() {
    byte[] good = lie().toByteArray();
    Property.check(
        300,
        random -> {
          byte[] changed = good.clone();
          for (int i = 0; i < 1 + random.nextInt(3); i++) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
          }
          LightBlock shown;
          try {
            shown = LightBlock.parseFrom(changed);
          } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            return;
          }
          try {
            assertThat(List.of(40L, 30L, 20L, 10L)).containsAll(powers(judged(shown)));
          } catch (ForkEvidence.None refused) {
            assertThat(refused.getMessage()).isNotEmpty();
          }
        });
  }
}
