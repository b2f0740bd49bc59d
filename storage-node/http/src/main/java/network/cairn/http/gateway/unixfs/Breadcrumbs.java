package network.cairn.http.gateway.unixfs;

import java.util.List;
import java.util.Locale;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.Html;
import network.cairn.http.gateway.ask.UrlPath;

/// The path of a listing as links to each directory above.
final class Breadcrumbs {
  private final String namespace;
  private final String origin;
  private final boolean domain;
  private final List<String> names;

  Breadcrumbs(Asked asked) {
    String[] parts = asked.shown().split("/");
    this.namespace = parts[1].toLowerCase(Locale.ROOT);
    this.origin = asked.origin();
    this.domain = asked.isDomain();
    this.names = List.of(parts).subList(2, parts.length);
  }

  /// Whether there is a directory above that is not the root's own.
  boolean hasParent() {
    return names.size() > 1;
  }

  String links() {
    StringBuilder links = new StringBuilder("/" + namespace);
    StringBuilder url = new StringBuilder(origin + (domain ? "" : "/" + namespace));
    List<String> below = domain ? names.subList(1, names.size()) : names;
    if (domain) {
      String root = Html.text(names.getFirst());
      links.append("/<a href=\"").append(Html.text(origin)).append("/\">");
      links.append(root).append("</a>");
    }
    for (String name : below) {
      url.append('/').append(UrlPath.encodeName(name));
      links.append("/<a href=\"").append(Html.text(url.toString())).append("\">");
      links.append(Html.text(name)).append("</a>");
    }
    return links.toString();
  }
}
