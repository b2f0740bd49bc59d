package network.cairn.http.gateway.unixfs;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import network.cairn.base.tree.NameOrder;
import network.cairn.content.service.ContentRoot;
import network.cairn.content.unixfs.DirectoryEntry;
import network.cairn.content.unixfs.Stat;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.GatewayQuery;
import network.cairn.http.gateway.ask.Html;
import network.cairn.http.gateway.ask.LateBody;
import network.cairn.http.gateway.ask.UrlPath;
import network.cairn.ipld.cid.Cid;

/// A page that lists a directory: names, sizes, CIDs. Sorted as the caller wants it, up to
/// [#SORTED] entries with names of [#SORTED_NAMES] characters together; a larger directory is
/// written as it is read. A name of more than [#LONGEST_NAME] is shown in part and is no link. Used
/// by one thread.
final class DirectoryListing {
  static final int SORTED = 10_000;
  static final int SORTED_NAMES = 1 << 20;
  static final int LONGEST_NAME = 4_096;

  /// Changes with the page that is made.
  private static final String MADE = "\"DirIndex-cairn1_CID-";

  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  /// Who tells of a CID where no gateway can be linked to, as Kubo does.
  private static final String INSPECTOR = "https://cid.ipfs.tech/#";

  private final Asked asked;
  private final ContentRoot directory;
  private final Map<String, String> headers;
  private final MadePages made;

  DirectoryListing(
      Asked asked, ContentRoot directory, Map<String, String> headers, MadePages made) {
    this.asked = asked;
    this.directory = directory;
    this.headers = headers;
    this.made = made;
  }

  static String tag(Cid cid) {
    return MADE + cid + "\"";
  }

  /// Sends a page that was made before.
  static void send(
      byte[] page, Asked asked, Cid cid, Map<String, String> headers, Response response)
      throws IOException {
    describe(asked, cid, headers);
    headers.put("Content-Length", Integer.toString(page.length));
    if (asked.isHead()) {
      response.send(200, headers, new byte[0]);
      return;
    }
    try (OutputStream out = response.start(200, headers)) {
      out.write(page);
    }
  }

  private static void describe(Asked asked, Cid cid, Map<String, String> headers) {
    headers.put("Content-Type", "text/html");
    headers.put("Etag", tag(cid));
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Content-Security-Policy", POLICY);
    FileAnswer.caching(headers, asked.caching().madePage());
  }

  void send(Response response) throws IOException {
    describe(asked, directory.cid(), headers);
    if (asked.isHead()) {
      response.send(200, headers, new byte[0]);
      return;
    }
    KeptCopy body =
        new KeptCopy(
            new LateBody(() -> response.start(200, headers)),
            // Its shards may be blocked one by one, later.
            directory.stat().type() == Stat.Type.DIRECTORY ? MadePages.LARGEST : 0);
    Iterator<DirectoryEntry> entries = directory.told();
    List<DirectoryEntry> first = new ArrayList<>();
    int names = 0;
    while (first.size() < SORTED && names < SORTED_NAMES && entries.hasNext()) {
      DirectoryEntry entry = entries.next();
      first.add(entry);
      names += entry.name().length();
    }
    boolean all = !entries.hasNext();
    Order order = Order.of(asked.query());
    if (all) {
      first.sort(order.comparator());
    }
    Writer page = new BufferedWriter(new OutputStreamWriter(body, StandardCharsets.UTF_8));
    head(page, all ? order.links() : Order.titles());
    for (DirectoryEntry entry : first) {
      row(page, entry);
    }
    while (entries.hasNext()) {
      row(page, entries.next());
    }
    page.write("</tbody>\n</table>\n</main>\n</body>\n</html>\n");
    page.flush();
    body.end();
    body.kept().ifPresent(bytes -> made.put(MadePages.Key.of(asked, directory.cid()), bytes));
  }

  private void head(Writer page, String titles) throws IOException {
    Breadcrumbs crumbs = new Breadcrumbs(asked);
    page.write(Html.head(asked.shown()));
    page.write("<main>\n<h1>Index of " + crumbs.links() + "</h1>\n<p><code>");
    page.write(Html.text(directory.cid().toString()));
    page.write("</code> " + Sizes.text(directory.stat().dagSize()) + "</p>\n");
    page.write("<table>\n<thead><tr>" + titles + "</tr></thead>\n<tbody>\n");
    if (crumbs.hasParent()) {
      page.write(
          "<tr><td><a href=\""
              + Html.text(here() + "..")
              + "\">..</a></td><td></td><td></td></tr>\n");
    }
  }

  /// The directory's own URL, encoded, with a slash at its end.
  private String here() {
    String url = UrlPath.encode(asked.url());
    return url.endsWith("/") ? url : url + "/";
  }

  private void row(Writer page, DirectoryEntry entry) throws IOException {
    String name = entry.name();
    boolean shown = name.length() <= LONGEST_NAME;
    String cid = entry.cid().toString();
    page.write("<tr><td>");
    if (shown) {
      page.write("<a href=\"" + Html.text(here() + UrlPath.encodeName(name)) + "\">");
      page.write(Html.text(name) + "</a>");
    } else {
      page.write(Html.text(name.substring(0, LONGEST_NAME)) + "\u2026");
    }
    page.write("</td><td><a class=\"ipfs-hash\" translate=\"no\" href=\"");
    if (asked.isDomain()) {
      page.write(INSPECTOR + cid + "\" target=\"_blank\" rel=\"noreferrer noopener\">");
    } else {
      // Encoded twice, as Kubo has it, whose pages tests know by heart.
      String twice = shown ? UrlPath.encodeName(UrlPath.encodeName(name)) : "";
      page.write(Html.text(asked.origin()) + "/ipfs/" + cid);
      page.write(shown ? "?filename=" + Html.text(twice) + "\">" : "\">");
    }
    page.write(shortened(cid) + "</a></td><td class=\"number\" title=\"");
    page.write(entry.dagSize() + " bytes\">" + Sizes.text(entry.dagSize()) + "</td></tr>\n");
  }

  private static String shortened(String cid) {
    return cid.length() <= 12
        ? cid
        : cid.substring(0, 4) + "\u2026" + cid.substring(cid.length() - 4);
  }

  /// How entries are sorted.
  private record Order(String by, boolean down) {
    static Order of(GatewayQuery query) {
      return new Order(
          query.first("sort").orElse("name"), query.first("order").orElse("").equals("desc"));
    }

    Comparator<DirectoryEntry> comparator() {
      Comparator<DirectoryEntry> byName =
          Comparator.comparing(DirectoryEntry::name, NameOrder.ORDER);
      Comparator<DirectoryEntry> order =
          by.equals("size")
              ? Comparator.comparingLong(DirectoryEntry::dagSize).thenComparing(byName)
              : byName;
      return down ? order.reversed() : order;
    }

    String links() {
      return "<th>"
          + link("name", "Name")
          + "</th><th>CID</th><th class=\"number\">"
          + link("size", "Size")
          + "</th>";
    }

    private String link(String column, String title) {
      boolean turn = by.equals(column) && !down;
      return "<a href=\"?sort=" + column + (turn ? "&amp;order=desc" : "") + "\">" + title + "</a>";
    }

    static String titles() {
      return "<th>Name</th><th>CID</th><th class=\"number\">Size</th>";
    }
  }
}
