package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.genesis.ValidatorHomes;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Staking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The set of a genesis whose validators are chosen by stake is no beginning for ever.
final class FoundersTrustTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;
  private Instant now = START;

  private LedgerHome home(Optional<Params> params) {
    return ValidatorHomes.init(
            folder,
            new LedgerHome.Plan("cairn-dev-test", params, URI.create("http://127.0.0.1:1")),
            1,
            "127.0.0.1:26656",
            new SplittableRandom(3),
            InstantSource.fixed(START))
        .getFirst();
  }

  private LedgerHome staked() {
    Params plain = Params.defaults(Profile.DEV);
    return home(Optional.of(plain.with(Staking.defaults(Profile.DEV))));
  }

  /// Two blocks more, of today.
  private EmbeddedEngine engine(LedgerHome.Running running, int days) {
    now = START.plus(Duration.ofDays(days));
    EmbeddedEngine engine = (EmbeddedEngine) running.engine();
    for (int i = 0; i < 3; i++) {
      now = now.plusMillis(250);
      engine.step();
    }
    return engine;
  }

  private RemoteLedger client(LedgerClient ledger, NetworkFile network, HeadStore heads) {
    return new RemoteLedger(network, new LyingDoor(ledger), () -> now, heads);
  }

  private void read(LedgerClient ledger, NetworkFile network, HeadStore heads) {
    try (RemoteLedger client = client(ledger, network, heads)) {
      assertThat(client.read(List.of(StateKeys.chain()), 0, true).value()).isPresent();
    }
  }

  private void refused(LedgerClient ledger, NetworkFile network, HeadStore heads) {
    assertThatThrownBy(() -> read(ledger, network, heads))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("who are chosen by stake and may have left since")
        .hasMessageContaining("it was good until 2026-01-15T00:00:00Z; take a newer one")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void withStakingTheyAreTrustedForFourteenDays() {
    LedgerHome home = staked();
    NetworkFile network = home.network();
    try (LedgerHome.Running running = home.engine(() -> now, LedgerMetrics.none())) {
      LedgerClient ledger = new LocalLedger(engine(running, 13));
      Memory followed = new Memory();
      read(ledger, network, followed);
      NetworkFile later;
      try (RemoteLedger client = client(ledger, network, HeadStore.none())) {
        later = TrustedHeader.newest(client, network);
      }

      engine(running, 14);
      refused(ledger, network, HeadStore.none());
      read(ledger, network, followed);
      read(ledger, later, HeadStore.none());
      engine(running, 40);
      refused(ledger, network, followed);
    }
  }

  /// Nothing but the genesis of the file's hash tells whether there is staking.
  @Test
  void aDoorThatDoesNotTellTheGenesisIsNotBelieved() {
    LedgerHome home = staked();
    try (LedgerHome.Running running = home.engine(() -> now, LedgerMetrics.none())) {
      LyingDoor door = new LyingDoor(new LocalLedger(engine(running, 14)));
      door.lie((honest, name, request) ->
          name.equals("genesis")
              ? LedgerService.problem(404, "not-found", "none")
              : honest.answer(name, request));
      try (RemoteLedger client =
          new RemoteLedger(home.network(), door, () -> now, HeadStore.none())) {
        assertThatThrownBy(() -> client.read(List.of(StateKeys.chain()), 0, true))
            .isInstanceOf(LedgerUnavailable.class);
      }
    }
  }

  private void readOfOwn(LedgerHome home, List<Server> servers) {
    readOfOwn(home, servers, HeadStore.none());
  }

  private void readOfOwn(LedgerHome home, List<Server> servers, HeadStore heads) {
    try (RemoteLedger client = RemoteLedger.ofOwn(home, servers, () -> now, heads)) {
      assertThat(client.read(List.of(StateKeys.chain()), 0, true).value()).isPresent();
    }
  }

  private void refusedOfOwn(LedgerHome home, List<Server> servers) {
    assertThatThrownBy(() -> readOfOwn(home, servers))
        .isInstanceOf(UntrustedAnswer.class)
        .hasMessageContaining("who are chosen by stake and may have left since");
  }

  /// What another door shows may be of who has left.
  @Test
  void aFounderTrustsThemWithoutEndAtItsOwnDoorAlone() throws IOException {
    LedgerHome home = staked();
    try (LedgerHome.Running running = home.engine(() -> now, LedgerMetrics.none())) {
      LedgerClient ledger = new LocalLedger(engine(running, 20));
      Server own = new Server(home.network().ledgerUrl(), new LyingDoor(ledger));
      Server other = new Server(URI.create("http://other.example:1"), new LyingDoor(ledger));
      readOfOwn(home, List.of(own, other));
      refusedOfOwn(home, List.of(other));
      Path consensus = folder.resolve("validator-1").resolve("consensus");
      Files.writeString(consensus, Files.readString(consensus) + "sync-from network\n");
      refusedOfOwn(home, List.of(own));
    }
  }

  /// As a home that joined: it begins with what it noted, as long as that is young enough.
  @Test
  void aHomeThatJoinedGoesOnFromItsNote() throws IOException {
    LedgerHome home = staked();
    Path consensus = folder.resolve("validator-1").resolve("consensus");
    Files.writeString(consensus, Files.readString(consensus) + "sync-from network\n");
    try (LedgerHome.Running running = home.engine(() -> now, LedgerMetrics.none())) {
      LedgerClient ledger = new LocalLedger(engine(running, 10));
      List<Server> own = List.of(new Server(home.network().ledgerUrl(), new LyingDoor(ledger)));
      Memory note = new Memory();
      readOfOwn(home, own, note);
      for (int days : new int[] {20, 33, 46}) {
        engine(running, days);
        refusedOfOwn(home, own);
        readOfOwn(home, own, note);
      }
      engine(running, 61);
      assertThatThrownBy(() -> readOfOwn(home, own, note)).isInstanceOf(UntrustedAnswer.class);
    }
  }

  @Test
  void withoutStakingTheyAreTrustedForEver() {
    LedgerHome home = home(Optional.empty());
    try (LedgerHome.Running running = home.engine(() -> now, LedgerMetrics.none())) {
      read(new LocalLedger(engine(running, 4_000)), home.network(), HeadStore.none());
    }
  }

  /// Heads in memory, over several clients.
  private static final class Memory implements HeadStore {
    private Optional<Kept> kept = Optional.empty();

    @Override
    public Optional<Kept> load() {
      return kept;
    }

    @Override
    public void save(Kept head) {
      kept = Optional.of(head);
    }

    @Override
    public String cure() {
      return "begin again";
    }
  }
}
