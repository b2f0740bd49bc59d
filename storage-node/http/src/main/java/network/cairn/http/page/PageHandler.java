package network.cairn.http.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.http.door.Handler;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;

/// The page itself, at `/` and below `/ui/`: files of the jar, which hold nothing of the node. What
/// they may do is said with each: run their own scripts and call their own door. Thread-safe.
public final class PageHandler implements Handler {
  public static final String ROOT = "/";
  public static final String FOLDER = "/ui/";

  /// All files of the page.
  static final List<String> FILES =
      List.of(
          "index.html",
          "style.css",
          "main.js",
          "api.js",
          "dom.js",
          "text.js",
          "search.js",
          "files.js",
          "provider.js",
          "ledger.js",
          "node.js",
          "icon.svg");

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
          + " data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Map<String, JarFile> files = new TreeMap<>();

  public PageHandler() {
    for (String name : FILES) {
      files.put(FOLDER + name, JarFile.read("ui/" + name));
    }
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    boolean head = request.method().equals("HEAD");
    if (isPage(request.path()) && !head && !request.method().equals("GET")) {
      response.send(405, Map.of("Allow", "GET, HEAD"), new byte[0]);
      return;
    }
    if (request.path().equals(ROOT) || request.path().equals("/ui")) {
      response.send(302, Map.of("Location", FOLDER), new byte[0]);
      return;
    }
    Optional<JarFile> file =
        Optional.ofNullable(
            files.get(request.path().equals(FOLDER) ? FOLDER + "index.html" : request.path()));
    if (file.isEmpty()) {
      response.send(
          404,
          Map.of("Content-Type", "text/plain; charset=utf-8", "X-Content-Type-Options", "nosniff"),
          "404 page not found\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    Map<String, String> headers = headers(file.get());
    if (request.header("If-None-Match").filter(file.get().tag()::equals).isPresent()) {
      response.send(304, headers, new byte[0]);
    } else {
      response.send(200, headers, head ? new byte[0] : file.get().bytes());
    }
  }

  private boolean isPage(String path) {
    return path.equals(ROOT) || path.equals("/ui") || path.startsWith(FOLDER);
  }

  private static Map<String, String> headers(JarFile file) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", type(file.name()));
    headers.put("ETag", file.tag());
    headers.put("Cache-Control", "no-cache");
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    // The door tells its own page from those of others by it.
    headers.put("Referrer-Policy", "same-origin");
    return headers;
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalStateException("no type is known of " + name);
    };
  }
}
