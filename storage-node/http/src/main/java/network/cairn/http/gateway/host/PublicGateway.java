package network.cairn.http.gateway.host;

import java.util.List;

/// A host that is a gateway (`Gateway.PublicGateways`, as Kubo has it).
///
/// @param paths what is served below it, such as `/ipfs`
/// @param subdomains whether each root has a subdomain of its own
/// @param noDnsLink whether no DNSLink of the host is looked for
/// @param inlineDnsLink whether names of domains become one label, so that one certificate fits all
/// @param pages whether it shows files and directories, not only what proves itself
public record PublicGateway(
    List<String> paths,
    boolean subdomains,
    boolean noDnsLink,
    boolean inlineDnsLink,
    boolean pages) {
  public PublicGateway {
    paths = List.copyOf(paths);
  }

  /// What `localhost` is, unless the configuration says otherwise.
  public static PublicGateway local(boolean pages) {
    return new PublicGateway(List.of("/ipfs", "/ipns"), true, false, false, pages);
  }

  /// Whether it serves the path.
  boolean serves(String path) {
    return paths.stream()
        .map(p -> p.endsWith("/") ? p.substring(0, p.length() - 1) : p)
        .anyMatch(p -> path.equals(p) || path.startsWith(p + "/"));
  }
}
