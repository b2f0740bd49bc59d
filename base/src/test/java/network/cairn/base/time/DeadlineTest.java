package network.cairn.base.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.units.InvalidQuantity;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
  @Test
  void isOverWhenItsCallerHasGone() {
    boolean[] gone = {false};
    for (Deadline deadline :
        new Deadline[] {
          Deadline.none().unless(() -> gone[0]),
          Deadline.in(Duration.ofHours(1)).unless(() -> false).unless(() -> gone[0])
        }) {
      gone[0] = false;
      deadline.check();
      assertThat(deadline.passed()).isFalse();
      assertThat(deadline.left(Duration.ofHours(2))).isPositive();
      gone[0] = true;
      assertThat(deadline.passed()).isTrue();
      assertThatThrownBy(deadline::check).isInstanceOf(DeadlineExceeded.class);
      assertThatThrownBy(() -> deadline.left(Duration.ofHours(2)))
          .isInstanceOf(DeadlineExceeded.class);
    }
  }

  @Test
  void tellsOfWaitsUntilTheyAreOver() {
    List<String> heard = new java.util.ArrayList<>();
    Deadline deadline =
        Deadline.none()
            .telling(
                new Deadline.Waits() {
                  @Override
                  public void begin() {
                    heard.add("begin");
                  }

                  @Override
                  public void end() {
                    heard.add("end");
                  }
                })
            .unless(() -> false);
    try (Deadline.Waiting _ = deadline.waiting()) {
      assertThat(heard).containsExactly("begin");
    }
    assertThat(heard).containsExactly("begin", "end");
    try (Deadline.Waiting _ = Deadline.none().waiting()) {
      assertThat(heard).hasSize(2);
    }
  }

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

  @Test
  void leavesWhatIsLeftAndNoMore() {
    Deadline deadline = Deadline.in(Duration.ofNanos(10), now::get);
    assertThat(deadline.left(Duration.ofNanos(3))).isEqualTo(Duration.ofNanos(10));
    now.addAndGet(9);
    assertThat(deadline.left(Duration.ofDays(1))).isEqualTo(Duration.ofNanos(1));
    assertThat(deadline.passed()).isFalse();
    deadline.check();
    now.addAndGet(1);
    assertThat(deadline.passed()).isTrue();
    assertThatThrownBy(deadline::check).isInstanceOf(DeadlineExceeded.class);
    assertThatThrownBy(() -> deadline.left(Duration.ofDays(1)))
        .isInstanceOf(DeadlineExceeded.class)
        .hasMessage("context deadline exceeded");
  }

  @Test
  void leavesTheMostWhereNoneWasSet() {
    assertThat(Deadline.none().left(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
    assertThat(Deadline.none().passed()).isFalse();
    assertThat(Deadline.parse("").left(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void endsWhenItsCallerHasGone() {
    AtomicBoolean gone = new AtomicBoolean();
    for (Deadline deadline :
        List.of(Deadline.none(), Deadline.in(Duration.ofNanos(10), () -> 0)).stream()
            .map(d -> d.unless(gone::get))
            .toList()) {
      gone.set(false);
      deadline.check();
      assertThat(deadline.left(Duration.ofNanos(10))).isEqualTo(Duration.ofNanos(10));
      gone.set(true);
      assertThatThrownBy(deadline::check).isInstanceOf(DeadlineExceeded.class);
      assertThatThrownBy(() -> deadline.left(Duration.ZERO)).isInstanceOf(DeadlineExceeded.class);
      assertThat(deadline.passed()).isTrue();
    }
  }

  @Test
  void boundsWhatNoClockCouldCount() {
    Deadline deadline = Deadline.in(Duration.ofDays(1L << 40), () -> 0);
    assertThat(deadline.left(Duration.ZERO)).isEqualTo(Duration.ofDays(365));
  }

  @Test
  void readsWhatPeopleWrite() {
    assertThat(Deadline.parse("1h").left(Duration.ofDays(9)))
        .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    assertThatThrownBy(() -> Deadline.parse("soon")).isInstanceOf(InvalidQuantity.class);
  }

  @Test
  void stopsBytesThatComeTooLate() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deadline deadline = Deadline.in(Duration.ofNanos(1), now::get);
    try (DeadlineOutput out = new DeadlineOutput(bytes, deadline)) {
      out.write(new byte[] {1, 2, 3}, 1, 2);
      now.addAndGet(1);
      assertThatThrownBy(() -> out.write(4)).isInstanceOf(DeadlineExceeded.class);
    }
    assertThat(bytes.toByteArray()).containsExactly(2, 3);
  }
}
