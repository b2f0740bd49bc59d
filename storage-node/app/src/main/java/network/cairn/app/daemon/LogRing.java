package network.cairn.app.daemon;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayDeque;
import java.util.List;
import network.cairn.http.rpc.kubo.LogTail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the last lines of this process's log for the page, one ring for each daemon. Thread-safe.
final class LogRing extends AppenderBase<ILoggingEvent> implements LogTail, AutoCloseable {
  private static final int MOST = 500;
  private static final int LONGEST = 1_000;

  private final ArrayDeque<Line> lines = new ArrayDeque<>();
  private long last;

  /// Begins to keep what this process writes.
  static LogRing open() {
    LogRing ring = new LogRing();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      ring.setContext(context);
      ring.start();
      context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(ring);
    }
    return ring;
  }

  @Override
  protected void append(ILoggingEvent event) {
    String text = event.getFormattedMessage();
    keep(event.getTimeStamp(), event.getLevel().toString(), event.getLoggerName(), text);
  }

  private synchronized void keep(long at, String level, String logger, String text) {
    last++;
    String area = logger.substring(logger.lastIndexOf('.') + 1);
    lines.addLast(
        new Line(last, at, level, area, text.substring(0, Math.min(LONGEST, text.length()))));
    if (lines.size() > MOST) {
      lines.removeFirst();
    }
  }

  @Override
  public synchronized List<Line> above(long number, int most) {
    long first = Math.max(number, last - most);
    return lines.stream().filter(line -> line.number() > first).toList();
  }

  @Override
  public void close() {
    if (getContext() instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
    }
    stop();
  }
}
