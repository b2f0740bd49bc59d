package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.store.config.Config;
import network.cairn.store.config.ConfigProfile;
import network.cairn.store.repo.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `cairn init --network FILE` on a home that is there.
final class JoiningTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Path home = Path.of("");
  private Path one = Path.of("");
  private Path other = Path.of("");

  @BeforeEach
  void make() throws IOException {
    home = folder.resolve("home");
    one = ledger("cairn-dev-one");
    other = ledger("cairn-dev-other");
    init(Optional.empty());
  }

  private Path ledger(String chain) {
    Path made = folder.resolve(chain);
    LedgerHome.init(
        made,
        LedgerHome.Plan.of(chain, URI.create("http://127.0.0.1:1")),
        new SplittableRandom(chain.hashCode()),
        InstantSource.fixed(Instant.EPOCH));
    return made.resolve("network");
  }

  private void init(Optional<Path> network) throws IOException {
    out.reset();
    Home.init(
        home,
        new Home.Plan(network, List.of(ConfigProfile.TEST)),
        new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String chain() throws IOException {
    return LedgerSide.network(home, Config.load(home)).orElseThrow().chainId();
  }

  private void put(String key, byte[] value) throws IOException {
    try (StorageNode node = StorageNode.open(home, "test")) {
      node.repository().state().put(key, value);
    }
  }

  @Test
  void aHomeOfNoNetworkJoinsOneAndKeepsItsKeys() throws IOException {
    byte[] wallet = Files.readAllBytes(home.resolve("keystore/wallet"));
    byte[] peer = Files.readAllBytes(home.resolve("keystore/peer"));
    init(Optional.of(one));
    assertThat(told()).isEqualTo(home + " belongs to network cairn-dev-one now\n");
    assertThat(chain()).isEqualTo("cairn-dev-one");
    assertThat(home.resolve("keystore/wallet")).hasBinaryContent(wallet);
    assertThat(home.resolve("keystore/peer")).hasBinaryContent(peer);
    assertThat(Config.load(home).apiAddresses()).containsExactly("/ip4/127.0.0.1/tcp/0");
  }

  /// A ledger may move, or its validators change.
  @Test
  void aMemberTakesANewerFileOfItsNetwork() throws IOException {
    init(Optional.of(one));
    String moved = Files.readString(one).replace("127.0.0.1:1", "127.0.0.1:2");
    Files.writeString(one, moved);
    put("market/agreement/1", new byte[] {1});
    init(Optional.of(one));
    assertThat(told()).contains("is replaced: chain cairn-dev-one");
    assertThat(home.resolve("network")).hasContent(moved);
  }

  @Test
  void aHomeWithAgreementsOrPiecesStaysWithTheirChain() throws IOException {
    init(Optional.of(one));
    try (StorageNode node = StorageNode.open(home, "test")) {
      OwnChain.claim(node.repository().state(), LedgerSide.read(one));
    }
    put("provider/holding/1", new byte[] {1});
    assertThatThrownBy(() -> init(Optional.of(other)))
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("this home has agreements or pieces of another chain")
        .hasMessageContaining("CAIRN_PATH=FOLDER cairn init --network FILE");
    assertThat(chain()).isEqualTo("cairn-dev-one");
  }

  @Test
  void aHomeWithNothingOfItsNetworkMayChange() throws IOException {
    init(Optional.of(one));
    init(Optional.of(other));
    assertThat(chain()).isEqualTo("cairn-dev-other");
  }

  /// Asks, a wish to leave, payments on their way and the book are of the chain on which they were
  /// made.
  @Test
  void aHomeForgetsItsProvidersPastWhenItsChainChanges() throws IOException {
    init(Optional.of(one));
    List<String> past =
        List.of(
            "provider/asked/1 1 1 1 1",
            "provider/leaving",
            "provider/unbonding/4",
            "provider/book/set/7",
            "provider/book/totals",
            "provider/book/look");
    try (StorageNode node = StorageNode.open(home, "test")) {
      Repository.StateStore state = node.repository().state();
      OwnChain.claim(state, LedgerSide.read(one));
      past.forEach(name -> state.put(name, new byte[] {'1'}));
      OwnChain.claim(state, LedgerSide.read(one));
      assertThat(past).as("the same chain").allMatch(name -> state.get(name).isPresent());
      OwnChain.claim(state, LedgerSide.read(other));
      assertThat(past).allMatch(name -> state.get(name).isEmpty());
      OwnChain.require(state, LedgerSide.read(other));
    }
  }

  /// What keeps a chain from being rolled back is not set aside by the way.
  @Test
  void aHeadThatCannotBeOfTheNetworkStopsIt() throws IOException {
    Files.writeString(home.resolve("ledger-head"), "of something else");
    assertThatThrownBy(() -> init(Optional.of(one)))
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("ledger-head is damaged");
    assertThat(Config.load(home).networkFile()).isEmpty();
  }

  @Test
  void nothingIsChangedUnderARunningDaemon() throws IOException {
    try (StorageNode _ = StorageNode.open(home, "daemon")) {
      assertThatThrownBy(() -> init(Optional.of(one)))
          .isInstanceOf(StartFailed.class)
          .hasMessageContaining(home + " open; end it first ('cairn shutdown')");
    }
    assertThat(home.resolve("network")).doesNotExist();
  }

  @Test
  void aBrokenNetworkFileChangesNothing() throws IOException {
    Files.writeString(one, "no network");
    assertThatThrownBy(() -> init(Optional.of(one))).isInstanceOf(StartFailed.class);
    assertThat(Config.load(home).networkFile()).isEmpty();
  }

  @Test
  void withoutANetworkAHomeIsNotMadeAgain() {
    assertThatThrownBy(() -> init(Optional.empty()))
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("initializing it again would overwrite the keys");
  }
}
