package network.cairn.http.gateway.host;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import network.cairn.http.door.Request;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.ask.UrlPath;
import network.cairn.http.gateway.name.DomainName;
import network.cairn.http.gateway.name.NameResolver;

/// Tells what hosts stand for. Thread-safe.
///
/// A host that is no gateway and has no DNSLink is as good as an address: what it is told is what
/// every web page is told.
public final class GatewayHosts {
  private static final int LONGEST = 512;

  /// A name or an address, and a port. It goes into links and redirects: nothing else may be in it.
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._*-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

  private final Map<String, PublicGateway> gateways;
  private final boolean noDnsLink;
  private final boolean pages;
  private final NameResolver names;
  private final SubdomainUrl subdomains;

  /// @param gateways by host; one that begins with `*.` for each direct subdomain
  /// @param noDnsLink whether no DNSLink of other hosts is looked for
  /// @param pages whether other hosts are shown files and directories
  public GatewayHosts(
      Map<String, PublicGateway> gateways, boolean noDnsLink, boolean pages, NameResolver names) {
    Map<String, PublicGateway> all = new HashMap<>();
    gateways.forEach((host, gateway) -> all.put(host.toLowerCase(Locale.ROOT), gateway));
    this.gateways = Map.copyOf(all);
    this.noDnsLink = noDnsLink;
    this.pages = pages;
    this.names = names;
    this.subdomains = new SubdomainUrl(names);
  }

  /// A gateway's subdomain.
  private record Subdomain(PublicGateway gateway, String host, String namespace, String root) {}

  /// @throws GatewayRefused if the host or the path cannot be, or no subdomain can be made of it
  public HostPlace place(Request request) {
    String path = UrlPath.decode(request.rawPath());
    String host = host(request);
    Optional<PublicGateway> known = gateway(host);
    if (known.isPresent()) {
      return ofGateway(known.get(), new SubdomainUrl.Place(host, path, request));
    }
    Optional<Subdomain> subdomain = subdomain(host);
    if (subdomain.isPresent()) {
      return ofSubdomain(subdomain.get(), host, path, request);
    }
    return !noDnsLink && names.hasLink(withoutPort(host))
        ? ofDomain(host, path, pages)
        : new HostPlace.Path(path, pages);
  }

  private static String host(Request request) {
    String host =
        request
            .header("X-Forwarded-Host")
            .filter(h -> !h.isBlank())
            .or(() -> request.header("Host"))
            .orElse("")
            .strip();
    if (host.length() > LONGEST || !(host.isEmpty() || HOST.matcher(host).matches())) {
      throw new GatewayRefused(400, "the request names a host that is none");
    }
    return host;
  }

  private HostPlace ofGateway(PublicGateway gateway, SubdomainUrl.Place place) {
    if (!gateway.serves(place.path())) {
      return !gateway.noDnsLink() && names.hasLink(withoutPort(place.host()))
          ? ofDomain(place.host(), place.path(), gateway.pages())
          : new HostPlace.Nowhere();
    }
    Optional<String> url =
        gateway.subdomains() ? subdomains.of(place, gateway.inlineDnsLink()) : Optional.empty();
    return url.<HostPlace>map(HostPlace.Elsewhere::new)
        .orElseGet(() -> new HostPlace.Path(place.path(), gateway.pages()));
  }

  private static HostPlace ofDomain(String host, String path, boolean pages) {
    return new HostPlace.Root("/ipns/" + withoutPort(host) + path, "//" + host, true, pages);
  }

  private HostPlace ofSubdomain(Subdomain sub, String host, String path, Request request) {
    String prefix = "/" + sub.namespace() + "/" + sub.root();
    if (!sub.gateway().subdomains() || !sub.gateway().serves(prefix)) {
      return new HostPlace.Nowhere();
    }
    String label = SubdomainUrl.label(sub.root(), sub.namespace());
    if (!host.startsWith(label + ".")) {
      SubdomainUrl.Place place =
          new SubdomainUrl.Place(sub.host(), "/" + sub.namespace() + "/" + label + path, request);
      return subdomains
          .of(place, sub.gateway().inlineDnsLink())
          .<HostPlace>map(HostPlace.Elsewhere::new)
          .orElseGet(HostPlace.Nowhere::new);
    }
    String root = sub.namespace().equals("ipns") ? named(sub.root()) : sub.root();
    return new HostPlace.Root(
        "/" + sub.namespace() + "/" + root + path, "//" + sub.host(), false, sub.gateway().pages());
  }

  /// The name that a label stands for, which may be folded into it.
  private String named(String root) {
    if (NameResolver.key(root).isPresent() || root.indexOf('.') >= 0 || root.indexOf('-') < 0) {
      return root;
    }
    String unfolded = DomainName.unfolded(root);
    return names.hasLink(unfolded) || !names.hasLink(root) ? unfolded : root;
  }

  private Optional<PublicGateway> gateway(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    String bare = withoutPort(name);
    int dot = bare.indexOf('.');
    String any = dot < 0 ? "" : "*" + bare.substring(dot);
    return List.of(name, bare, any).stream()
        .filter(gateways::containsKey)
        .map(gateways::get)
        .findFirst();
  }

  /// What stands in front of a gateway's name: `ROOT.ipfs.` or `ROOT.ipns.`.
  private Optional<Subdomain> subdomain(String host) {
    for (String namespace : List.of("ipfs", "ipns")) {
      String middle = "." + namespace + ".";
      int at = host.toLowerCase(Locale.ROOT).lastIndexOf(middle);
      if (at > 0) {
        String parent = host.substring(at + middle.length());
        Optional<PublicGateway> gateway = gateway(parent);
        if (gateway.isPresent()) {
          String root = host.substring(0, at);
          return Optional.of(new Subdomain(gateway.get(), parent, namespace, root));
        }
      }
    }
    return Optional.empty();
  }

  static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(1, end);
    }
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }
}
