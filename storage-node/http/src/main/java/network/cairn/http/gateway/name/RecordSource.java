package network.cairn.http.gateway.name;

import java.time.Duration;
import java.util.Optional;
import network.cairn.libp2p.peer.PeerId;

/// Who may know the signed record of a name. Thread-safe.
@FunctionalInterface
public interface RecordSource {
  /// Knows none.
  RecordSource NONE = (_, _) -> Optional.empty();

  /// The newest that is found in this time; empty if none is.
  Optional<byte[]> record(PeerId name, Duration time) throws InterruptedException;
}
