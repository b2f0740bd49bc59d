package network.cairn.http.gateway.ask;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import network.cairn.content.service.ContentReader;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.http.door.Request;

/// What one caller asks of the gateway. Immutable.
///
/// @param request for its headers
/// @param shown the content path as it was asked for, with its namespace and, where there was one,
///   the slash at its end
/// @param path where that leads: the same for a CID, and what a name stands for
/// @param url the path of the URL, decoded; the content path or what a host name leaves of it
/// @param origin `//HOST` where the URL's host stands for one root, so that its pages are alone:
///   the gateway whose subdomain it is, or the domain itself; else empty
/// @param caching how long the answer may be kept
/// @param reader for this caller
/// @param guard throws where a path must not be served
public record Asked(
    Request request,
    String shown,
    ContentPath path,
    String url,
    String origin,
    GatewayQuery query,
    GatewayFormat format,
    Caching caching,
    ContentReader reader,
    Consumer<ContentPath> guard) {
  /// The header that shows the path.
  public static final String PATH = "X-Ipfs-Path";

  /// The same question of another path below the same root, which is shown in the place of this
  /// one.
  ///
  /// @throws RuntimeException if that must not be served, by the CID or by the name that was asked
  ///   for
  public Asked at(ContentPath other) {
    guard.accept(other);
    ContentPath asked = ContentPath.parse(shown);
    guard.accept(new ContentPath(asked.namespace(), asked.root(), other.segments()));
    return new Asked(request, shown, other, url, origin, query, format, caching, reader, guard);
  }

  /// As [#at], of a name right below the path.
  public Asked below(String name) {
    List<String> names = new ArrayList<>(path.segments());
    names.add(name);
    return at(new ContentPath(path.namespace(), path.root(), names));
  }

  /// Whether only the head of the answer is wanted.
  public boolean isHead() {
    return request.method().equals("HEAD");
  }

  /// Whether the URL's host is a domain that stands for content.
  public boolean isDomain() {
    String host = origin.startsWith("//") ? origin.substring(2) : "";
    int port = host.lastIndexOf(':');
    String name = port < 0 ? host : host.substring(0, port);
    return !name.isEmpty() && (shown + "/").startsWith("/ipns/" + name + "/");
  }

  public Optional<String> header(String name) {
    return request.header(name).filter(value -> !value.isEmpty());
  }

  /// Headers that every answer has, to be added to. Every web page may ask and read the answer:
  /// nothing here is anybody's own.
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>(shared());
    headers.put(PATH, UrlPath.header(shown));
    boolean said = query.first("format").filter(format.parameter()::equals).isPresent();
    if (!format.parameter().isEmpty() && !said) {
      headers.put("Content-Location", location());
    }
    return headers;
  }

  /// Where the same answer is had without the header `Accept`, for those who keep answers by URL.
  private String location() {
    StringBuilder location = new StringBuilder(UrlPath.encode(url)).append('?');
    String others = query.without("format");
    if (!others.isEmpty()) {
      location.append(UrlPath.encodeQuery(others)).append('&');
    }
    location.append("format=").append(format.parameter());
    if (format instanceof GatewayFormat.Car(Map<String, String> parameters)) {
      new TreeMap<>(parameters)
          .forEach((name, value) -> {
            String key = format.parameter() + "-" + name;
            if (!query.has(key)) {
              location.append('&').append(UrlPath.encodeName(key));
              location.append('=').append(UrlPath.encodeName(value));
            }
          });
    }
    return location.toString();
  }

  /// As [#headers], where no path could be read.
  public static Map<String, String> shared() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Access-Control-Allow-Origin", "*");
    headers.put("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
    headers.put(
        "Access-Control-Allow-Headers", "Content-Type, Range, User-Agent, X-Requested-With");
    headers.put(
        "Access-Control-Expose-Headers",
        "Content-Length, Content-Range, X-Chunked-Output, X-Ipfs-Path, X-Ipfs-Roots,"
            + " X-Stream-Output");
    return headers;
  }
}
