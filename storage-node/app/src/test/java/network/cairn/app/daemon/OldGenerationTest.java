package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import org.junit.jupiter.api.Test;

final class OldGenerationTest {
  private static final long MIB = 1 << 20;

  private final SimScheduler sim = new SimScheduler(1);
  private final Generation pool = new Generation();

  /// Tells, as the virtual machine does, when its usage rises above the threshold, and no second
  /// time before it was below.
  private static final class Generation implements OldGeneration.Pool {
    private long used;
    private long live;
    private long threshold = Long.MAX_VALUE;
    private Runnable call = () -> {};
    private int collections;
    private boolean ended;

    @Override
    public void above(long bytes, Runnable then) {
      threshold = bytes;
      call = then;
    }

    @Override
    public long collect() {
      collections++;
      used = live;
      return live;
    }

    @Override
    public void end() {
      ended = true;
    }

    void promote(long bytes) {
      boolean below = used <= threshold;
      used += bytes;
      if (below && used > threshold) {
        call.run();
      }
    }
  }

  @Test
  void isCollectedWhenItHasDoubledAndNeverWhileItIsSmall() throws Exception {
    sim.run(() -> {
      SplittableRandom random = new SplittableRandom(7);
      try (OldGeneration _ = new OldGeneration(pool, sim)) {
        long promoted = 0;
        for (int step = 0; step < 20_000; step++) {
          long bytes = random.nextLong(2 * MIB);
          promoted += bytes;
          pool.live = random.nextInt(100) == 0 ? random.nextLong(300 * MIB) : pool.live;
          pool.promote(Math.max(bytes, pool.live - pool.used));
          sim.sleep(Duration.ofMillis(10));
          assertThat(pool.used).isLessThanOrEqualTo(pool.threshold);
          assertThat(pool.threshold).isGreaterThanOrEqualTo(OldGeneration.LEAST);
        }
        assertThat(pool.collections)
            .isPositive()
            .isLessThanOrEqualTo((int) (promoted / (OldGeneration.LEAST / 4)));
      }
    });
    assertThat(pool.ended).isTrue();
  }

  @Test
  void isLeftAloneBelowTheLeast() throws Exception {
    sim.run(() -> {
      try (OldGeneration _ = new OldGeneration(pool, sim)) {
        pool.promote(OldGeneration.LEAST);
        sim.sleep(Duration.ofMinutes(1));
        assertThat(pool.collections).isZero();
        pool.promote(1);
        sim.sleep(Duration.ofMillis(1));
        assertThat(pool.collections).isOne();
      }
    });
  }
}
