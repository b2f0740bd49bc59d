package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.ledger.types.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
  private static final long GIB = 1L << 30;

  /// Of 10 s each.
  private static final long PERIODS_A_DAY = 8640;

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "67108864, 1", "1073741824, 1", "1073741825, 2", "34359738368, 32"})
  void countsBegunGibibytes(long bytes, long gibibytes) {
    assertThat(Plan.forBytes(bytes)).isEqualTo(new Plan(gibibytes));
  }

  @Test
  void ofTheFileThatIsMade() {
    Plan plan = Plan.forBytes(64 << 20);
    assertThat(plan.bond()).isEqualTo(100);
    assertThat(plan.toProvider()).isEqualTo(Amount.ofCairn(105));
    assertThat(plan.toClient()).isEqualTo(Amount.ofCairn(130));
    assertThat(plan.capacity()).isEqualTo("2GiB");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 7, 32})
  void aProviderCanBondAndStillPaysFees(long gibibytes) {
    Plan plan = Plan.forBytes(gibibytes * GIB);
    assertThat(plan.toProvider()).isGreaterThan(Amount.ofCairn(plan.bond()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 7, 32})
  void theClientsMoneyLastsForEveryCopyAndPeriod(long gibibytes) {
    long rent = Long.parseLong(Plan.PRICE) * gibibytes * Plan.COPIES * Plan.PERIODS / PERIODS_A_DAY;
    assertThat(Plan.forBytes(gibibytes * GIB).toClient()).isGreaterThan(Amount.ofCairn(rent + 1));
  }
}
