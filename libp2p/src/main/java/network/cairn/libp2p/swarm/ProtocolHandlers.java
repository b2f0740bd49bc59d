package network.cairn.libp2p.swarm;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import network.cairn.libp2p.host.StreamHandler;

/// The protocols that a host serves; thread-safe.
public final class ProtocolHandlers {
  private final ConcurrentSkipListMap<String, StreamHandler> handlers =
      new ConcurrentSkipListMap<>();

  public void add(String protocol, StreamHandler handler) {
    handlers.put(protocol, handler);
  }

  public void remove(String protocol) {
    handlers.remove(protocol);
  }

  /// The served ids in order of text.
  public List<String> ids() {
    return List.copyOf(handlers.keySet());
  }

  Optional<StreamHandler> handler(String protocol) {
    return Optional.ofNullable(handlers.get(protocol));
  }
}
