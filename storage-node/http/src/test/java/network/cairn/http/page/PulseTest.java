package network.cairn.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.RealScheduler;
import network.cairn.http.rpc.Endpoints;
import network.cairn.http.rpc.InnerCalls;
import network.cairn.http.rpc.kubo.LogTail;
import network.cairn.ledger.api.LedgerUnavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PulseTest {
  private final Asked asked =
      new Asked(
          new InnerCalls(new Endpoints(List.of())),
          Map.of(),
          true,
          Deadline.in(Duration.ofSeconds(60)));
  private final CountDownLatch answers = new CountDownLatch(1);
  private final AtomicInteger reads = new AtomicInteger();

  private long slow() {
    reads.incrementAndGet();
    try {
      answers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerUnavailable("interrupted");
    }
    return 7;
  }

  @Test
  void aLedgerThatDoesNotAnswerHoldsUpNothingElse() throws Exception {
    LogTail log =
        (number, _) ->
            number >= 1 || reads.get() == 0
                ? List.of()
                : List.of(new LogTail.Line(1, 1_000, "INFO", "Host", "still here"));
    Pulse pulse = new Pulse(log, Optional.of(this::slow), new RealScheduler());
    while (reads.get() == 0) {
      assertThat(pulse.now(asked).path("Height").asLong()).isZero();
    }
    assertThat(pulse.now(asked).path("Height").asLong()).isZero();
    assertThat(pulse.lines().orElseThrow().path("Lines").size()).isEqualTo(1);
    assertThat(reads).as("one at a time").hasValue(1);
    answers.countDown();
    while (pulse.now(asked).path("Height").asLong() == 0) {
      Thread.onSpinWait();
    }
    assertThat(pulse.now(asked).path("Height").asLong()).isEqualTo(7);
  }
}
