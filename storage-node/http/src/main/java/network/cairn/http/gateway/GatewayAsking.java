package network.cairn.http.gateway;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.Scheduler;
import network.cairn.content.service.ContentReader;
import network.cairn.content.service.ContentService;
import network.cairn.content.service.ReadContext;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.http.door.Request;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.Caching;
import network.cairn.http.gateway.ask.GatewayFormat;
import network.cairn.http.gateway.ask.GatewayQuery;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.ask.UrlPath;
import network.cairn.http.gateway.deny.Denylists;
import network.cairn.http.gateway.host.HostPlace;
import network.cairn.http.gateway.name.NameResolver;
import network.cairn.http.gateway.name.Named;

/// Reads what is asked. Thread-safe.
final class GatewayAsking {
  private final ContentService content;
  private final GatewayBounds bounds;
  private final NameResolver names;
  private final Denylists denied;
  private final Scheduler scheduler;

  GatewayAsking(
      ContentService content,
      GatewayBounds bounds,
      NameResolver names,
      Denylists denied,
      Scheduler scheduler) {
    this.content = content;
    this.bounds = bounds;
    this.names = names;
    this.denied = denied;
    this.scheduler = scheduler;
  }

  /// Whether a path without a host is one of content.
  static boolean isContent(String path) {
    return path.startsWith("/ipfs/") || path.startsWith("/ipns/");
  }

  /// What of a question counts before a block is read.
  private record Place(String path, String origin, boolean pages) {}

  private static Place place(HostPlace place) {
    return switch (place) {
      case HostPlace.Path(String path, boolean pages) -> new Place(path, "", pages);
      case HostPlace.Root(String path, String origin, _, boolean pages) ->
          new Place(path, origin, pages);
      case HostPlace.Elsewhere _, HostPlace.Nowhere _ ->
          throw new IllegalArgumentException("nothing is read at " + place);
    };
  }

  /// @throws GatewayRefused or [network.cairn.content.unixfs.InvalidPath] if it is no question for
  ///   this gateway
  Asked read(Request request, HostPlace at) {
    Place place = place(at);
    String url = UrlPath.local(UrlPath.decode(request.rawPath()));
    GatewayQuery query = GatewayQuery.parse(request.query());
    GatewayFormat format = GatewayFormat.of(query.first("format"), request.header("Accept"));
    ContentPath asked = ContentPath.parse(place.path());
    requireAllowed(place.pages(), asked, format);
    if (place.origin().isEmpty()) {
      refuseWorker(request, asked);
    }
    Named named = named(asked, format);
    return new Asked(
        request,
        asked + (url.endsWith("/") ? "/" : ""),
        named.path(),
        url,
        place.origin(),
        query,
        format,
        caching(asked, named),
        reader(request),
        denied::check);
  }

  private static Caching caching(ContentPath asked, Named named) {
    return asked.namespace() == ContentPath.Namespace.IPNS
        ? new Caching(false, named.keep())
        : Caching.IMMUTABLE;
  }

  /// The record of a name is asked for by the name itself.
  private Named named(ContentPath asked, GatewayFormat format) {
    if (format instanceof GatewayFormat.IpnsRecord) {
      denied.check(asked);
      return new Named(asked, Duration.ZERO);
    }
    return names.resolve(asked, denied::check);
  }

  /// What a gateway that shows nothing but what proves itself gives: blocks, DAGs and records, of a
  /// root alone.
  private static void requireAllowed(boolean pages, ContentPath asked, GatewayFormat format) {
    boolean name = asked.namespace() == ContentPath.Namespace.IPNS;
    boolean record = format instanceof GatewayFormat.IpnsRecord;
    boolean proves =
        format.isTrustless()
            && name == record
            && (asked.segments().isEmpty() || format instanceof GatewayFormat.Car)
            && (!name || NameResolver.key(asked.root()).isPresent());
    if (!pages && !proves) {
      throw new GatewayRefused(
          406,
          "only trustless requests are accepted on this gateway:"
              + " https://specs.ipfs.tech/http-gateways/trustless-gateway/");
    }
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
    Optional<String> caching = request.header("Cache-Control");
    return caching.orElse("").toLowerCase(Locale.ROOT).contains("only-if-cached");
  }

  private ContentReader reader(Request request) {
    boolean cached = wantsOnlyCached(request) || !bounds.fromNetwork();
    long end = scheduler.deadline(bounds.request());
    Deadline deadline =
        Deadline.none().unless(() -> request.gone() || scheduler.nanoTime() - end > 0);
    return content.reader(ReadContext.ofMany(cached, deadline, bounds.retrieval(), denied::check));
  }
}
