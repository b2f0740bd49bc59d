package network.cairn.content.routing;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import network.cairn.libp2p.kad.KadScope;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

/// Addresses of providers that are asked over HTTP: `/dns/NAME/tcp/PORT/https`, also written as
/// `/tls/http`, and `/ip4/ADDRESS/tcp/PORT/http`.
public final class HttpAddress {
  private static final List<Protocol> HOSTS =
      List.of(Protocol.IP4, Protocol.IP6, Protocol.DNS, Protocol.DNS4, Protocol.DNS6);

  private HttpAddress() {}

  /// Whether HTTP is spoken at the address.
  public static boolean is(Multiaddr address) {
    return address.has(Protocol.HTTP) || address.has(Protocol.HTTPS);
  }

  /// The addresses without those where HTTP is spoken on this machine or in a private network: a
  /// stranger's word must not send requests there.
  public static List<Multiaddr> ofStrangers(List<Multiaddr> addresses) {
    return addresses.stream()
        .filter(a -> !is(a) || a.ip().map(KadScope::isPublic).orElse(true))
        .toList();
  }

  /// The server's URL, without a path; empty if it is reached by something else, or only by a path.
  public static Optional<URI> url(Multiaddr address) {
    if (!is(address) || address.has(Protocol.HTTP_PATH) || !address.has(Protocol.TCP)) {
      return Optional.empty();
    }
    boolean secure = address.has(Protocol.HTTPS) || address.has(Protocol.TLS);
    Protocol first = address.components().getFirst().protocol();
    return address
        .value(first)
        .filter(_ -> HOSTS.contains(first) && address.port().isPresent())
        .filter(host -> address.ip().isPresent() || !isNumber(host))
        .flatMap(
            host -> url(secure ? "https" : "http", host, address.port().orElseThrow(), secure));
  }

  /// Whether a name would be read as an address, which whoever told it has kept from being looked
  /// at as one: `127.1`, `2130706433`, `0x7f.1`.
  private static boolean isNumber(String host) {
    String last = host.substring(host.lastIndexOf('.', host.length() - 2) + 1);
    return last.startsWith("0x") || last.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }

  private static Optional<URI> url(String scheme, String host, int port, boolean secure) {
    try {
      boolean usual = port == (secure ? 443 : 80);
      return Optional.of(new URI(scheme, null, host, usual ? -1 : port, null, null, null))
          .filter(url -> url.getHost() != null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
