package network.cairn.libp2p;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/// What one class logs while this is open, at every level.
public final class Logged implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  public Logged(Class<?> of) {
    this(of.getName());
  }

  public Logged(String className) {
    logger = (Logger) LoggerFactory.getLogger(className);
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
    events.start();
    logger.addAppender(events);
  }

  public List<String> lines() {
    return events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(events);
    logger.setLevel(null);
    logger.setAdditive(true);
  }
}
