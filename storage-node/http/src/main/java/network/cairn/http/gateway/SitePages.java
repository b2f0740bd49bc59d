package network.cairn.http.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import network.cairn.content.service.ContentRoot;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.PathNotFound;
import network.cairn.content.unixfs.Stat;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.GatewayQuery;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.ask.PageBounds;
import network.cairn.http.gateway.ask.UrlPath;
import network.cairn.http.gateway.redirects.RedirectRule;
import network.cairn.http.gateway.redirects.RedirectsFile;
import network.cairn.http.gateway.unixfs.UnixFsAnswer;
import network.cairn.ipld.cid.Cid;

/// Shows files and directories and, where a path leads nowhere, what the site's `_redirects` says.
/// Rules count only where a root has an origin of its own: on a shared one they would send people
/// off the pages of others. Thread-safe.
final class SitePages {
  private final UnixFsAnswer pages;

  SitePages(PageBounds bounds) {
    this.pages = new UnixFsAnswer(bounds);
  }

  void answer(Asked asked, GatewayResponse response) throws IOException {
    try {
      pages.answer(asked, response);
    } catch (PathNotFound e) {
      Optional<RedirectRule.Target> target =
          asked.origin().isEmpty() || response.started() ? Optional.empty() : target(asked);
      if (target.isEmpty()) {
        throw e;
      }
      follow(target.get(), asked, response);
    }
  }

  private static Optional<RedirectRule.Target> target(Asked asked) throws IOException {
    try (ContentRoot root = asked.reader().open(asked.path().cid())) {
      Optional<Cid> file = root.child(RedirectsFile.NAME);
      return file.isEmpty()
          ? Optional.empty()
          : rules(asked, file.get()).match("/" + String.join("/", asked.path().segments()));
    }
  }

  private static RedirectsFile rules(Asked asked, Cid file) throws IOException {
    try (ContentRoot opened = asked.reader().open(file)) {
      if (opened.stat().type() != Stat.Type.FILE) {
        throw new GatewayRefused(500, "could not parse _redirects: it is no file");
      }
      try (InputStream in = opened.bytes(0, Long.MAX_VALUE)) {
        return RedirectsFile.read(in);
      }
    }
  }

  private void follow(RedirectRule.Target target, Asked asked, GatewayResponse response)
      throws IOException {
    int status = target.status();
    if (status >= 300 && status < 400) {
      response.redirect(status, withQuery(target.url(), asked.query()));
      return;
    }
    Asked instead = asked.at(below(asked.path(), target.path()));
    if (status == 200) {
      pages.answer(instead, response);
    } else {
      pages.instead(instead, status, response);
    }
  }

  private static ContentPath below(ContentPath asked, String path) {
    if (!path.startsWith("/")) {
      throw new GatewayRefused(500, "a rule of _redirects with this status needs a path");
    }
    String root = ContentPath.of(asked.cid(), List.of()).toString();
    return ContentPath.parse(root + path);
  }

  /// The URL with the caller's query, whose values count before those that it has itself.
  private static String withQuery(String url, GatewayQuery asked) {
    if (asked.raw().isEmpty()) {
      return url;
    }
    int hash = url.indexOf('#');
    String before = hash < 0 ? url : url.substring(0, hash);
    String fragment = hash < 0 ? "" : url.substring(hash);
    int mark = before.indexOf('?');
    String path = mark < 0 ? before : before.substring(0, mark);
    StringJoiner query = new StringJoiner("&", "?", "");
    for (String own : mark < 0 ? List.<String>of() : pairs(before.substring(mark + 1))) {
      if (!own.isEmpty() && GatewayQuery.parse(own).all().keySet().stream().noneMatch(asked::has)) {
        query.add(own);
      }
    }
    return path + query.add(UrlPath.encodeQuery(asked.raw())) + fragment;
  }

  private static List<String> pairs(String query) {
    return List.of(query.split("&"));
  }
}
