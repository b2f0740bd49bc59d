package network.cairn.http.gateway;

import java.util.Optional;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.InvalidPath;
import network.cairn.http.door.Request;
import network.cairn.http.gateway.ask.GatewayQuery;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.ask.UrlPath;
import network.cairn.http.gateway.name.NameResolver;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;

/// Where a caller is sent who means another path of the same gateway.
///
/// @param status 301, or 302
record Detour(int status, String location) {
  /// `?uri=` of a browser's protocol handler, a namespace written twice, and a key that is not
  /// written as it can stand in a host.
  static Optional<Detour> of(Request request, String path) {
    GatewayQuery query = GatewayQuery.parse(request.query());
    Optional<String> uri = query.first("uri");
    if (uri.isPresent() && (path.equals("/ipfs/") || path.equals("/ipns/"))) {
      return Optional.of(new Detour(301, ofUri(uri.get())));
    }
    String rest = query.raw().isEmpty() ? "" : "?" + UrlPath.encodeQuery(query.raw());
    if (path.startsWith("/ipfs/ipfs/") || path.startsWith("/ipfs/ipns/")) {
      ContentPath meant = ContentPath.parse(path.substring("/ipfs".length()));
      String slash = path.endsWith("/") ? "/" : "";
      return Optional.of(new Detour(301, UrlPath.encode(meant + slash) + rest));
    }
    return canonical(path).map(p -> new Detour(302, UrlPath.encode(p) + rest));
  }

  private static String ofUri(String uri) {
    try {
      if (uri.startsWith("ipfs://") || uri.startsWith("ipns://")) {
        int query = uri.indexOf('?');
        String rest = query < 0 ? "" : "?" + UrlPath.encodeQuery(uri.substring(query + 1));
        return UrlPath.encode(ContentPath.parse(uri).toString()) + rest;
      }
    } catch (InvalidPath e) {
      throw new GatewayRefused(400, "the query's uri is no content path: " + e.getMessage());
    }
    throw new GatewayRefused(400, "the query's uri must begin with ipfs:// or ipns://");
  }

  private static Optional<String> canonical(String path) {
    String[] parts = path.split("/", 4);
    if (parts.length < 3 || !parts[1].equals("ipns")) {
      return Optional.empty();
    }
    return NameResolver.key(parts[2])
        .map(key -> Cid.v1(Multicodec.LIBP2P_KEY, Multihash.decode(key.bytes())))
        .map(cid -> cid.toString(Multibase.BASE36))
        .filter(name -> !name.equals(parts[2]))
        .map(name -> "/ipns/" + name + (parts.length > 3 ? "/" + parts[3] : ""));
  }
}
