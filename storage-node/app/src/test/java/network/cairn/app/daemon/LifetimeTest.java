package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class LifetimeTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Lifetime lifetime =
      new Lifetime(new PrintStream(out, true, StandardCharsets.UTF_8));

  /// Else the end of the test's own process would wait for it.
  @AfterEach
  void end() {
    lifetime.ended();
  }

  @Test
  void lastsUntilSomebodyAsks() throws InterruptedException {
    CountDownLatch waiting = new CountDownLatch(1);
    List<String> order = new ArrayList<>();
    Thread role =
        Thread.ofVirtual()
            .start(() -> {
              waiting.countDown();
              try {
                lifetime.await();
                order.add("ended");
              } catch (InterruptedException e) {
                order.add("interrupted");
              }
            });
    waiting.await();
    assertThat(order).isEmpty();
    lifetime.stop();
    role.join();
    assertThat(order).containsExactly("ended");
  }

  @Test
  void onceAskedItIsOverForEveryoneAndSaysNothing() throws InterruptedException {
    lifetime.stop();
    lifetime.stop();
    lifetime.await();
    lifetime.await();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
