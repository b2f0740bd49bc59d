package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TimeLimitTest {
  /// More than half of the grace that a limit gives, and less than all.
  private static final long MOST_OF_THE_GRACE_MS = 700;

  private static void last() {
    try {
      boolean ended = new CountDownLatch(1).await(MOST_OF_THE_GRACE_MS, TimeUnit.MILLISECONDS);
      assertThat(ended).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// What a node of this process says at the end of its time tells more than that the time is over.
  @Test
  void countsAnewWhenTheNodeIsOpen() throws IOException {
    String done =
        TimeLimit.run(
            "1ms",
            begun -> {
              last();
              begun.run();
              last();
              return "done";
            });
    assertThat(done).isEqualTo("done");
  }

  @Test
  void endsWhatNeverEnds() {
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(() ->
            TimeLimit.run(
                "1ms",
                begun -> {
                  begun.run();
                  await(never);
                  return "done";
                }))
        .isInstanceOf(CommandFailed.class)
        .hasMessage("context deadline exceeded");
    never.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void passesOnWhatTheTaskThrows() {
    assertThatThrownBy(() ->
            TimeLimit.run(
                "1m",
                _ -> {
                  throw new UncheckedIOException(new IOException("gone"));
                }))
        .isInstanceOf(UncheckedIOException.class);
  }
}
