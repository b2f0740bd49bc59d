package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.cairn.base.time.SimScheduler;
import network.cairn.store.blockstore.StoreStats;
import network.cairn.store.gc.GcReport;
import network.cairn.store.repo.RepoStat;
import network.cairn.store.repo.Repository;
import org.junit.jupiter.api.Test;

final class AutoCollectTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private final SimScheduler time = new SimScheduler(7);

  /// When a collection ran, in minutes.
  private final List<Long> collections = new ArrayList<>();

  private long size;
  private boolean diskFails;

  private static RepoStat stat(long size, long reserved) {
    StoreStats store = new StoreStats(0, 0, size, 0, 1, 0, 0);
    return new RepoStat(size, 1000, reserved, store, Path.of("home"), 1);
  }

  private Repository repository() {
    return Stub.of(
        Repository.class,
        Map.of(
            "stat",
            _ -> {
              if (diskFails) {
                throw new UncheckedIOException(new IOException("no disk"));
              }
              return stat(size, 0);
            },
            "gc",
            _ -> {
              collections.add(time.nanoTime() / MINUTE.toNanos());
              size = 100;
              return new GcReport.Done(3, 800, 1);
            }));
  }

  private void minutes(int count) throws InterruptedException {
    time.sleep(MINUTE.multipliedBy(count).plusSeconds(1));
  }

  @Test
  void collectsAboveNineTenths() {
    assertThat(AutoCollect.isNearlyFull(stat(900, 0))).isFalse();
    assertThat(AutoCollect.isNearlyFull(stat(901, 0))).isTrue();
    assertThat(AutoCollect.isNearlyFull(stat(600, 301))).isTrue();
    assertThat(AutoCollect.isNearlyFull(stat(0, 0))).isFalse();
  }

  @Test
  void looksEachMinuteAndCollectsOnlyWhenNearlyFull() {
    time.run(() -> {
      try (AutoCollect _ = new AutoCollect(repository(), time)) {
        minutes(5);
        assertThat(collections).isEmpty();
        size = 950;
        minutes(10);
      }
    });
    assertThat(collections).containsExactly(6L);
  }

  @Test
  void collectsAgainWhenTheStoreFillsAgain() {
    time.run(() -> {
      try (AutoCollect _ = new AutoCollect(repository(), time)) {
        for (int i = 0; i < 3; i++) {
          size = 950;
          minutes(2);
        }
      }
    });
    assertThat(collections).hasSize(3);
  }

  @Test
  void aFailureOfTheDiskDoesNotEndIt() {
    time.run(() -> {
      try (AutoCollect _ = new AutoCollect(repository(), time)) {
        size = 950;
        diskFails = true;
        minutes(3);
        assertThat(collections).isEmpty();
        diskFails = false;
        minutes(1);
        assertThat(collections).hasSize(1);
      }
    });
  }

  @Test
  void endsAtOnceBetweenCollections() {
    time.run(() -> {
      AutoCollect collector = new AutoCollect(repository(), time);
      time.sleep(Duration.ofSeconds(10));
      long before = time.nanoTime();
      collector.close();
      collector.close();
      assertThat(time.nanoTime()).isEqualTo(before);
      size = 950;
      minutes(5);
    });
    assertThat(collections).isEmpty();
  }
}
