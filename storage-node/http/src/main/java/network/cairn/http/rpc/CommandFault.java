package network.cairn.http.rpc;

import java.io.IOException;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.DeadlineExceeded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a command's failure is called, for its caller and in the log.
public final class CommandFault {
  private static final Logger LOG = LoggerFactory.getLogger(CommandFault.class);

  private CommandFault() {}

  /// The message, or the kind of fault where it has none.
  public static String text(Exception e) {
    String text = e.getMessage();
    return text == null || text.isEmpty() ? e.getClass().getSimpleName() : text;
  }

  /// The message of a command whose time may have passed meanwhile: what clients look for then
  /// comes first, and what was under way behind it.
  public static String text(String message, Deadline deadline) {
    return !deadline.passed() || message.startsWith(DeadlineExceeded.TEXT)
        ? message
        : DeadlineExceeded.TEXT + ": " + message;
  }

  /// Writes down what only a mistake in the program can cause; the rest is the caller's to know.
  public static void log(String command, Exception e) {
    switch (e) {
      case NullPointerException _,
          IllegalStateException _,
          IndexOutOfBoundsException _,
          ClassCastException _ ->
          LOG.error("{} failed", command, e);
      case IOException _ -> LOG.debug("{} ended: {}", command, e.getMessage());
      default -> LOG.debug("{} failed: {}", command, e.getMessage());
    }
  }
}
