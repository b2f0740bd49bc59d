package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Votes;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.light.Handover;
import network.cairn.ledger.light.Mark;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.Receipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A receipt of before many changes of the validators verifies for who trusts a set of after them,
/// and one of after them for who trusts a set of before; none that another chain made does.
final class ReceiptHandoverTest {
  private static final int CHANGES = 12;
  private static final int EVERY = 9;
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  @TempDir private Path folder;
  private EmbeddedEngine engine;
  private long agreement;
  private Receipt real;

  @BeforeEach
  void open() throws Exception {
    engine =
        new EmbeddedEngine(
            TestChain.genesis(),
            TestChain.keys(),
            LmdbStateStore.open(folder.resolve("state")),
            BlockLog.open(folder.resolve("blocks")),
            TestChain.ticking(),
            LedgerMetrics.none());
    agreement = new Deal(engine).open();
    for (int i = 0; i < CHANGES * EVERY + 8 - engine.head().getHeight(); i++) {
      engine.step();
    }
    engine.step();
    real = Receipt.parseFrom(Receipts.build(new LocalLedger(engine), agreement).orElseThrow());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private long height() {
    return real.getHeight() + 1;
  }

  /// Headers of test validators over the state of the receipt.
  private HandMadeChain chain(LongFunction<List<String>> sets, Instant start, long height) {
    ByteString root = real.getNext().getSignedHeader().getHeader().getAppHash();
    return new HandMadeChain("cairn-dev-test", start, INTERVAL, sets).upTo(height, root);
  }

  private HandMadeChain chain(LongFunction<List<String>> sets) {
    return chain(sets, TestChain.START, height() + CHANGES * EVERY + 5);
  }

  /// The set of a height whose number rises from 0 on after the receipt.
  private List<String> replacedAfter(long height) {
    long set = Math.clamp((height - height()) / EVERY, 0, CHANGES);
    return List.of("a" + set, "b" + set, "c" + set);
  }

  private Receipt receiptOf(HandMadeChain chain) {
    LightBlock next = chain.block(height()).toBuilder().clearValidatorSet().build();
    return real.toBuilder().setNext(next).build();
  }

  private static LongFunction<Optional<LightBlock>> source(HandMadeChain chain) {
    return height ->
        height > chain.height()
            ? Optional.empty()
            : Optional.of(chain.block(height == 0 ? chain.height() : height));
  }

  private static ByteString handOver(
      ByteString receipt, NetworkFile network, LongFunction<Optional<LightBlock>> source) {
    return Receipts.handOver(receipt, network, source, Optional::empty);
  }

  private static NetworkFile trusting(HandMadeChain chain, long height) {
    NetworkFile first =
        new NetworkFile(
            "cairn-dev-test",
            ByteString.copyFrom(TestChain.genesis().hash()),
            chain.validators(1),
            URI.create("http://127.0.0.1:1"));
    ByteString hash = chain.block(height).getSignedHeader().getCommit().getBlockId().getHash();
    return first.trusting(new Mark(height, hash), chain.validators(height));
  }

  /// Of the first form: a set and no header.
  private static NetworkFile ofSet(HandMadeChain chain, long height) {
    NetworkFile second = trusting(chain, height);
    return new NetworkFile(
        second.chainId(), second.genesisHash(), second.validators(), second.ledgerUrl());
  }

  @Test
  void verifiesAfterTwelveChangesOfTheWholeSet() throws Exception {
    HandMadeChain chain = chain(this::replacedAfter);
    Receipt bare = receiptOf(chain);
    Receipts.verify(bare.toByteString(), ofSet(chain, height()));
    for (NetworkFile later :
        List.of(trusting(chain, chain.height()), ofSet(chain, chain.height()))) {
      assertThatThrownBy(() -> Receipts.verify(bare.toByteString(), later))
          .isInstanceOf(InvalidReceipt.class)
          .hasMessageContaining("carries no hand-overs");
      ByteString longer = handOver(bare.toByteString(), later, source(chain));
      assertThat(Receipts.verify(longer, later).agreement().id()).isEqualTo(agreement);
      Receipt carrying = Receipt.parseFrom(longer);
      assertThat(carrying.getHandoversCount()).isBetween(CHANGES, 3 * CHANGES);
      assertThat(handOver(longer, ofSet(chain, height()), source(chain)))
          .as("what is not needed is taken out")
          .isEqualTo(bare.toByteString());
    }
  }

  /// The vote of a validator that is down stands in CometBFT's commits as absent, of the year 1.
  @Test
  void verifiesWhereAVoteIsAbsent() {
    HandMadeChain chain = chain(_ -> List.of("a", "b", "c", "d"));
    Receipt.Builder receipt = receiptOf(chain).toBuilder();
    receipt
        .getNextBuilder()
        .getSignedHeaderBuilder()
        .getCommitBuilder()
        .setSignatures(
            3, CommitSig.newBuilder().setBlockIdFlag(Votes.ABSENT).setTimestamp(Times.ZERO));
    ByteString bytes = receipt.build().toByteString();
    NetworkFile network = ofSet(chain, height());
    assertThat(Receipts.verify(bytes, network).agreement().id()).isEqualTo(agreement);
    assertThat(handOver(bytes, network, source(chain))).isEqualTo(bytes);
  }

  @Test
  void needsFewHandoversWhereAFewChangeAtATime() throws Exception {
    LongFunction<List<String>> rolling =
        height -> {
          List<String> names = new ArrayList<>(List.of("a", "b", "c", "d"));
          long changes = Math.clamp((height - height()) / EVERY, 0, CHANGES);
          for (int i = 0; i < changes; i++) {
            names.set(i % 4, "new " + i);
          }
          return names;
        };
    HandMadeChain chain = chain(rolling);
    NetworkFile later = trusting(chain, chain.height());
    ByteString longer = handOver(receiptOf(chain).toByteString(), later, source(chain));
    Receipts.verify(longer, later);
    assertThat(Receipt.parseFrom(longer).getHandoversCount()).isLessThan(CHANGES);
  }

  @Test
  void verifiesForWhoTrustsTheFirstSet() {
    HandMadeChain chain =
        chain(height -> {
          long set = Math.clamp((height() - height) / EVERY, 0, CHANGES);
          return List.of("a" + set, "b" + set);
        });
    NetworkFile first = ofSet(chain, 1);
    Receipt bare = receiptOf(chain);
    ByteString longer = handOver(bare.toByteString(), first, source(chain));
    Receipts.verify(longer, first);
  }

  @Test
  void isRefusedWhereAHandoverIsMissingMovedOrChanged() throws Exception {
    HandMadeChain chain = chain(this::replacedAfter);
    NetworkFile later = trusting(chain, chain.height());
    Receipt good =
        Receipt.parseFrom(handOver(receiptOf(chain).toByteString(), later, source(chain)));
    List<Receipt> bad = new ArrayList<>();
    for (int i = 0; i < good.getHandoversCount(); i++) {
      LightBlock.Builder changed = good.getHandovers(i).toBuilder();
      changed.getSignedHeaderBuilder().getHeaderBuilder().setAppHash(ByteString.copyFromUtf8("x"));
      bad.add(good.toBuilder().setHandovers(i, changed).build());
      bad.add(
          good.toBuilder()
              .setHandovers(i, good.getHandovers(i).toBuilder().clearValidatorSet())
              .build());
    }
    List<LightBlock> turned = new ArrayList<>(good.getHandoversList());
    Collections.reverse(turned);
    bad.add(good.toBuilder().clearHandovers().addAllHandovers(turned).build());
    bad.add(good.toBuilder().clearHandovers().addHandovers(good.getHandovers(0)).build());
    Receipt.Builder many = good.toBuilder();
    while (many.getHandoversCount() <= Handover.MOST) {
      many.addHandovers(good.getHandovers(0));
    }
    bad.add(many.build());
    int refused = 0;
    for (Receipt receipt : bad) {
      if (receipt.getHandoversList().stream()
          .allMatch(block -> block.hasValidatorSet() || isOf(later, block))) {
        assertThatThrownBy(() -> Receipts.verify(receipt.toByteString(), later))
            .isInstanceOf(InvalidReceipt.class);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(CHANGES);
  }

  private static boolean isOf(NetworkFile network, LightBlock block) {
    return !block
        .getSignedHeader()
        .getHeader()
        .getValidatorsHash()
        .equals(network.validators().hash());
  }

  /// Strangers make a chain of their own that promises the real set where that begins.
  @Test
  void isRefusedWhereStrangersHandOverToTheTrustedSet() {
    HandMadeChain chain = chain(this::replacedAfter);
    long border = height() + EVERY * CHANGES;
    HandMadeChain forged =
        chain(
            height -> height < border ? List.of("x", "y") : replacedAfter(height),
            TestChain.START.plusSeconds(1),
            border - 1);
    NetworkFile later = trusting(chain, chain.height());
    LongFunction<Optional<LightBlock>> lying =
        height -> source(height > 0 && height < border ? forged : chain).apply(height);
    assertThatThrownBy(() -> handOver(receiptOf(forged).toByteString(), later, lying))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("no hand-over leads");
    Receipt.Builder made =
        receiptOf(forged).toBuilder()
            .addHandovers(chain.block(border))
            .addHandovers(forged.block(border - 1))
            .setNext(forged.block(height()));
    assertThatThrownBy(() -> Receipts.verify(made.build().toByteString(), later))
        .isInstanceOf(InvalidReceipt.class)
        .hasMessageContaining("no hand-over leads");
  }

  /// Where a way begins is shown by the door as well.
  @Test
  void addsNothingThatWouldNotVerify() {
    HandMadeChain chain = chain(this::replacedAfter);
    long border = height() + EVERY * CHANGES;
    NetworkFile later = ofSet(chain, border);
    LongFunction<Optional<LightBlock>> unsigned =
        height ->
            height == 0
                ? Optional.of(HandMadeChain.unsigned(chain.block(border)))
                : source(chain).apply(height);
    assertThatThrownBy(() -> handOver(receiptOf(chain).toByteString(), later, unsigned))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("no hand-over leads");
  }

  @Test
  void saysThatTheLedgerHasAnotherBlockThanTheReceipt() {
    HandMadeChain chain = chain(this::replacedAfter);
    HandMadeChain other = chain(this::replacedAfter, TestChain.START.plusSeconds(1), height());
    NetworkFile later = trusting(chain, chain.height());
    assertThatThrownBy(() -> handOver(receiptOf(other).toByteString(), later, source(chain)))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("another block");
  }

  private static final ByteString GENESIS = TestChain.genesis().encode();

  private static ByteString otherGenesis() {
    Genesis real = TestChain.genesis();
    return new Genesis(
            real.chainId(), real.timeMs() + 1, real.validators(), real.params(), real.allocations())
        .encode();
  }

  /// One validator, whom genesis names, up to a height after the receipt, then four others.
  private HandMadeChain moved(String founder, List<String> others, Instant start) {
    long last = height() + EVERY;
    ByteString root = real.getNext().getSignedHeader().getHeader().getAppHash();
    return new HandMadeChain(
            "cairn-dev-test", start, INTERVAL, height -> height <= last ? List.of(founder) : others)
        .movedAfter(last)
        .upTo(last + 2 * EVERY, root);
  }

  private HandMadeChain moved() {
    return moved("validator", List.of("a", "b", "c", "d"), TestChain.START);
  }

  private static ByteString overTheMove(Receipt bare, NetworkFile network, HandMadeChain chain) {
    return Receipts.handOver(
        bare.toByteString(), network, source(chain), () -> Optional.of(GENESIS));
  }

  @Test
  void verifiesOverAMoveByTheGenesisThatTheFileKnows() throws Exception {
    HandMadeChain chain = moved();
    Receipt bare = receiptOf(chain);
    for (NetworkFile later :
        List.of(trusting(chain, chain.height()), ofSet(chain, chain.height()))) {
      assertThatThrownBy(() -> handOver(bare.toByteString(), later, source(chain)))
          .isInstanceOf(UntrustedAnswer.class)
          .hasMessageContaining("no hand-over leads to the header of height");
      ByteString longer = overTheMove(bare, later, chain);
      Receipts.Proven proven = Receipts.verify(longer, later);
      assertThat(proven.agreement().id()).isEqualTo(agreement);
      assertThat(proven.validators()).as("who signed it").isEqualTo(1);
      Receipt carrying = Receipt.parseFrom(longer);
      assertThat(carrying.getGenesis()).isEqualTo(GENESIS);
      assertThat(carrying.getHandoversCount()).isBetween(2, 4);
      assertThat(handOver(longer, ofSet(chain, 1), source(chain)))
          .as("what is not needed is taken out")
          .isEqualTo(bare.toByteString());
    }
  }

  @Test
  void needsNoGenesisWhereNoMoveIsBetween() throws Exception {
    HandMadeChain chain = chain(this::replacedAfter);
    NetworkFile later = trusting(chain, chain.height());
    ByteString longer =
        Receipts.handOver(
            receiptOf(chain).toByteString(),
            later,
            source(chain),
            () -> {
              throw new AssertionError("asked for");
            });
    assertThat(Receipt.parseFrom(longer).getGenesis()).isEmpty();
  }

  /// The genesis is that of the file's hash, and the way goes over the first block of the others.
  @Test
  void isRefusedWhereTheMoveIsNotTheChains() throws Exception {
    HandMadeChain chain = moved();
    NetworkFile later = trusting(chain, chain.height());
    Receipt good = Receipt.parseFrom(overTheMove(receiptOf(chain), later, chain));
    HandMadeChain noMove = chain(height -> List.of("a", "b", "c", "d"));
    List<Receipt> bad =
        List.of(
            good.toBuilder().clearGenesis().build(),
            good.toBuilder().setGenesis(GENESIS.substring(1)).build(),
            good.toBuilder().setGenesis(ByteString.copyFromUtf8("x")).build(),
            good.toBuilder().setGenesis(otherGenesis()).build(),
            good.toBuilder().removeHandovers(0).build(),
            good.toBuilder().removeHandovers(good.getHandoversCount() - 1).build(),
            receiptOf(chain).toBuilder().setGenesis(GENESIS).build(),
            good.toBuilder().setNext(noMove.block(height())).build());
    for (Receipt receipt : bad) {
      assertThatThrownBy(() -> Receipts.verify(receipt.toByteString(), later))
          .isInstanceOf(InvalidReceipt.class)
          .message()
          .doesNotContain("null");
    }
  }

  /// What the one validator of before signs of heights after the move proves nothing, nor does what
  /// another one hands over.
  @Test
  void whoMovedTheChainMakesNoReceiptsAfterIt() {
    HandMadeChain chain = moved();
    NetworkFile later = trusting(chain, chain.height());
    HandMadeChain strangers =
        moved("stranger", List.of("a", "b", "c", "d"), TestChain.START.plusSeconds(1));
    long last = height() + EVERY;
    LongFunction<Optional<LightBlock>> lying =
        height -> source(height > 0 && height <= last ? strangers : chain).apply(height);
    assertThatThrownBy(() ->
            Receipts.handOver(
                receiptOf(strangers).toByteString(), later, lying, () -> Optional.of(GENESIS)))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("no hand-over leads");
    ByteString root = real.getNext().getSignedHeader().getHeader().getAppHash();
    HandMadeChain going =
        new HandMadeChain("cairn-dev-test", TestChain.START, INTERVAL, _ -> List.of("validator"))
            .upTo(chain.height(), root);
    Receipt late =
        receiptOf(chain).toBuilder()
            .addHandovers(chain.block(last + 1))
            .addHandovers(chain.block(last))
            .setGenesis(GENESIS)
            .setNext(going.block(last + 2))
            .build();
    assertThatThrownBy(() -> Receipts.verify(late.toByteString(), later))
        .isInstanceOf(InvalidReceipt.class)
        .hasMessageContaining("neither rises nor falls");
  }
}
