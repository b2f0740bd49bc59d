package network.cairn.http.door;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/// Keeps web pages of others away, as Kubo does: a browser says where a request comes from, and
/// only pages of this machine's own door may call it.
public final class Origins {
  private static final List<String> HOSTS = List.of("localhost", "127.0.0.1", "[::1]");
  private final IntSupplier port;

  /// @param port of the door, asked at each request
  public Origins(IntSupplier port) {
    this.port = port;
  }

  private boolean own(String origin) {
    return HOSTS.stream().anyMatch(h -> origin.equals("http://" + h + ":" + port.getAsInt()));
  }

  /// Whether no web page of others asks.
  public boolean allows(Request request) {
    Optional<String> origin = request.header("Origin").filter(o -> !o.isEmpty());
    Optional<String> referer = request.header("Referer").filter(r -> !r.isEmpty());
    if (origin.isPresent() && !own(origin.get())) {
      return false;
    }
    if (referer.isPresent() && !own(base(referer.get()))) {
      return false;
    }
    return origin.isPresent() || referer.isPresent() || !browser(request);
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
