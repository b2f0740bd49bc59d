package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import network.cairn.base.time.SimScheduler;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.Engine;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

@Isolated
final class HeadLogTest {
  private final SimScheduler sim = new SimScheduler(1);
  private final Logger ledger = (Logger) LoggerFactory.getLogger("network.cairn.ledger");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    ledger.setLevel(Level.INFO);
    log.start();
    ledger.addAppender(log);
  }

  @AfterEach
  void leave() {
    ledger.detachAppender(log);
    ledger.setLevel(null);
  }

  private static Engine at(Instant time) {
    LedgerHead head = LedgerHead.newBuilder().setHeight(7).setTime(Times.of(time)).build();
    return (Engine)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, args) ->
                method.getName().equals("head")
                    ? head
                    : InvocationHandler.invokeDefault(proxy, method, args));
  }

  private List<String> warnings() {
    return log.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void tellsOnceOfAClockThatLiesBehindTheLastBlockAndWhenItHasCaughtUp() {
    sim.run(() -> {
      Instant block = Instant.ofEpochMilli(sim.epochMillis()).plusSeconds(60);
      try (HeadLog _ = new HeadLog(at(block), sim)) {
        sim.sleep(Duration.ofSeconds(30));
        assertThat(warnings())
            .singleElement()
            .asString()
            .startsWith("this computer's clock is 60 s behind the time of the last block");
        sim.sleep(Duration.ofMinutes(2));
        assertThat(warnings()).hasSize(1);
        assertThat(log.list.getLast().getFormattedMessage()).contains("has caught up");
      }
    });
  }

  @Test
  void saysHowFarTheLedgerIs() {
    sim.run(() -> {
      try (HeadLog _ = new HeadLog(at(Instant.ofEpochMilli(sim.epochMillis())), sim)) {
        sim.sleep(HeadLog.EVERY.plusSeconds(20));
        assertThat(warnings()).isEmpty();
        assertThat(log.list)
            .extracting(ILoggingEvent::getFormattedMessage)
            .anyMatch(line -> line.startsWith("height 7, 0 blocks in 10 minutes"));
      }
    });
  }
}
