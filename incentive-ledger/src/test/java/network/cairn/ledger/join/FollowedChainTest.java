package network.cairn.ledger.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.ledger.api.HeadersAlone;
import network.cairn.ledger.api.LedgerTransport;
import network.cairn.ledger.api.LyingDoor;
import network.cairn.ledger.api.ManyDoors;
import network.cairn.ledger.api.NodeStatus;
import network.cairn.ledger.api.Origin;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.light.Mark;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.Validator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What CometBFT is shown comes from servers of which any may lie; its set changes each hundred
/// blocks.
final class FollowedChainTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<List<String>> SETS =
      List.of(
          List.of("a", "b", "c", "d"),
          List.of("b", "c", "d", "e"),
          List.of("c", "d", "e", "f"),
          List.of("d", "e", "f", "g"));
  private static final int HEIGHT = 350;
  private static final Duration BLOCK = Duration.ofSeconds(1);

  private final HandMadeChain chain =
      new HandMadeChain("cairn-dev-test", START, BLOCK, h -> SETS.get((int) (h / 100)));
  private final NetworkFile network =
      new NetworkFile(
          "cairn-dev-test",
          ByteString.copyFrom(TestChain.genesis().hash()),
          HandMadeChain.set(SETS.getFirst()),
          URI.create("http://127.0.0.1:1"));
  private final LyingDoor first = new LyingDoor(new Shown());
  private final LyingDoor second = new LyingDoor(new Shown());
  private final SimScheduler time = new SimScheduler(7);
  private final List<Long> asked = new ArrayList<>();
  private long kept = 1;
  private boolean silentOnTurns;
  private Optional<FollowedChain> followed = Optional.empty();

  FollowedChainTest() {
    grow(HEIGHT);
  }

  private void grow(int blocks) {
    for (int i = 0; i < blocks; i++) {
      chain.add(ByteString.copyFrom(new byte[32]));
    }
  }

  @AfterEach
  void close() {
    followed.ifPresent(FollowedChain::close);
  }

  private FollowedChain follow(NetworkFile file, long least, long back) {
    FollowedChain opened =
        new FollowedChain(
            () ->
                ManyDoors.over(
                    file, List.of(first, second), () -> chain.time(chain.height()).plusSeconds(1)),
            least,
            back,
            time);
    followed = Optional.of(opened);
    return opened;
  }

  private FollowedChain follow() {
    return follow(network, 1, 340);
  }

  private static ByteString hash(LightBlock block) {
    return Headers.hash(block.getSignedHeader().getHeader());
  }

  private Mark mark(long height) {
    return new Mark(height, hash(chain.block(height)));
  }

  @Test
  void showsBelievedHeadersWithTheirTurns() {
    FollowedChain headers = follow();
    assertThat(headers.root()).isEqualTo(mark(10));
    for (long height : new long[] {10, 301, 302, 300, 155, 301}) {
      LightBlock shown = headers.lightBlock(height).orElseThrow();
      assertThat(hash(shown)).isEqualTo(hash(chain.block(height)));
      assertThat(shown.getValidatorSet().getValidatorsList())
          .extracting(Validator::getProposerPriority)
          .containsExactly(height, height + 1, height + 2, height + 3);
    }
    assertThat(headers.lightBlock(9)).as("below the root").isEmpty();
    assertThat(headers.lightBlock(HEIGHT + 100)).as("far above the chain").isEmpty();
    assertThat(time.nanoTime()).as("nothing was waited for").isZero();
  }

  /// One header at a time it would be 200 down.
  @Test
  void goesFarDownByBeginningAnew() {
    FollowedChain headers = follow();
    assertThat(headers.lightBlock(340)).isPresent();
    asked.clear();
    assertThat(headers.lightBlock(130).map(FollowedChainTest::hash))
        .contains(hash(chain.block(130)));
    assertThat(asked).hasSizeLessThan(40);
  }

  @Test
  void beginsWhereTheNetworkFileAndTheServersLetIt() {
    NetworkFile later =
        new NetworkFile(
            network.chainId(),
            network.genesisHash(),
            chain.validators(220),
            Optional.of(mark(220)),
            network.servers());
    assertThat(follow(later, 220, 1_000).root()).isEqualTo(mark(220));
    assertThat(follow(later, 220, 5).root()).isEqualTo(mark(345));
    kept = 300;
    assertThatThrownBy(this::follow)
        .as("nothing leads from genesis's set to blocks of another")
        .isInstanceOf(BlocksUnavailable.class);
    NetworkFile ofLast =
        new NetworkFile(
            network.chainId(),
            network.genesisHash(),
            chain.validators(HEIGHT),
            network.ledgerUrl());
    assertThat(follow(ofLast, 1, 340).root()).as("350 - 340 / 16").isEqualTo(mark(329));
  }

  /// A snapshot may be of the newest block: the two after it are about to come.
  @Test
  void waitsForWhatIsAboutToCome() {
    FollowedChain headers = follow();
    time.run(() -> {
      time.start("chain", () -> growAfter(BLOCK, 2));
      assertThat(headers.lightBlock(HEIGHT + 2).map(FollowedChainTest::hash))
          .contains(hash(chain.block(HEIGHT + 2)));
      assertThat(Duration.ofNanos(time.nanoTime()))
          .isBetween(BLOCK.multipliedBy(2), BLOCK.multipliedBy(3));
      long began = time.nanoTime();
      assertThat(headers.lightBlock(chain.height() + 1)).as("a chain that stands").isEmpty();
      assertThat(Duration.ofNanos(time.nanoTime() - began))
          .isBetween(FollowedChain.PATIENCE, FollowedChain.PATIENCE.plusSeconds(1));
    });
  }

  private void growAfter(Duration each, int blocks) {
    for (int i = 0; i < blocks; i++) {
      sleep(each);
      grow(1);
    }
  }

  private void sleep(Duration length) {
    try {
      time.sleep(length);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LyingDoor.Lie changed(UnaryOperator<LightBlock> change) {
    return (door, name, request) -> {
      LedgerTransport.Reply reply = door.answer(name, request);
      if (!name.equals("light-block") || reply.status() != 200) {
        return reply;
      }
      LightBlock forged = change.apply(LightBlock.parseFrom(reply.body()));
      return new LedgerTransport.Reply(200, forged.toByteArray());
    };
  }

  private static LightBlock withOtherState(LightBlock block) {
    LightBlock.Builder out = block.toBuilder();
    out.getSignedHeaderBuilder()
        .getHeaderBuilder()
        .setDataHash(ByteString.copyFromUtf8("x".repeat(32)));
    return out.build();
  }

  @Test
  void whatDoesNotFollowIsNeverShown() {
    time.run(this::showNothingThatDoesNotFollow);
  }

  private void showNothingThatDoesNotFollow() {
    FollowedChain headers = follow();
    List<LyingDoor.Lie> lies =
        List.of(
            changed(HandMadeChain::unsigned),
            changed(FollowedChainTest::withOtherState),
            changed(block -> chain.block(7)),
            (_, _, _) -> {
              throw new IOException("nobody is there");
            },
            (_, _, _) -> new LedgerTransport.Reply(200, new byte[] {1, 2, 3}));
    for (int i = 0; i < lies.size(); i++) {
      long height = 100 + 40L * i;
      first.lie(lies.get(i));
      second.honest();
      assertThat(headers.lightBlock(height).map(FollowedChainTest::hash))
          .as("the next server is asked, lie " + i)
          .contains(hash(chain.block(height)));
      second.lie(lies.get(i));
      assertThatThrownBy(() -> headers.lightBlock(height + 1))
          .as("all lie, " + i)
          .isInstanceOf(BlocksUnavailable.class);
    }
  }

  @Test
  void withoutTurnsThereIsNoHeader() {
    FollowedChain headers = follow();
    silentOnTurns = true;
    time.run(() ->
        assertThatThrownBy(() -> headers.lightBlock(50))
            .isInstanceOf(BlocksUnavailable.class)
            .hasMessageContaining("no server tells whose turn it is to propose"));
    silentOnTurns = false;
    assertThat(headers.lightBlock(50)).isPresent();
  }

  /// A node that ends waits for no header, nor for the pause before it is looked for again.
  @Test
  void closesWhileAHeaderIsWaitedFor() {
    FollowedChain headers = follow();
    Duration soon = Duration.ofMillis(1);
    time.run(() -> {
      time.start(
          "closing",
          () -> {
            sleep(soon);
            headers.close();
          });
      assertThatThrownBy(() -> headers.lightBlock(HEIGHT + 1))
          .isInstanceOf(BlocksUnavailable.class)
          .hasMessageContaining("not followed any more");
      assertThat(Duration.ofNanos(time.nanoTime())).isEqualTo(soon);
      assertThatThrownBy(() -> headers.lightBlock(HEIGHT)).isInstanceOf(BlocksUnavailable.class);
    });
  }

  @Test
  void anInterruptEndsTheWait() {
    FollowedChain headers = follow();
    time.run(() -> {
      AtomicReference<String> why = new AtomicReference<>("");
      Scheduler.Task asking =
          time.start(
              "asking",
              () -> {
                try {
                  headers.lightBlock(HEIGHT + 1);
                } catch (BlocksUnavailable e) {
                  why.set(String.valueOf(e.getMessage()));
                }
              });
      sleep(Duration.ofMillis(1));
      asking.interrupt();
      asking.join();
      assertThat(why.get()).startsWith("interrupted while header " + (HEIGHT + 1));
      assertThat(headers.lightBlock(HEIGHT)).as("others go on").isPresent();
    });
  }

  @Test
  void saysWhatHelps() {
    LyingDoor.Lie silent =
        (_, _, _) -> {
          throw new IOException("nobody is there");
        };
    first.lie(silent);
    second.lie(silent);
    assertThatThrownBy(this::follow)
        .isInstanceOf(BlocksUnavailable.class)
        .hasMessageContaining("start it again when a server of its network file answers");
    first.honest();
    second.honest();
    kept = 300;
    assertThatThrownBy(this::follow)
        .isInstanceOf(BlocksUnavailable.class)
        .hasMessageContaining("no header of height")
        .message()
        .doesNotContain("start it again");
  }

  /// The hand-made chain behind a door, of which old blocks may be gone.
  private final class Shown extends HeadersAlone {
    @Override
    public Optional<LightBlock> lightBlock(long height) {
      asked.add(height);
      return height == 0
          ? Optional.of(chain.block(chain.height()))
          : Optional.of(height).filter(h -> h >= kept && h <= chain.height()).map(chain::block);
    }

    @Override
    public Optional<Origin> origin() {
      return Optional.of(new Origin(TestChain.genesis().encode(), Optional.empty(), List.of()));
    }

    @Override
    public List<Long> turns(long height) {
      return silentOnTurns ? List.of() : LongStream.range(height, height + 4).boxed().toList();
    }

    @Override
    public NodeStatus status() {
      return new NodeStatus(
          network.chainId(),
          network.chainRef(),
          chain.height(),
          ByteString.copyFrom(new byte[32]),
          chain.time(chain.height()),
          false,
          1_000);
    }
  }
}
