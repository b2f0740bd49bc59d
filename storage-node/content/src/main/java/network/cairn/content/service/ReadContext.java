package network.cairn.content.service;

import java.time.Duration;
import java.util.function.Consumer;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;

/// Whose blocks a caller wants, and until when.
///
/// @param localOnly whether nobody else is asked for what is not here
/// @param deadline when the whole of the caller's work must have ended
/// @param patience how long one block may take where the deadline has no time
/// @param guard asked before each block; what it throws, the caller gets
public record ReadContext(
    boolean localOnly, Deadline deadline, Duration patience, Consumer<Cid> guard) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// With a minute's patience, and no guard.
  public ReadContext(boolean localOnly, Deadline deadline) {
    this(localOnly, deadline, PATIENCE, _ -> {});
  }
}
