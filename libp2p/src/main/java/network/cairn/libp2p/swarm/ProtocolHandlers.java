package network.cairn.libp2p.swarm;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.StreamBounds;
import network.cairn.libp2p.host.StreamHandler;

/// The protocols that a host serves; thread-safe.
public final class ProtocolHandlers {
  private final ConcurrentSkipListMap<String, Serving> handlers = new ConcurrentSkipListMap<>();

  /// How a protocol is served.
  ///
  /// @param bounds empty if its streams are admitted by their first bytes
  record Serving(Optional<StreamBounds> bounds, StreamHandler handler) {
    Admission admission(InboundStreamPlaces.Place place, String protocol, Scheduler clock) {
      return bounds
          .map(b -> Admission.byHandler(place, b, clock.deadline(b.request())))
          .orElseGet(() -> Admission.byItself(place, protocol));
    }
  }

  /// Serves a protocol whose streams are admitted by the first bytes that go either way.
  public void add(String protocol, StreamHandler handler) {
    handlers.put(protocol, new Serving(Optional.empty(), handler));
  }

  /// Serves a protocol whose handler says when a request has been read.
  public void add(String protocol, StreamBounds bounds, StreamHandler handler) {
    handlers.put(protocol, new Serving(Optional.of(bounds), handler));
  }

  public void remove(String protocol) {
    handlers.remove(protocol);
  }

  /// The served ids in order of text.
  public List<String> ids() {
    return List.copyOf(handlers.keySet());
  }

  Optional<Serving> handler(String protocol) {
    return Optional.ofNullable(handlers.get(protocol));
  }
}
