package network.cairn.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CachedTest {
  private static final long SECOND = 1_000_000_000L;
  private long now = Long.MAX_VALUE - SECOND / 2;
  private int asked;
  private boolean broken;
  private final Cached<Integer> cached = new Cached<>(this::ask, () -> now);

  private int ask() {
    if (broken) {
      throw new IllegalStateException("broken");
    }
    return ++asked;
  }

  /// The clock's origin is arbitrary: it may even overflow.
  @Test
  void asksAgainAfterASecondAndNotBefore() {
    assertThat(cached.get()).isEqualTo(1);
    assertThat(cached.get()).isEqualTo(1);
    now += SECOND;
    assertThat(cached.get()).isEqualTo(1);
    now += 1;
    assertThat(cached.get()).isEqualTo(2);
    assertThat(cached.get()).isEqualTo(2);
    now += SECOND;
    assertThat(cached.get()).isEqualTo(2);
    now += 1;
    assertThat(cached.get()).isEqualTo(3);
  }

  @Test
  void anAnswerThatFailedIsAskedForAgain() {
    broken = true;
    assertThatThrownBy(cached::get).hasMessage("broken");
    broken = false;
    assertThat(cached.get()).isEqualTo(1);
  }
}
