package network.cairn.ledger.light;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.proto.comet.LightBlock;
import org.junit.jupiter.api.Test;

/// The way up asks for few headers, and for a bounded number whatever the chain is.
final class ClimbTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final ByteString ROOT = ByteString.copyFrom(new byte[32]);

  private final List<Long> asked = new ArrayList<>();

  private static HandMadeChain chain(LongFunction<List<String>> sets, long height) {
    return new HandMadeChain("cairn-dev-test", START, INTERVAL, sets).upTo(height, ROOT);
  }

  private static TrustRoot root(HandMadeChain chain) {
    return new TrustRoot("cairn-dev-test", chain.validators(1));
  }

  private static LightHeader header(HandMadeChain chain, long height) {
    return read(chain, chain.block(height));
  }

  private static LightHeader read(HandMadeChain chain, LightBlock block) {
    return ((LightHeader.Read.Good)
            LightHeader.read(block, root(chain), START.plus(Duration.ofDays(1))))
        .header();
  }

  private Move climb(HandMadeChain chain, long from, long to) {
    Climb climb =
        new Climb(
            root(chain),
            Optional.of(header(chain, from)),
            header(chain, to),
            START.plus(Duration.ofDays(1)));
    while (true) {
      Move move = climb.next();
      if (!(move instanceof Move.Ask(long height))) {
        return move;
      }
      asked.add(height);
      climb.answer(header(chain, height));
    }
  }

  @Test
  void asksAtNineSixteenthsOfTheWay() {
    HandMadeChain chain = chain(h -> List.of("a" + h / 40, "b" + h / 40), 165);
    assertThat(climb(chain, 1, 161)).isInstanceOf(Move.Arrived.class);
    assertThat(asked).startsWith(91L, 51L, 29L);
  }

  @Test
  void goesInSequenceWhereEverySetIsNew() {
    HandMadeChain chain = chain(h -> List.of("v" + h), 60);
    Move move = climb(chain, 1, 60);
    assertThat(((Move.Arrived) move).steps()).hasSize(59);
    assertThat(asked).doesNotHaveDuplicates().hasSize(58);
  }

  @Test
  void endsWhereMoreHeadersWouldBeNeededThanItAsksFor() {
    HandMadeChain chain = chain(h -> List.of("v" + h), 300);
    Move move = climb(chain, 1, 300);
    assertThat(move).isInstanceOf(Move.Refused.class);
    assertThat(((Move.Refused) move).why()).contains("too often");
    assertThat(asked).hasSize(Climb.MOST_ASKED);
  }

  @Test
  void staysBelowAHeaderOfAnyHeight() {
    HandMadeChain chain = chain(_ -> List.of("a"), 2);
    HandMadeChain other = chain(_ -> List.of("b"), 1);
    LightBlock far = other.block(1);
    network.cairn.proto.comet.Header header =
        far.getSignedHeader().getHeader().toBuilder().setHeight(Long.MAX_VALUE).build();
    LightBlock.Builder block = far.toBuilder();
    block.getSignedHeaderBuilder().setHeader(header);
    block
        .getSignedHeaderBuilder()
        .getCommitBuilder()
        .setHeight(Long.MAX_VALUE)
        .getBlockIdBuilder()
        .setHash(network.cairn.ledger.chain.Headers.hash(header));
    LightHeader target = read(chain, block.build());
    Climb climb =
        new Climb(
            root(chain), Optional.of(header(chain, 2)), target, START.plus(Duration.ofDays(1)));
    // Nothing of it is signed: it is refused, or a header between is asked for.
    Move move = climb.next();
    assertThat(!(move instanceof Move.Ask(long height)) || height > 2).isTrue();
    assertThat(move).isNotInstanceOf(Move.Arrived.class);
  }
}
