package network.cairn.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import network.cairn.base.time.Fatal;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BoundedBodyTest {
  private final Scheduler scheduler = new RealScheduler(Fatal.halt());

  /// Gives pieces as they are asked for, from the thread that asks.
  private static final class Pieces implements Flow.Subscription {
    private final BoundedBody body;
    private final List<String> pieces;
    private int given;

    Pieces(BoundedBody body, String... pieces) {
      this.body = body;
      this.pieces = List.of(pieces);
    }

    @Override
    public void request(long count) {
      if (given == pieces.size()) {
        body.onComplete();
      } else {
        body.onNext(List.of(ByteBuffer.wrap(pieces.get(given++).getBytes(StandardCharsets.UTF_8))));
      }
    }

    @Override
    public void cancel() {}
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void goesOnBehindAPieceWithoutBytes() throws Exception {
    BoundedBody body = new BoundedBody(scheduler, 100);
    body.onSubscribe(new Pieces(body, "", "a", "", "", "b"));
    long deadline = scheduler.deadline(Duration.ofSeconds(5));
    assertThat(text(body.next(deadline))).isEqualTo("a");
    assertThat(text(body.next(deadline))).isEqualTo("b");
    assertThat(body.next(deadline)).isEmpty();
  }
}
