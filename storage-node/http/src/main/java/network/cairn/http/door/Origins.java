package network.cairn.http.door;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Keeps web pages of others away, as Kubo does: a browser says where a request comes from, and
/// only pages of this machine's own door may call it, or those that the door's owner names.
public final class Origins {
  private static final String ANY = "*";
  private static final List<String> HOSTS = List.of("localhost", "127.0.0.1", "[::1]");
  private final List<String> named;

  /// @param named origins whose pages may call the door instead of its own, `*` for all; none for
  ///   its own
  public Origins(Collection<String> named) {
    this.named = List.copyOf(named);
  }

  private boolean allowed(Request request, String origin) {
    if (!named.isEmpty()) {
      return named.contains(ANY) || named.contains(origin);
    }
    int port = request.calledAt().map(InetSocketAddress::getPort).orElse(0);
    return HOSTS.stream().anyMatch(h -> origin.equals("http://" + h + ":" + port));
  }

  /// Whether no web page of others asks.
  public boolean allows(Request request) {
    Optional<String> origin = request.header("Origin").filter(o -> !o.isEmpty());
    Optional<String> referer = request.header("Referer").filter(r -> !r.isEmpty());
    if (origin.isPresent() && !allowed(request, origin.get())) {
      return false;
    }
    if (referer.isPresent() && !allowed(request, base(referer.get()))) {
      return false;
    }
    return origin.isPresent() || referer.isPresent() || !browser(request);
  }

  /// What a browser wants to read as `Access-Control-Allow-Origin` before it shows an answer to the
  /// page that asked; empty where no page asks, or one whose origin is not allowed.
  public Optional<String> shownTo(Request request) {
    return request
        .header("Origin")
        .filter(o -> !o.isEmpty() && allowed(request, o))
        .map(o -> named.contains(ANY) ? ANY : o);
  }

  private static String base(String referer) {
    try {
      URI uri = new URI(referer);
      return uri.getScheme() + "://" + uri.getRawAuthority();
    } catch (URISyntaxException e) {
      return "";
    }
  }

  private static boolean browser(Request request) {
    String agent = request.header("User-Agent").orElse("");
    return agent.startsWith("Mozilla") && !agent.contains("Electron");
  }
}
