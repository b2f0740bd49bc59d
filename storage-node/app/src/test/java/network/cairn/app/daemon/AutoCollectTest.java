package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import network.cairn.store.blockstore.StoreStats;
import network.cairn.store.repo.RepoStat;
import org.junit.jupiter.api.Test;

final class AutoCollectTest {
  private static RepoStat stat(long size, long reserved) {
    StoreStats store = new StoreStats(0, 0, size, 0, 1, 0, 0);
    return new RepoStat(size, 1000, reserved, store, Path.of("home"), 1);
  }

  @Test
  void collectsAboveNineTenths() {
    assertThat(AutoCollect.isNearlyFull(stat(900, 0))).isFalse();
    assertThat(AutoCollect.isNearlyFull(stat(901, 0))).isTrue();
    assertThat(AutoCollect.isNearlyFull(stat(600, 301))).isTrue();
    assertThat(AutoCollect.isNearlyFull(stat(0, 0))).isFalse();
  }
}
