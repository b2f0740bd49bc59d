package network.cairn.http.gateway.name;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.peer.PeerId;

/// Who may know the signed record of a name. Thread-safe.
@FunctionalInterface
public interface RecordSource {
  /// Knows none.
  RecordSource NONE = (_, _) -> Optional.empty();

  /// Several, which are asked side by side; of what they know the newest that holds.
  static RecordSource of(List<RecordSource> sources, Scheduler scheduler) {
    return sources.size() == 1
        ? sources.getFirst()
        : (name, time) -> new NewestRecord(name, scheduler).of(sources, time);
  }

  /// The newest that is found in this time; empty if none is.
  Optional<byte[]> record(PeerId name, Duration time) throws InterruptedException;
}
