package network.cairn.http.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import network.cairn.base.time.DeadlineExceeded;
import network.cairn.content.blockservice.BlockNotFound;
import network.cairn.content.service.ContentRefused;
import network.cairn.content.trustless.InvalidSelection;
import network.cairn.content.unixfs.InvalidPath;
import network.cairn.content.unixfs.PathNotFound;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.http.door.Request;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.multihash.UnsupportedHash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a caller is told when there is no answer. Immutable.
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final int MAX_TEXT = 4096;

  private final boolean pages;

  /// @param pages whether browsers are shown pages
  Refusals(boolean pages) {
    this.pages = pages;
  }

  /// Too many ask at once.
  void busy(Request request, GatewayResponse response) throws IOException {
    Map<String, String> headers = Asked.shared();
    headers.put("Retry-After", "60");
    send(
        new GatewayRefused(429, "too much is asked of this gateway at once; try again in a minute"),
        headers,
        request,
        response);
  }

  /// Says why there is no answer, or ends one that had begun.
  void answer(RuntimeException e, Request request, GatewayResponse response) throws IOException {
    // What nobody expected is logged here, also where the answer has begun.
    GatewayRefused refused = refused(e, request);
    if (response.started()) {
      LOG.debug("an answer ended early: {}", e.getMessage());
      response.cut(String.valueOf(e.getMessage()));
      return;
    }
    Map<String, String> headers = Asked.shared();
    if (refused.status() == 405) {
      headers.put("Allow", "GET, HEAD, OPTIONS");
    }
    send(refused, headers, request, response);
  }

  private static GatewayRefused refused(RuntimeException e, Request request) {
    String text = String.valueOf(e.getMessage());
    return switch (e) {
      case GatewayRefused refused -> refused;
      case InvalidPath _, InvalidCid _, UnsupportedHash _, ContentRefused _, InvalidSelection _ ->
          new GatewayRefused(400, text);
      case PathNotFound _ -> new GatewayRefused(404, text);
      case BlockNotFound missing -> new GatewayRefused(missing(missing, request), text);
      case DeadlineExceeded _ -> new GatewayRefused(504, "the answer took too long: " + text);
      case InvalidUnixFs _, InvalidNode _ ->
          new GatewayRefused(422, "the content cannot be read: " + text);
      default -> {
        LOG.error("an answer of the gateway failed", e);
        yield new GatewayRefused(500, "the gateway failed; its log says why");
      }
    };
  }

  private static int missing(BlockNotFound missing, Request request) {
    if (GatewayAsking.wantsOnlyCached(request)) {
      return 412;
    }
    return missing.wasSought() ? 504 : 404;
  }

  private void send(
      GatewayRefused refused,
      Map<String, String> headers,
      Request request,
      GatewayResponse response)
      throws IOException {
    String message = String.valueOf(refused.getMessage());
    String text = message.length() > MAX_TEXT ? message.substring(0, MAX_TEXT) + "..." : message;
    boolean page = pages && request.header("Accept").orElse("").contains("text/html");
    headers.put("Content-Type", page ? ErrorPage.TYPE : "text/plain; charset=utf-8");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Cache-Control", "no-store");
    String body = page ? ErrorPage.of(refused.status(), text) : text + "\n";
    if (page) {
      headers.put("Content-Security-Policy", ErrorPage.POLICY);
    }
    response.send(refused.status(), headers, body.getBytes(StandardCharsets.UTF_8));
  }
}
