package network.cairn.http.gateway.unixfs;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import network.cairn.content.service.ContentRoot;
import network.cairn.content.unixfs.PathNotFound;
import network.cairn.content.unixfs.Stat;
import network.cairn.content.unixfs.Trail;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.EntityTags;
import network.cairn.http.gateway.ask.GatewayAnswer;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.ask.PageBounds;
import network.cairn.http.gateway.ask.UrlPath;
import network.cairn.ipld.cid.Cid;

/// Shows what a path leads to: a file, a directory's `index.html`, or a listing. Thread-safe.
public final class UnixFsAnswer implements GatewayAnswer {
  /// The roots that the path passes.
  private static final String ROOTS = "X-Ipfs-Roots";

  private static final String INDEX = "index.html";

  private final MadePages made = new MadePages();
  private final PageBounds bounds;

  /// @param bounds how large what is shown may be
  public UnixFsAnswer(PageBounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public void answer(Asked asked, Response response) throws IOException {
    Trail trail = asked.reader().trail(asked.path());
    if (!trail.remainder().isEmpty()) {
      throw new GatewayRefused(
          404, "the path leads into block " + trail.cid() + ", of which no page can be made");
    }
    if (!isUnchanged(asked, trail.cid(), response)) {
      answer(asked, trail, response);
    }
  }

  /// Answers a caller who has it already.
  private static boolean isUnchanged(Asked asked, Cid cid, Response response) throws IOException {
    String listing = DirectoryListing.tag(cid);
    String file = FileAnswer.tag(cid);
    Optional<String> known =
        asked
            .header("If-None-Match")
            .flatMap(header -> EntityTags.match(header, List.of(file, listing)));
    if (known.isEmpty()) {
      return false;
    }
    Map<String, String> headers = asked.headers();
    headers.put("Etag", known.get());
    boolean made = known.get().equals(listing);
    FileAnswer.caching(headers, made ? asked.caching().madePage() : asked.caching().content());
    response.send(304, headers, new byte[0]);
    return true;
  }

  private void answer(Asked asked, Trail trail, Response response) throws IOException {
    Map<String, String> headers = asked.headers();
    headers.put(ROOTS, trail.roots().stream().map(Cid::toString).collect(Collectors.joining(",")));
    // Without the slash at its end a page of a directory is elsewhere.
    Optional<byte[]> page =
        asked.url().endsWith("/")
            ? made.get(MadePages.Key.of(asked, trail.cid()))
            : Optional.empty();
    if (page.isPresent()) {
      // The directory may be gone from here, or blocked by now.
      asked.reader().block(trail.cid());
      DirectoryListing.send(page.get(), asked, trail.cid(), headers, response);
      return;
    }
    try (ContentRoot root = asked.reader().open(trail.cid())) {
      requireWithin(asked, root.stat());
      if (!root.stat().type().isDirectory()) {
        FileAnswer.of(asked, root, trail.cid(), headers).send(response);
      } else if (!asked.url().endsWith("/") && asked.query().first("go-get").isEmpty()) {
        withSlash(asked, headers, response);
      } else {
        directory(asked, root, headers, response);
      }
    }
  }

  private void requireWithin(Asked asked, Stat stat) {
    bounds.requireShown(stat);
    if (!stat.type().isDirectory()) {
      bounds.requireRanged(asked, stat);
    }
  }

  private static void withSlash(Asked asked, Map<String, String> headers, Response response)
      throws IOException {
    String query = asked.query().raw();
    String rest = query.isEmpty() ? "" : "?" + UrlPath.encodeQuery(query);
    headers.put("Location", UrlPath.encode(asked.url()) + "/" + rest);
    response.send(301, headers, new byte[0]);
  }

  private void directory(
      Asked asked, ContentRoot root, Map<String, String> headers, Response response)
      throws IOException {
    Optional<Cid> index = root.child(INDEX);
    if (index.isEmpty()) {
      new DirectoryListing(asked, root, headers, made).send(response);
      return;
    }
    try (ContentRoot page = asked.below(INDEX).reader().open(index.get())) {
      if (page.stat().type() != Stat.Type.FILE) {
        throw new GatewayRefused(422, "the directory's " + INDEX + " is no file");
      }
      requireWithin(asked, page.stat());
      FileAnswer.index(asked, page, root.cid(), headers).send(response);
    }
  }

  /// What is shown instead of a page that is not there, or of one that another path stands for.
  ///
  /// @throws PathNotFound if it is not there either
  public void instead(Asked asked, int status, Response response) throws IOException {
    Trail trail = asked.reader().trail(asked.path());
    try (ContentRoot root = asked.reader().open(trail.cid())) {
      if (root.stat().type() != Stat.Type.FILE) {
        throw new GatewayRefused(500, "the page for status " + status + " is no file");
      }
      bounds.requireShown(root.stat());
      FileAnswer.index(asked, root, trail.cid(), asked.headers()).send(status, response);
    }
  }
}
