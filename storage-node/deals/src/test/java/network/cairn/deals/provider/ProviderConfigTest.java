package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import network.cairn.ledger.types.Amount;
import org.junit.jupiter.api.Test;

final class ProviderConfigTest {
  private static final Amount PRICE = Amount.ofCairn(5);

  private static ProviderConfig config(
      long capacity, int fills, int perClient, long unopened, long blocks) {
    return new ProviderConfig(
        PRICE, 1, 2, 3, 4, capacity, fills, perClient, unopened, blocks, true);
  }

  @Test
  void takesEveryPieceByDefaultAndWaitsForNoMoreThanItOffers() {
    ProviderConfig small = ProviderConfig.of(PRICE, 1_000);
    assertThat(small.maxUnopened()).isEqualTo(1_000);
    assertThat(small.price()).isEqualTo(PRICE);
    assertThat(small.repair()).isTrue();
    ProviderConfig large = ProviderConfig.of(PRICE, 1L << 50);
    assertThat(large.maxUnopened()).isEqualTo(64L << 30);
    assertThat(large.maxBytes()).isEqualTo(32L << 30);
    assertThat(large.minBytes()).isEqualTo(1);
  }

  @Test
  void changesNothingElseWithTheSwitchForRepairs() {
    ProviderConfig config = config(10, 1, 1, 5, 1);
    assertThat(config.withRepair(false).repair()).isFalse();
    assertThat(config.withRepair(false).withRepair(true)).isEqualTo(config);
  }

  @Test
  void refusesLimitsThatLetNothingThrough() {
    assertThat(config(0, 1, 1, 0, 1).capacity()).isZero();
    for (Runnable bad :
        new Runnable[] {
          () -> config(-1, 1, 1, 0, 1),
          () -> config(0, 0, 1, 0, 1),
          () -> config(0, 1, 0, 0, 1),
          () -> config(0, 1, 1, -1, 1),
          () -> config(0, 1, 1, 0, 0)
        }) {
      assertThatThrownBy(bad::run).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
