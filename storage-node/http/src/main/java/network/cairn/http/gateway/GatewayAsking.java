package network.cairn.http.gateway;

import java.util.Optional;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.Scheduler;
import network.cairn.content.service.ContentReader;
import network.cairn.content.service.ContentService;
import network.cairn.content.service.ReadContext;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.InvalidPath;
import network.cairn.http.door.Request;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.Caching;
import network.cairn.http.gateway.ask.GatewayFormat;
import network.cairn.http.gateway.ask.GatewayQuery;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.ask.UrlPath;

/// Reads what is asked. Thread-safe.
final class GatewayAsking {
  private final ContentService content;
  private final GatewayBounds bounds;
  private final Scheduler scheduler;

  GatewayAsking(ContentService content, GatewayBounds bounds, Scheduler scheduler) {
    this.content = content;
    this.bounds = bounds;
    this.scheduler = scheduler;
  }

  /// Where a caller is sent who means another path: `?uri=` of a browser's protocol handler, and a
  /// namespace written twice.
  Optional<String> redirected(Request request) {
    String path = UrlPath.decode(request.rawPath());
    GatewayQuery query = GatewayQuery.parse(request.query());
    Optional<String> uri = query.first("uri");
    if (uri.isPresent() && isBare(path)) {
      return Optional.of(ofUri(uri.get()));
    }
    if (path.startsWith("/ipfs/ipfs/") || path.startsWith("/ipfs/ipns/")) {
      ContentPath meant = ContentPath.parse(path.substring("/ipfs".length()));
      String rest = query.raw().isEmpty() ? "" : "?" + UrlPath.encodeQuery(query.raw());
      return Optional.of(UrlPath.encode(meant.toString() + slash(path)) + rest);
    }
    return Optional.empty();
  }

  private static boolean isBare(String path) {
    return path.equals(GatewayHandler.IPFS) || path.equals(GatewayHandler.IPNS);
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

  private static String slash(String path) {
    return path.endsWith("/") ? "/" : "";
  }

  /// @throws GatewayRefused or [InvalidPath] if it is no question for a gateway
  Asked read(Request request) {
    String url = UrlPath.decode(request.rawPath());
    GatewayQuery query = GatewayQuery.parse(request.query());
    GatewayFormat format = GatewayFormat.of(query.first("format"), request.header("Accept"));
    ContentPath path = ContentPath.parse(url);
    if (path.namespace() == ContentPath.Namespace.IPNS) {
      throw new GatewayRefused(501, "this gateway resolves no names yet");
    }
    refuseWorker(request, path);
    return new Asked(
        request,
        path + slash(url),
        path,
        url,
        "",
        query,
        format,
        Caching.IMMUTABLE,
        reader(request));
  }

  /// A script of one root would rule over the pages of all of them.
  private static void refuseWorker(Request request, ContentPath path) {
    boolean worker = request.header("Service-Worker").orElse("").equals("script");
    if (worker && path.segments().isEmpty()) {
      throw new GatewayRefused(
          400, "navigator.serviceWorker: registration is not allowed for this scope");
    }
  }

  /// Whether nobody else is to be asked for what is not here.
  static boolean wantsOnlyCached(Request request) {
    return request.header("Cache-Control").orElse("").contains("only-if-cached");
  }

  private ContentReader reader(Request request) {
    boolean cached = wantsOnlyCached(request) || !bounds.fromNetwork();
    long end = scheduler.deadline(bounds.request());
    Deadline deadline =
        Deadline.none().unless(() -> request.gone() || scheduler.nanoTime() - end > 0);
    return content.reader(new ReadContext(cached, deadline, bounds.retrieval()));
  }
}
