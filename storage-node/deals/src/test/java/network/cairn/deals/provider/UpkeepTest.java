package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import network.cairn.deals.protocol.DealAnswer;
import network.cairn.deals.protocol.RejectCode;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.repo.Reservation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an owner must mend is told, and what goes on meanwhile goes on.
@Timeout(60)
final class UpkeepTest {
  private static final PeerId CLIENT = TestLedger.peer("client");

  @TempDir private Path home;
  private final TestLedger ledger = new TestLedger("client", "p1");
  private TestProvider provider;

  @BeforeEach
  void open() throws Exception {
    provider = TestProvider.of(home, ledger, "p1");
    ledger.register("p1");
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private String warnings() {
    new Upkeep(provider.context, provider.repo).tick(ledger.head());
    return String.join("\n", provider.context.warnings().list());
  }

  @Test
  void tellsAClockFromFiveSecondsOn() {
    ledger.chain.clockAhead(Duration.ofMillis(4_999));
    assertThat(warnings()).isEmpty();
    ledger.chain.clockAhead(Duration.ofMillis(-5_300));
    assertThat(warnings())
        .contains("clock is 5 s behind the ledger's: set it right")
        .contains("Above 60 s no new deal is taken");
    assertThat(provider.fills.ask(CLIENT)).isPresent();
    ledger.chain.clockAhead(Duration.ZERO);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void takesNoDealByAWrongClockAndGoesOnProving() throws Exception {
    TestPiece piece = TestPiece.of(1, 1_000);
    long set = provider.hold(piece, ledger.agree(piece, 1), 0);
    ledger.chain.clockAhead(Duration.ofMinutes(10));
    assertThat(warnings()).contains("10 min ahead of the ledger's").contains("Proofs go on");
    assertThat(provider.fills.ask(CLIENT)).isEmpty();
    long other = ledger.agree(TestPiece.of(2, 1_000), 1);
    DealAnswer answer =
        provider.fills.propose(CLIENT, TestLedger.signed("client", ledger.intent(other, 0, "p1")));
    assertThat(answer)
        .isInstanceOfSatisfying(
            DealAnswer.Rejected.class,
            rejected -> {
              assertThat(rejected.code()).isEqualTo(RejectCode.LEDGER_UNAVAILABLE);
              assertThat(rejected.detail()).contains("clock is 10 min ahead");
            });
    ledger.stepTo(
        ledger.head().state().set(set).orElseThrow().deadline(TestLedger.PARAMS)
            - TestLedger.PARAMS.window());
    new ProvingLoop(provider.context).tick(ledger.head());
    provider.settle();
    assertThat(ledger.head().state().set(set).orElseThrow().isProven()).isTrue();
  }

  @Test
  void tellsADiskThatIsFullAndACapacityThatItHasNot() {
    assertThat(warnings()).isEmpty();
    provider.offered = ProviderConfig.of(TestLedger.PRICE, Long.MAX_VALUE / 4);
    assertThat(warnings()).contains("is more than the disk has").doesNotContain("no new deal");
    try (Reservation all = provider.repo.reserveOutside(provider.repo.freeOutside())) {
      assertThat(all.remaining()).isPositive();
      assertThat(warnings()).contains("no new deal is taken");
    }
    provider.offered = TestProvider.config();
    assertThat(warnings()).isEmpty();
  }
}
