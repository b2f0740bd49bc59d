package network.cairn.http.gateway.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import network.cairn.content.unixfs.Trail;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.Html;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;

/// A block of dag-json or dag-cbor for somebody with a browser: what it links to, its text, and its
/// other forms. Bounded: links and text of which there is more are cut, and say so.
final class BlockPage {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  /// Who tells of a CID where no gateway can be linked to, as Kubo does.
  private static final String INSPECTOR = "https://cid.ipfs.tech/#";

  private static final int MOST_LINKS = 1_000;
  private static final int MOST_TEXT = 256 * 1024;

  private BlockPage() {}

  /// Whether there is a page of it besides the block as it is: which is given hangs on `Accept`.
  static boolean isOf(Cid cid) {
    return cid.codec() == Multicodec.DAG_JSON || cid.codec() == Multicodec.DAG_CBOR;
  }

  /// Whether a caller who names no form wants to look at it, and not to save it.
  static boolean isWanted(Asked asked, Cid cid) {
    return isOf(cid)
        && asked.header("Accept").orElse("").contains("text/html")
        && !asked.query().first("download").orElse("").equals("true");
  }

  /// @throws InvalidNode if the block cannot be read, and nothing was sent
  static void send(Asked asked, Trail trail, Response response) throws IOException {
    Cid cid = trail.cid();
    Map<String, String> headers =
        FormHeaders.of(asked, trail, "text/html", true, "", "\"DagIndex-cairn1_CID-" + cid + "\"");
    headers.remove("Content-Disposition");
    headers.put("Content-Security-Policy", POLICY);
    headers.put("Vary", "Accept");
    headers.remove("Cache-Control");
    String caching = asked.caching().madePage();
    if (!caching.isEmpty()) {
      headers.put("Cache-Control", caching);
    }
    if (FormHeaders.isUnchanged(asked, headers, response)) {
      return;
    }
    Block block = asked.reader().block(cid);
    byte[] page = asked.reader().trees().with(block, () -> page(asked, block)).getBytes(UTF_8);
    headers.put("Content-Length", Integer.toString(page.length));
    response.send(200, headers, asked.isHead() ? new byte[0] : page);
  }

  private static String page(Asked asked, Block block) {
    Cid cid = block.cid();
    boolean json = cid.codec() == Multicodec.DAG_JSON;
    Node node = json ? DagJson.decode(block.bytes()) : DagCbor.decode(block.bytes());
    StringBuilder page = new StringBuilder(Html.head(cid.toString()));
    page.append("<main>\n<h1>").append(cid).append("</h1>\n<p>A block of ");
    page.append(json ? "dag-json" : "dag-cbor").append(", ");
    page.append(block.bytes().length).append(" bytes. As it is: ");
    page.append("<a href=\"?format=raw\">raw</a>, <a href=\"?format=");
    page.append(json ? "dag-json\">dag-json" : "dag-cbor\">dag-cbor");
    page.append("</a>; with all below it: <a href=\"?format=car\">CAR</a></p>\n");
    links(asked, node.links(), page);
    String text = new String(DagJson.encode(node), UTF_8);
    page.append("<h2>Content</h2>\n<pre>");
    page.append(Html.text(text.substring(0, Math.min(text.length(), MOST_TEXT))));
    page.append("</pre>\n");
    if (text.length() > MOST_TEXT) {
      page.append("<p>There is more: this is the beginning.</p>\n");
    }
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  private static void links(Asked asked, List<Cid> links, StringBuilder page) {
    if (links.isEmpty()) {
      return;
    }
    page.append("<h2>Links</h2>\n<ul>\n");
    String before = asked.isDomain() ? INSPECTOR : Html.text(asked.origin()) + "/ipfs/";
    for (Cid link : links.subList(0, Math.min(links.size(), MOST_LINKS))) {
      page.append("<li><a class=\"ipfs-hash\" rel=\"noreferrer\" href=\"").append(before);
      page.append(link).append("\">").append(link).append("</a></li>\n");
    }
    page.append("</ul>\n");
    if (links.size() > MOST_LINKS) {
      page.append("<p>There are ").append(links.size()).append(" in all.</p>\n");
    }
  }
}
