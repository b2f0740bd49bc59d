package network.cairn.libp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelPromise;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicConnectionStats;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import network.cairn.base.time.SimScheduler;
import org.junit.jupiter.api.Test;

/// Signs of life, over a channel that only counts, in simulated time.
final class HoldingsTest {
  private static final QuicLimits LIMITS = QuicLimits.standard();
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SimScheduler time = new SimScheduler(1);
  private final QuicChannel channel = proxy(QuicChannel.class, this::channel);
  private final Holdings holdings = new Holdings(channel, time, LIMITS);
  private long received = 100;
  private int sent;
  private boolean sends = true;

  private interface Answer {
    Object to(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> answer.to(method.getName(), arguments)));
  }

  private Object channel(String method, Object[] arguments) {
    return switch (method) {
      case "collectStats" -> ImmediateEventExecutor.INSTANCE.newSucceededFuture(stats(received));
      case "collectPathStats" ->
          ImmediateEventExecutor.INSTANCE.newSucceededFuture(
              proxy(QuicConnectionPathStats.class, (_, _) -> 0L));
      case "writeAndFlush" -> write(arguments[0]);
      default -> throw new AssertionError(method);
    };
  }

  /// As they are now.
  private static QuicConnectionStats stats(long received) {
    return proxy(
        QuicConnectionStats.class, (method, _) -> method.equals("recvBytes") ? received : 0L);
  }

  private Object write(Object bytes) {
    ReferenceCountUtil.release(bytes);
    sent++;
    DefaultChannelPromise written =
        new DefaultChannelPromise((Channel) channel, ImmediateEventExecutor.INSTANCE);
    return sends ? written.setSuccess() : written.setFailure(new IOException("no route"));
  }

  private void look() {
    assertThat(holdings.look(0, false, false)).isTrue();
  }

  @Test
  void whatCameBeforeAProbeIsNoAnswerToIt() {
    time.run(() -> {
      time.sleep(SECOND);
      look();
      received += 50;
      holdings.probe();
      time.sleep(SECOND);
      look();
      assertThat(holdings.owedNanos()).isEqualTo(SECOND.toNanos());
      holdings.probe();
      time.sleep(SECOND);
      assertThat(holdings.owedNanos()).as("the first counts").isEqualTo(2 * SECOND.toNanos());
      received += 50;
      look();
      assertThat(holdings.owedNanos()).isZero();
    });
  }

  @Test
  void whatAnswersAnEarlierProbeBeginsTheNextAnew() {
    time.run(() -> {
      time.sleep(SECOND);
      look();
      holdings.probe();
      time.sleep(SECOND);
      received += 50;
      holdings.probe();
      time.sleep(SECOND);
      look();
      assertThat(holdings.owedNanos()).isEqualTo(SECOND.toNanos());
      assertThat(holdings.bytesIn()).isEqualTo(received);
    });
  }

  @Test
  void whatWasNotSentIsNotOwed() {
    time.run(() -> {
      time.sleep(SECOND);
      look();
      sends = false;
      holdings.probe();
      time.sleep(SECOND);
      assertThat(sent).isEqualTo(1);
      assertThat(holdings.owedNanos()).isZero();
    });
  }

  @Test
  void aQuietConnectionIsProbedOnceAPause() {
    time.run(() -> {
      time.sleep(SECOND);
      look();
      time.sleep(LIMITS.keepAlive().minus(SECOND));
      look();
      assertThat(sent).isZero();
      time.sleep(SECOND);
      look();
      time.sleep(SECOND);
      look();
      assertThat(sent).isEqualTo(1);
      assertThat(holdings.owedNanos()).isEqualTo(SECOND.toNanos());
      received += 50;
      look();
      time.sleep(LIMITS.keepAlive().minus(SECOND));
      look();
      assertThat(sent).as("something came meanwhile").isEqualTo(1);
      assertThat(holdings.owedNanos()).isZero();
    });
  }
}
