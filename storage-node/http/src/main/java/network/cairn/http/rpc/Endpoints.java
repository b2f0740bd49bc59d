package network.cairn.http.rpc;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All commands of one node by path. Immutable.
public final class Endpoints {
  private final SortedMap<String, Route> routes = new TreeMap<>();

  /// @throws IllegalArgumentException if two routes have one path
  public Endpoints(Collection<Route> routes) {
    for (Route route : routes) {
      if (this.routes.put(route.path(), route) != null) {
        throw new IllegalArgumentException("two commands are called " + route.path());
      }
    }
  }

  public Optional<Route> find(String path) {
    return Optional.ofNullable(routes.get(path));
  }

  /// All, by path.
  public List<Route> all() {
    return List.copyOf(routes.values());
  }
}
