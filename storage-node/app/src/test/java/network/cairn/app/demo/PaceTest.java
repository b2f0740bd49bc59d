package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final FakePace pace = new FakePace();

  @Test
  void looksAgainUntilThereIsSomething() throws Exception {
    int[] looks = {0};
    String seen =
        pace.until(
            "sign",
            Duration.ofSeconds(10),
            () -> ++looks[0] < 4 ? Optional.empty() : Optional.of("there"));
    assertThat(seen).isEqualTo("there");
    assertThat(pace.nanoTime()).isEqualTo(Pace.GLANCE.multipliedBy(3).toNanos());
  }

  @Test
  void saysWhatDidNotComeAndForHowLongItWaited() {
    assertThatThrownBy(() -> pace.until("proof", Duration.ofSeconds(7), Optional::empty))
        .isInstanceOf(Pace.NotInTime.class)
        .hasMessage("there was no proof within 7 s");
    assertThat(pace.nanoTime()).isGreaterThanOrEqualTo(Duration.ofSeconds(7).toNanos());
  }

  @Test
  void looksOnceEvenWithoutTime() throws Exception {
    assertThat(pace.<Integer>until("look", Duration.ZERO, () -> Optional.of(1))).isEqualTo(1);
  }
}
