package network.cairn.http.gateway.host;

import java.util.Optional;
import network.cairn.http.door.Request;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.ask.UrlPath;
import network.cairn.http.gateway.name.DomainName;
import network.cairn.http.gateway.name.NameResolver;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;

/// Makes of a path the URL of the subdomain that its root has, so that pages of one root cannot
/// read what those of another have. Thread-safe.
final class SubdomainUrl {
  private static final int LABEL = 63;
  private static final String IPNS = "ipns";

  private final NameResolver names;

  SubdomainUrl(NameResolver names) {
    this.names = names;
  }

  /// @param host of the gateway, with its port
  /// @param path decoded
  record Place(String host, String path, Request request) {
    boolean isSecure() {
      return request.header("X-Forwarded-Proto").orElse("").equals("https");
    }
  }

  /// The URL; empty if the path has no root that could have one.
  ///
  /// @param inline whether names of domains become one label
  /// @throws GatewayRefused if the root fits into no label
  Optional<String> of(Place place, boolean inline) {
    String[] parts = place.path().split("/", 4);
    if (parts.length < 3 || parts[2].isEmpty()) {
      return Optional.empty();
    }
    String namespace = parts[1];
    return switch (namespace) {
      case "ipfs", IPNS -> {
        String rest = parts.length > 3 ? parts[3] : "";
        yield root(parts[2], namespace, inline || place.isSecure())
            .map(label -> url(label + "." + namespace, rest, place));
      }
      default -> Optional.empty();
    };
  }

  private static String url(String subdomain, String rest, Place place) {
    String query = place.request().query();
    return (place.isSecure() ? "https://" : "http://")
        + subdomain
        + "."
        + place.host()
        + "/"
        + UrlPath.encode(rest)
        + (query.isEmpty() ? "" : "?" + UrlPath.encodeQuery(query));
  }

  private Optional<String> root(String root, String namespace, boolean inline) {
    Optional<Cid> cid = cid(root, namespace);
    if (cid.isPresent()) {
      return Optional.of(label(cid.get(), namespace));
    }
    if (!namespace.equals(IPNS)) {
      return Optional.empty();
    }
    String unfolded = DomainName.unfolded(root);
    boolean folded = root.indexOf('.') < 0 && root.indexOf('-') >= 0 && names.hasLink(unfolded);
    String name = folded ? unfolded : root;
    return Optional.of(inline && names.hasLink(name) ? inlined(name) : name)
        .filter(n -> DomainName.is(n) || DomainName.is(n + ".x"));
  }

  private static String inlined(String name) {
    String label = DomainName.inlined(name);
    if (label.length() > LABEL) {
      throw new GatewayRefused(
          400, "inlined DNSLink incompatible with DNS label length limit of 63: " + label);
    }
    return label;
  }

  /// The CID as it may stand in a host: version 1, in a base without capitals.
  private static Optional<Cid> cid(String root, String namespace) {
    Optional<PeerId> key = namespace.equals(IPNS) ? NameResolver.key(root) : Optional.empty();
    try {
      Cid cid = key.isPresent() ? keyCid(key.get()) : Cid.parse(root).toV1();
      return Optional.of(
          namespace.equals(IPNS) ? Cid.v1(Multicodec.LIBP2P_KEY, cid.multihash()) : cid);
    } catch (InvalidCid e) {
      return Optional.empty();
    }
  }

  /// The CID that stands for a key.
  static Cid keyCid(PeerId key) {
    return Cid.v1(Multicodec.LIBP2P_KEY, Multihash.decode(key.bytes()));
  }

  private static String label(Cid cid, String namespace) {
    Multibase base = namespace.equals(IPNS) ? Multibase.BASE36 : Multibase.BASE32;
    String label = cid.toString(base);
    String shorter = label.length() > LABEL ? cid.toString(Multibase.BASE36) : label;
    if (shorter.length() > LABEL) {
      throw new GatewayRefused(
          400, "CID incompatible with DNS label length limit of 63: " + shorter);
    }
    return shorter;
  }

  /// The label that a root in a host should have been, which is the same where it is none.
  ///
  /// @throws GatewayRefused if it fits into no label
  static String label(String root, String namespace) {
    return cid(root, namespace).map(c -> label(c, namespace)).orElse(root);
  }
}
