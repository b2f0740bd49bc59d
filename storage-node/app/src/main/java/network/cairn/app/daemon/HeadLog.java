package network.cairn.app.daemon;

import java.time.Duration;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the log now and then how far a ledger is, so that its owner sees that it goes on.
final class HeadLog implements AutoCloseable {
  /// How often.
  static final Duration EVERY = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger("network.cairn.ledger");

  private final Engine engine;
  private final Scheduler scheduler;
  private final CriticalLoop loop;
  private final Scheduler.Task task;

  HeadLog(Engine engine, Scheduler scheduler) {
    this.engine = engine;
    this.scheduler = scheduler;
    this.loop = new CriticalLoop(scheduler, "head log", this::run);
    this.task = loop.start();
  }

  private void run() throws InterruptedException {
    long before = engine.height();
    LOG.info("started at height {}", before);
    while (true) {
      scheduler.sleep(EVERY);
      long height = engine.height();
      LOG.info(
          "height {}, {} blocks in {} minutes, its time {}",
          height,
          height - before,
          EVERY.toMinutes(),
          engine.time());
      before = height;
    }
  }

  @Override
  public void close() {
    loop.stop();
    task.interrupt();
    try {
      task.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
