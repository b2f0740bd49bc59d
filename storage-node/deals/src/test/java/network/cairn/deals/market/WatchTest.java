package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.api.LedgerUnavailable;
import org.junit.jupiter.api.Test;

final class WatchTest {
  private final List<String> said = new ArrayList<>();
  private final Watch watch = new Watch(line -> said.add("warn " + line), said::add);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      watch.failed(new LedgerUnavailable("nobody answers"));
    }
  }

  @Test
  void aSilentLedgerIsToldOnceAndItsReturnToo() {
    watch.worked();
    fail(100);
    watch.worked();
    watch.worked();
    fail(2);
    assertThat(said)
        .containsExactly(
            "warn agreements wait, the ledger cannot be relied on: nobody answers",
            "the ledger can be relied on again; agreements are looked after",
            "warn agreements wait, the ledger cannot be relied on: nobody answers");
  }

  @Test
  void oneFailureAloneIsNotTold() {
    fail(1);
    watch.worked();
    fail(1);
    assertThat(said).isEmpty();
  }

  @Test
  void aWrongClockIsToldOnceAndThatItIsRightAgain() {
    watch.clock(Optional.empty());
    watch.clock(Optional.of(Duration.ofSeconds(4)));
    watch.clock(Optional.of(Duration.ofSeconds(-7)));
    watch.clock(Optional.of(Duration.ofSeconds(-8)));
    watch.clock(Optional.of(Duration.ZERO));
    assertThat(said)
        .containsExactly(
            "warn this computer's clock is 7 s behind the ledger's: set it right, as by NTP",
            "this computer's clock is right again");
  }
}
