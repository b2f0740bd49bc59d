package network.cairn.content.service;

import java.time.Duration;
import network.cairn.base.time.Deadline;

/// Whose blocks a caller wants, and until when.
///
/// @param localOnly whether nobody else is asked for what is not here
/// @param deadline when the whole of the caller's work must have ended
/// @param patience how long one block may take where the deadline has no time
public record ReadContext(boolean localOnly, Deadline deadline, Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// With a minute's patience.
  public ReadContext(boolean localOnly, Deadline deadline) {
    this(localOnly, deadline, PATIENCE);
  }
}
