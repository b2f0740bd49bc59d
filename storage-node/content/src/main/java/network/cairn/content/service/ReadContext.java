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
/// @param shared whether blocks that are here are read as many callers of the same share them: by
///   the sum that is kept with their place, and some from memory
public record ReadContext(
    boolean localOnly,
    Deadline deadline,
    Duration patience,
    Consumer<Cid> guard,
    List<URI> servers,
    boolean shared) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  public ReadContext {
    servers = List.copyOf(servers);
  }

  /// One of many callers who may ask for the same, and who names no server.
  public static ReadContext ofMany(
      boolean localOnly, Deadline deadline, Duration patience, Consumer<Cid> guard) {
    return new ReadContext(localOnly, deadline, patience, guard, List.of(), true);
  }

  /// With a minute's patience, and no guard.
  public ReadContext(boolean localOnly, Deadline deadline) {
    this(localOnly, deadline, List.of());
  }

  /// With a minute's patience and no guard, of a caller who names servers.
  public ReadContext(boolean localOnly, Deadline deadline, List<URI> servers) {
    this(localOnly, deadline, PATIENCE, _ -> {}, servers, false);
  }
}
