package network.cairn.content.service;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;

/// Whose blocks a caller wants, and until when.
///
/// @param localOnly whether nobody else is asked for what is not here
/// @param deadline when the whole of the caller's work must have ended
/// @param patience how long one block may take where the deadline has no time
/// @param guard asked before each block; what it throws, the caller gets
/// @param servers that the caller names, to be asked beside all others
public record ReadContext(
    boolean localOnly,
    Deadline deadline,
    Duration patience,
    Consumer<Cid> guard,
    List<URI> servers) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  public ReadContext {
    servers = List.copyOf(servers);
  }

  /// Of a caller who names no server.
  public ReadContext(boolean localOnly, Deadline deadline, Duration patience, Consumer<Cid> guard) {
    this(localOnly, deadline, patience, guard, List.of());
  }

  /// With a minute's patience, and no guard.
  public ReadContext(boolean localOnly, Deadline deadline) {
    this(localOnly, deadline, List.of());
  }

  /// With a minute's patience and no guard, of a caller who names servers.
  public ReadContext(boolean localOnly, Deadline deadline, List<URI> servers) {
    this(localOnly, deadline, PATIENCE, _ -> {}, servers);
  }
}
