package network.cairn.app.daemon;

import java.time.Duration;
import java.time.Instant;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the log now and then how far a ledger is, so that its owner sees that it goes on, and
/// when this machine's clock lies behind its last block.
final class HeadLog implements AutoCloseable {
  /// How often.
  static final Duration EVERY = Duration.ofMinutes(10);

  /// How often the clock is looked at.
  private static final Duration LOOK = Duration.ofSeconds(10);

  /// From this difference on a clock is told.
  private static final Duration OFF = Duration.ofSeconds(5);

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
    boolean wrong = false;
    while (true) {
      long next = scheduler.deadline(EVERY);
      while (scheduler.nanoTime() - next < 0) {
        wrong = clock(wrong);
        scheduler.sleep(LOOK);
      }
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

  /// The times of blocks never go back: with a clock that was set back they stand until it has
  /// caught up, and with one that was wrong before they lie ahead of everybody's.
  ///
  /// @param wrong whether it was told already
  /// @return whether it is now
  private boolean clock(boolean wrong) {
    Duration behind =
        Duration.between(Instant.ofEpochMilli(scheduler.epochMillis()), engine.time());
    boolean now = behind.compareTo(OFF) > 0;
    if (now && !wrong) {
      LOG.warn(
          "this computer's clock is {} s behind the time of the last block: it was set back, or was"
              + " wrong before. Blocks go on, but their times stand still until the clock has"
              + " caught up; until then nobody relies on them for money, and no period counts as"
              + " missed. Set the clock right, as by NTP",
          behind.toSeconds());
    }
    if (!now && wrong) {
      LOG.info("this computer's clock has caught up with the last block");
    }
    return now;
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
