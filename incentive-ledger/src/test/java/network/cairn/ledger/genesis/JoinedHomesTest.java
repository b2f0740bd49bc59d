package network.cairn.ledger.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import network.cairn.ledger.crypto.EcVrf;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.FollowedHeaders;
import network.cairn.ledger.light.Mark;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The home of a node that founded nothing.
final class JoinedHomesTest {
  private static final String PEER = "0123456789abcdef0123456789abcdef01234567@b.example:26656";
  private static final URI OWN = URI.create("http://own.example:5101");

  @TempDir Path folder;
  private final SplittableRandom random = new SplittableRandom(11);
  private LedgerHome founder;
  private Path home;

  @BeforeEach
  void chain() {
    founder =
        ValidatorHomes.init(
                folder.resolve("net"),
                LedgerHome.Plan.of("cairn-dev-test", URI.create("http://127.0.0.1:5101")),
                4,
                "127.0.0.1:26656",
                random,
                InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")))
            .getFirst();
    home = folder.resolve("joined");
  }

  private LedgerHome make(NetworkFile network, ByteString genesis, String... peers) {
    return JoinedHomes.make(
        home,
        network,
        genesis,
        Optional.empty(),
        new JoinedHomes.Plan("0.0.0.0:26656", OWN, List.of(peers)),
        random);
  }

  private LedgerHome make() {
    return make(founder.network(), founder.genesis().encode(), PEER);
  }

  @Test
  void hasKeysOfItsOwnAndKnowsTheOthers() throws IOException {
    make();
    LedgerHome joined = LedgerHome.open(home);
    assertThat(joined.genesis()).isEqualTo(founder.genesis());
    assertThat(joined.network().ledgerUrl()).isEqualTo(OWN);
    assertThat(joined.others().servers()).isEqualTo(founder.network().servers());
    assertThat(joined.firstHeight()).isEqualTo(1);
    assertThat(founder.genesis().validators())
        .noneMatch(
            v -> v.pubkey().equals(KeyFile.read(home.resolve("keystore/validator")).pubkey()));
    ConsensusFile consensus = ConsensusFile.parse(Files.readString(home.resolve("consensus")));
    assertThat(consensus)
        .isEqualTo(
            new ConsensusFile(
                "0.0.0.0:26656", "127.0.0.1:26657", List.of(PEER), Optional.empty(), true));
    assertThatThrownBy(this::make)
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("has a chain already");
  }

  @Test
  void followsTheChainOnlyWhereItsEngineAsks() {
    LedgerHome joined = make();
    EngineKind.Comet kind =
        (EngineKind.Comet)
            joined.cometbft(
                Path.of("/b/cometbft"),
                of -> {
                  assertThat(of).isSameAs(joined);
                  throw new IllegalStateException("asked");
                });
    EngineKind.FromNetwork source = (EngineKind.FromNetwork) kind.sync().orElseThrow();
    assertThatThrownBy(
            () -> {
              try (FollowedHeaders _ = source.headers().get()) {
                throw new AssertionError("there are none");
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("asked");
  }

  /// The file trusts a later header, whose validators may be others than genesis's.
  @Test
  void keepsWhatALaterNetworkFileTrusts() {
    NetworkFile later =
        founder
            .network()
            .trusting(
                new Mark(70, ByteString.copyFrom(new byte[32])), founder.network().validators());
    make(later, founder.genesis().encode(), PEER);
    assertThat(LedgerHome.open(home).network().trusted()).isEqualTo(later.trusted());
    assertThat(LedgerHome.open(home).others()).isEqualTo(later);
  }

  @Test
  void goesOnWithTheKeysOfAnInterruptedCall() throws IOException {
    make();
    ByteString key = KeyFile.read(home.resolve("keystore/validator")).pubkey();
    Files.delete(home.resolve("genesis"));
    make();
    assertThat(KeyFile.read(home.resolve("keystore/validator")).pubkey()).isEqualTo(key);
  }

  @Test
  void namesNoMoreServersThanItMay() {
    List<URI> many =
        IntStream.range(0, NetworkFile.MAX_SERVERS)
            .mapToObj(i -> URI.create("http://s" + i + ".example:1"))
            .toList();
    make(founder.network().at(many), founder.genesis().encode(), PEER);
    assertThat(LedgerHome.open(home).network().servers())
        .hasSize(NetworkFile.MAX_SERVERS)
        .startsWith(OWN, many.getFirst());
  }

  private void refuses(String why, NetworkFile network, ByteString genesis, String... peers) {
    assertThatThrownBy(() -> make(network, genesis, peers))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining(why);
    assertThat(home.resolve("genesis")).doesNotExist();
  }

  @Test
  void refusesWhatCannotBe() {
    NetworkFile network = founder.network();
    ByteString genesis = founder.genesis().encode();
    refuses("name some with --peers", network, genesis);
    refuses("a peer is not id@host:port: somewhere", network, genesis, "somewhere");
    refuses("no home can be made", network, genesis.substring(1), PEER);
    NetworkFile other =
        new NetworkFile(
            network.chainId(),
            ByteString.copyFrom(new byte[32]),
            network.validators(),
            network.ledgerUrl());
    refuses("the genesis is not the network file's", other, genesis, PEER);
    assertThatThrownBy(() ->
            JoinedHomes.make(
                home,
                network,
                genesis,
                Optional.of(ByteString.copyFromUtf8("no move")),
                new JoinedHomes.Plan("0.0.0.0:26656", OWN, List.of(PEER)),
                random))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("no home can be made");
  }

  /// The founders here are four.
  @Test
  void refusesAMoveThatTheChainCannotHaveMade() {
    ChainMove move =
        new ChainMove(
            LedgerHead.newBuilder()
                .setChainId("cairn-dev-test")
                .setChainRef(ByteString.copyFrom(founder.genesis().chainRef()))
                .setHeight(5)
                .build(),
            founder.genesis().validators());
    assertThatThrownBy(() ->
            JoinedHomes.make(
                home,
                founder.network(),
                founder.genesis().encode(),
                Optional.of(move.encode()),
                new JoinedHomes.Plan("0.0.0.0:26656", OWN, List.of(PEER)),
                random))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("is not of this chain");
    assertThat(home.resolve("genesis")).doesNotExist();
  }

  @Test
  void withoutAnotherServerNobodyCanBeFollowed() {
    NetworkFile alone = founder.network().at(List.of(OWN));
    make(alone, founder.genesis().encode(), PEER);
    assertThatThrownBy(() -> LedgerHome.open(home).others())
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("add a line ledger-url");
  }

  @Test
  void provesItsKeysToBeItsOperators() {
    LedgerHome joined = make();
    ByteString chainRef = joined.network().chainRef();
    Msg.CandidateKeys keys = joined.candidateKeys();
    assertThat(
            Ed25519.verify(
                keys.vote().pubkey().toByteArray(),
                Domain.bindValidator(chainRef, joined.operator().address()),
                keys.vote().signature().toByteArray()))
        .isTrue();
    assertThat(
            EcVrf.verify(
                keys.beacon().key().toByteArray(),
                Domain.bindBeacon(chainRef, joined.operator().address()),
                keys.beacon().proof().toByteArray()))
        .isPresent();
    assertThat(
            EcVrf.verify(
                keys.beacon().key().toByteArray(),
                Domain.bindBeacon(chainRef, founder.operator().address()),
                keys.beacon().proof().toByteArray()))
        .as("for nobody else")
        .isEmpty();
  }
}
