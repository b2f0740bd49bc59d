package network.cairn.http.retrieval;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import network.cairn.ipld.dag.Block;
import network.cairn.libp2p.kad.KadScope;

/// Whom blocks are fetched from over HTTP, as `HTTPRetrieval` in the configuration says it.
///
/// @param enabled whether anybody is asked but whom the user names
/// @param allowed hosts; where there are some, nobody else is asked. They may be asked without TLS
///   and in private networks
/// @param denied hosts that nobody is asked at
/// @param workers blocks that are fetched at once
/// @param maxBlock bytes of a block
/// @param anyCertificate whether a server's certificate may be anybody's
public record RetrievalRules(
    boolean enabled,
    Set<String> allowed,
    Set<String> denied,
    int workers,
    int maxBlock,
    boolean anyCertificate) {
  /// As where nothing is configured.
  public static final RetrievalRules USUAL =
      new RetrievalRules(true, Set.of(), Set.of(), 16, Block.MAX_SIZE, false);

  public RetrievalRules {
    allowed = Set.copyOf(allowed);
    denied = Set.copyOf(denied);
  }

  /// Why a server is not asked; empty if it may be, as far as its URL tells.
  ///
  /// @param named whether the user named it
  Optional<String> refusal(URI url, boolean named) {
    String host = host(url);
    boolean trusted = named || allowed.contains(host);
    if (denied.contains(host)) {
      return Optional.of("HTTPRetrieval.Denylist names it");
    }
    if (!named && !enabled) {
      return Optional.of("HTTPRetrieval.Enabled is false");
    }
    if (!named && !allowed.isEmpty() && !allowed.contains(host)) {
      return Optional.of("HTTPRetrieval.Allowlist does not name it");
    }
    Optional<InetAddress> literal = literal(host);
    boolean loopback = literal.filter(InetAddress::isLoopbackAddress).isPresent();
    if (!trusted && !loopback && url.getScheme().equals("http")) {
      return Optional.of("it speaks no TLS; HTTPRetrieval.Allowlist can name it");
    }
    if (!trusted && !loopback && literal.filter(ip -> !KadScope.isPublic(ip)).isPresent()) {
      return Optional.of("it is in a private network; HTTPRetrieval.Allowlist can name it");
    }
    return Optional.empty();
  }

  /// Whether a host's name must lead into the internet, so that nobody's record sends this node to
  /// what only it reaches.
  boolean mustBePublic(URI url, boolean named) {
    String host = host(url);
    return !named && !allowed.contains(host) && literal(host).isEmpty();
  }

  static String host(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /// The address that a host is written as; nobody is asked what a name means.
  private static Optional<InetAddress> literal(String host) {
    boolean address =
        host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    try {
      return address ? Optional.of(InetAddress.getByName(host)) : Optional.empty();
    } catch (UnknownHostException _) {
      return Optional.empty();
    }
  }
}
