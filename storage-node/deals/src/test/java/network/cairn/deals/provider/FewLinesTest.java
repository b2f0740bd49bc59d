package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.time.SimScheduler;
import org.junit.jupiter.api.Test;

final class FewLinesTest {
  private final SimScheduler scheduler = new SimScheduler(1);
  private final List<String> said = new ArrayList<>();
  private final FewLines lines = new FewLines(scheduler, 3, said::add);

  @Test
  void areSoManyAMinuteAndTellHowManyWereLeftOut() {
    scheduler.run(() -> {
      for (int i = 0; i < 1_000; i++) {
        lines.say("line " + i);
      }
      scheduler.sleep(Duration.ofSeconds(61));
      lines.say("later");
      lines.say("again");
    });
    assertThat(said)
        .containsExactly(
            "line 0", "line 1", "line 2", "later (997 more such lines were left out)", "again");
  }
}
