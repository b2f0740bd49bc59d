package network.cairn.ledger.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import network.cairn.ledger.api.HeadersAlone;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.LyingDoor;
import network.cairn.ledger.api.ManyDoors;
import network.cairn.ledger.api.Origin;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.genesis.ValidatorHomes;
import network.cairn.ledger.light.Mark;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Staking;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where a chain was moved, of servers of which any may lie.
final class BelievedMoveTest {
  private static final Genesis GENESIS = TestChain.genesis();
  private static final int MOVED = 20;
  private static final int HEIGHT = 60;
  private static final ByteString STATE = ByteString.copyFrom(new byte[32]);
  private static final List<String> OTHERS = List.of("a", "b", "c", "d");

  @TempDir private Path folder;
  private HandMadeChain chain = movedTo(OTHERS);
  private NetworkFile network = NetworkFile.of(GENESIS, URI.create("http://127.0.0.1:1"));
  private Genesis genesis = GENESIS;
  private long kept = 1;
  private long lost;

  private static HandMadeChain movedTo(List<String> others) {
    return new HandMadeChain(
            GENESIS.chainId(),
            TestChain.START,
            Duration.ofSeconds(1),
            height -> height <= MOVED ? List.of("validator") : others)
        .movedAfter(MOVED)
        .upTo(HEIGHT, STATE);
  }

  private ChainMove move(long height, List<String> names, ByteString appHash) {
    LedgerHead head =
        LedgerHead.newBuilder()
            .setChainId(GENESIS.chainId())
            .setChainRef(ByteString.copyFrom(GENESIS.chainRef()))
            .setHeight(height)
            .setAppHash(appHash)
            .setTime(Times.of(chain.time(height + 1).minusMillis(1)))
            .build();
    List<Genesis.Validator> validators = new ArrayList<>();
    for (Validators.Validator member : HandMadeChain.set(names).members()) {
      validators.add(new Genesis.Validator(member.pubkey(), member.power(), member.pubkey()));
    }
    return new ChainMove(head, validators);
  }

  private ChainMove move() {
    return move(MOVED, OTHERS, STATE);
  }

  private ChainMove changed(UnaryHead change) {
    return new ChainMove(change.of(move().head().toBuilder()).build(), move().validators());
  }

  private interface UnaryHead {
    LedgerHead.Builder of(LedgerHead.Builder head);
  }

  private Optional<ByteString> believed(List<Optional<ByteString>> said) {
    List<LyingDoor> doors = said.stream().map(one -> new LyingDoor(new Telling(one))).toList();
    try (RemoteLedger ledger =
        ManyDoors.over(network, doors, () -> chain.time(HEIGHT).plusSeconds(1))) {
      return BelievedMove.of(ledger, genesis.encode());
    }
  }

  private static Optional<ByteString> said(ChainMove move) {
    return Optional.of(move.encode());
  }

  private List<Optional<ByteString>> lies() {
    return List.of(
        Optional.of(ByteString.copyFromUtf8("no move")),
        said(move(10, List.of("validator"), STATE)),
        said(move(40, OTHERS, STATE)),
        said(move(HEIGHT - 1, OTHERS, STATE)),
        said(move(HEIGHT, OTHERS, STATE)),
        said(changed(head -> head.setHeight(Long.MAX_VALUE))),
        said(move(MOVED, List.of("a", "b", "c"), STATE)),
        said(move(MOVED, OTHERS, ByteString.copyFromUtf8("x".repeat(32)))),
        said(changed(head -> head.setTime(Times.of(TestChain.START)))),
        said(changed(head -> head.setChainRef(STATE))),
        said(changed(head -> head.setHeight(0))));
  }

  @Test
  void isTheOneThatItsFirstHeaderProves() {
    assertThat(believed(List.of(said(move())))).isEqualTo(said(move()));
    for (Optional<ByteString> lie : lies()) {
      assertThat(believed(List.of(lie, lie, said(move())))).isEqualTo(said(move()));
    }
    assertThat(believed(List.of(Optional.empty(), Optional.empty(), said(move()))))
        .as("hidden by most")
        .isEqualTo(said(move()));
  }

  @Test
  void whatCannotBeIsRefused() {
    for (Optional<ByteString> lie : lies()) {
      assertThatThrownBy(() -> believed(List.of(lie)))
          .isInstanceOf(UntrustedAnswer.class)
          .hasMessageContaining("where this chain was moved is not true");
    }
  }

  /// Down from the header that refutes a lie there may be no way.
  @Test
  void aLieThatIsRefutedTakesNoProofAway() {
    List<String> same = List.of("validator");
    chain = movedTo(same);
    lost = 30;
    Optional<ByteString> lie = said(move(40, same, STATE));
    Optional<ByteString> hidden = Optional.empty();
    Optional<ByteString> moved = said(move(MOVED, same, STATE));
    assertThat(believed(List.of(lie, lie, lie, hidden, hidden, moved))).isEqualTo(moved);
  }

  @Test
  void whereNobodySaysAnythingItIsNoLie() {
    HeadersAlone silent =
        new HeadersAlone() {
          @Override
          public Optional<LightBlock> lightBlock(long height) {
            return Optional.of(chain.block(height == 0 ? HEIGHT : height));
          }
        };
    try (RemoteLedger ledger =
        ManyDoors.over(
            network,
            List.of(new LyingDoor(silent), new LyingDoor(silent)),
            () -> chain.time(HEIGHT).plusSeconds(1))) {
      assertThatThrownBy(() -> BelievedMove.of(ledger, genesis.encode()))
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessageContaining("no server says whether this chain was moved");
    }
  }

  @Test
  void aChainByStakeIsNeverMoved() {
    Params staking = Params.defaults(Profile.DEV).with(Staking.defaults(Profile.DEV));
    LedgerHome home =
        ValidatorHomes.init(
                folder,
                new LedgerHome.Plan(GENESIS.chainId(), Optional.of(staking), network.ledgerUrl()),
                1,
                "127.0.0.1:26656",
                new SplittableRandom(3),
                InstantSource.fixed(TestChain.START))
            .getFirst();
    genesis = home.genesis();
    network = home.network();
    ChainMove move = changed(head -> head.setChainRef(ByteString.copyFrom(genesis.chainRef())));
    assertThat(believed(List.of(said(move), Optional.empty()))).isEmpty();
    assertThatThrownBy(() -> believed(List.of(said(move)))).isInstanceOf(UntrustedAnswer.class);
  }

  /// Nobody has the header any more.
  @Test
  void isWhatMostServersSayWhereNoHeaderTells() {
    kept = 30;
    Mark trusted = new Mark(40, Headers.hash(chain.block(40).getSignedHeader().getHeader()));
    network = network.trusting(trusted, chain.validators(40));
    ChainMove other = move(MOVED - 3, OTHERS, STATE);
    assertThat(believed(List.of(said(other), said(move()), said(move())))).isEqualTo(said(move()));
    assertThat(believed(List.of(said(other), said(move())))).isEqualTo(said(other));
    Optional<ByteString> above = said(move(HEIGHT + 5, OTHERS, STATE));
    assertThat(believed(List.of(above, above, said(move())))).isEqualTo(said(move()));
    assertThat(believed(List.of(above, Optional.empty()))).isEmpty();
  }

  /// The chain's headers, and what this server says of its move.
  private final class Telling extends HeadersAlone {
    private final Optional<ByteString> move;

    Telling(Optional<ByteString> move) {
      this.move = move;
    }

    @Override
    public Optional<Origin> origin() {
      return Optional.of(new Origin(genesis.encode(), move, List.of()));
    }

    @Override
    public Optional<LightBlock> lightBlock(long height) {
      long at = height == 0 ? HEIGHT : height;
      return Stream.of(at)
          .filter(h -> h >= kept && h <= HEIGHT && h != lost)
          .map(chain::block)
          .findFirst();
    }
  }
}
