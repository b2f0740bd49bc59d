package network.cairn.content.providing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.libp2p.kad.KeyRegion;
import network.cairn.store.providers.ProviderStore;
import network.cairn.store.providers.SweepJournal.Swept;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class SweepPlanTest {
  private static final long HOUR = 3_600_000;
  private static final long INTERVAL = 22 * HOUR;
  private static final int BITS = 6;

  @TempDir private Path folder;

  private static Swept now(KeyRegion region, long when) {
    return new Swept(region, when, 64, 1_280, 30);
  }

  /// Whatever the network's size is, and however often the process ends: within two days, in which
  /// records live, each place is announced, and no more often than every half cycle.
  @Test
  void eachPlaceHasItsTime() throws IOException {
    for (int seed = 0; seed < 5; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Map<Long, Long> last = new HashMap<>();
      long now = 1_000_000 * HOUR;
      long end = now + 6 * INTERVAL;
      try (ProviderStore store = ProviderStore.open(folder.resolve("seed" + seed))) {
        SweepPlan plan = new SweepPlan(store.journal("lan"), INTERVAL, 12_345, now);
        while (now < end) {
          if (random.nextInt(50) == 0) {
            List<Swept> before = plan.all();
            plan = new SweepPlan(store.journal("lan"), INTERVAL, 12_345, now);
            assertThat(plan.all()).isEqualTo(before);
          }
          Optional<KeyRegion> due = plan.next(now, 2 + random.nextInt(BITS - 2));
          if (due.isPresent()) {
            plan.swept(now(due.get(), now));
            mark(last, due.get(), now, seed);
            now += random.nextLong(60_000);
          } else {
            now = Math.max(now + 1, Math.min(plan.nextTime(), now + HOUR));
          }
          assertCovers(plan);
        }
      }
      long ended = now;
      assertThat(last).hasSize(1 << BITS);
      assertThat(last.values()).allMatch(when -> ended - when < 36 * HOUR);
    }
  }

  private static void mark(Map<Long, Long> last, KeyRegion region, long now, int seed) {
    for (int i = 0; i < 1 << BITS; i++) {
      long place = (long) i << Long.SIZE - BITS;
      if (region.contains(place)) {
        Long before = last.put(place, now);
        if (before != null) {
          assertThat(now - before).as("seed %d, place %d", seed, i).isLessThan(36 * HOUR);
        }
      }
    }
  }

  private static void assertCovers(SweepPlan plan) {
    long next = 0;
    for (Swept swept : plan.all()) {
      assertThat(swept.region().start()).isEqualTo(next);
      next = swept.region().last() + 1;
    }
    assertThat(next).isZero();
  }

  @Test
  void theWorkOfACycleIsSpread() throws IOException {
    try (ProviderStore store = ProviderStore.open(folder)) {
      long now = 1_000_000 * HOUR;
      SweepPlan plan = new SweepPlan(store.journal("lan"), INTERVAL, 12_345, now);
      for (int i = 0; i < 1 << BITS; i++) {
        plan.swept(now(plan.next(now, BITS).orElseThrow(), now));
      }
      assertThat(plan.next(now, BITS)).isEmpty();
      int most = 0;
      for (long at = now + INTERVAL; at < now + 3 * INTERVAL; at += HOUR) {
        int hour = 0;
        for (var due = plan.next(at, BITS); due.isPresent(); due = plan.next(at, BITS)) {
          plan.swept(now(due.get(), at));
          hour++;
        }
        most = at >= now + 2 * INTERVAL ? Math.max(most, hour) : most;
      }
      assertThat(most).as("regions of an hour, of 64 in 22").isBetween(2, 4);
    }
  }

  @Test
  void isAnnouncedAtOnceWhereThatIsAskedAndNeverAgainWhereNothingIs() throws IOException {
    try (ProviderStore store = ProviderStore.open(folder)) {
      long now = 1_000_000 * HOUR;
      SweepPlan plan = new SweepPlan(store.journal("lan"), 0, 12_345, now);
      plan.swept(now(plan.next(now, 0).orElseThrow(), now));
      assertThat(plan.next(now + 100 * INTERVAL, 0)).isEmpty();
      plan.catchUp(now + 1);
      assertThat(plan.next(now + 1, 0)).contains(KeyRegion.ALL);
      plan.swept(now(KeyRegion.ALL, now + 2));
      assertThat(plan.next(now + 3, 0)).isEmpty();
      assertThat(new SweepPlan(store.journal("lan"), INTERVAL, 12_345, now).next(now, 0))
          .as("where the clock was set back")
          .contains(KeyRegion.ALL);
    }
  }

  /// Whoever keeps one region from being announced keeps none of the others.
  @Test
  void aRegionThatNobodyTakesWaitsAndTheOthersGoOn() throws IOException {
    try (ProviderStore store = ProviderStore.open(folder)) {
      long now = 1_000_000 * HOUR;
      SweepPlan plan = new SweepPlan(store.journal("lan"), INTERVAL, 12_345, now);
      KeyRegion refused = plan.next(now, 2).orElseThrow();
      plan.failed(refused, now);
      assertCovers(plan);
      assertThat(plan.hasFailed(refused.last())).isTrue();
      for (int i = 0; i < 3; i++) {
        KeyRegion other = plan.next(now, 2).orElseThrow();
        assertThat(other).isNotEqualTo(refused);
        plan.swept(now(other, now));
      }
      assertThat(plan.next(now, 2)).isEmpty();
      assertThat(plan.next(now + SweepPlan.AGAIN.toMillis() - 1, 2)).isEmpty();
      long again = now + SweepPlan.AGAIN.toMillis();
      assertThat(plan.nextTime()).isEqualTo(again);
      assertThat(plan.next(again, 2)).contains(refused);
      assertThat(new SweepPlan(store.journal("lan"), INTERVAL, 12_345, now).all())
          .as("after a restart")
          .isEqualTo(plan.all());
      plan.swept(now(refused, again));
      assertThat(plan.hasFailed()).isFalse();
      assertThat(plan.next(again, 2)).isEmpty();
    }
  }

  @Test
  void aWiderRegionThatNobodyTakesHoldsAllThatItHas() throws IOException {
    try (ProviderStore store = ProviderStore.open(folder)) {
      long now = 1_000_000 * HOUR;
      SweepPlan plan = new SweepPlan(store.journal("lan"), INTERVAL, 12_345, now);
      for (int i = 0; i < 8; i++) {
        plan.swept(now(plan.next(now, 3).orElseThrow(), now));
      }
      KeyRegion half = new KeyRegion(1, 0);
      plan.failed(half, now);
      plan.catchUp(now + 1);
      for (int i = 0; i < 4; i++) {
        KeyRegion other = plan.next(now + 1, 3).orElseThrow();
        assertThat(half.contains(other)).isFalse();
        plan.swept(now(other, now + 1));
      }
      assertThat(plan.next(now + 1, 3)).isEmpty();
      assertThat(plan.overdue(now + SweepPlan.AGAIN.toMillis())).isEqualTo(4);
      plan.swept(now(half, now + 2));
      assertThat(plan.hasFailed()).isFalse();
      assertCovers(plan);
    }
  }

  @Test
  void aClockThatIsSetBackKeepsNothingWaiting() throws IOException {
    try (ProviderStore store = ProviderStore.open(folder)) {
      long later = 1_000_000 * HOUR;
      SweepPlan plan = new SweepPlan(store.journal("lan"), INTERVAL, 12_345, later);
      for (int i = 0; i < 4; i++) {
        plan.swept(now(plan.next(later, 2).orElseThrow(), later));
      }
      plan.failed(KeyRegion.ALL, later);
      plan.catchUp(later);
      long now = later - 1_000 * HOUR;
      for (int i = 0; i < 4; i++) {
        plan.swept(now(plan.next(now, 2).orElseThrow(), now));
      }
      assertThat(plan.next(now, 2)).isEmpty();
      assertThat(plan.nextTime()).isLessThan(now + 36 * HOUR);
    }
  }
}
