package network.cairn.http.rpc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.api.AuthSecret;
import network.cairn.http.door.Origins;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;

/// What the door's owner says of its callers: which web pages may call, who may call what, and what
/// answers say besides their own headers. Immutable.
public final class DoorRules {
  private static final String CORS = "Access-Control-";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String HEADERS_OF_PAGES =
      "Authorization, Content-Type, Range, X-Requested-With";

  /// The version is told to whoever has a secret at all.
  private static final String VERSION = "/api/v0/version";

  /// The door's own pages may call it, and every program that reaches it may call everything.
  public static final DoorRules OPEN = new DoorRules(Map.of(), List.of());

  /// A right to call some commands.
  ///
  /// @param secret as [AuthSecret] reads it
  /// @param paths beginnings of paths, as `/api/v0/pin`
  public record Grant(String secret, List<String> paths) {
    public Grant {
      paths = List.copyOf(paths);
    }

    @Override
    public String toString() {
      return "Grant" + paths;
    }
  }

  private final Origins origins;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final List<Grant> grants;

  /// @param headers by name; those of `Access-Control-` say what pages of others may do
  /// @param grants none for a door that is open to all who reach it
  public DoorRules(Map<String, List<String>> headers, List<Grant> grants) {
    this.headers.putAll(headers);
    this.grants = List.copyOf(grants);
    this.origins = new Origins(this.headers.getOrDefault(ALLOW_ORIGIN, List.of()));
  }

  /// Whether no web page asks that may not.
  boolean allowsPage(Request request) {
    return origins.allows(request);
  }

  /// Whether only callers who show a secret get in.
  public boolean closed() {
    return !grants.isEmpty();
  }

  /// Whether the caller shows a secret that opens this path.
  boolean grants(Request request) {
    Optional<String> shown = request.header("Authorization");
    if (shown.isEmpty()) {
      return false;
    }
    boolean granted = false;
    for (Grant grant : grants) {
      // Each is compared, so that the time tells nothing of which one came close.
      boolean known =
          AuthSecret.header(grant.secret()).map(h -> same(h, shown.get())).orElse(false);
      granted |=
          known
              && (request.path().equals(VERSION)
                  || grant.paths().stream().anyMatch(request.path()::startsWith));
    }
    return granted;
  }

  private static boolean same(String expected, String shown) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  /// What a browser that asks before it calls is told.
  Map<String, String> preflight(Request request) {
    Map<String, String> answer = new HashMap<>(added(request));
    answer.put("Allow", "OPTIONS, POST");
    if (origins.shownTo(request).isPresent()
        && request.header("Access-Control-Request-Method").isPresent()) {
      answer.put("Access-Control-Allow-Methods", said("Access-Control-Allow-Methods", "POST"));
      answer.put(
          "Access-Control-Allow-Headers", said("Access-Control-Allow-Headers", HEADERS_OF_PAGES));
    }
    return answer;
  }

  private String said(String name, String otherwise) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.isEmpty() ? otherwise : String.join(", ", values);
  }

  private Map<String, String> added(Request request) {
    Map<String, String> added = new HashMap<>();
    headers.forEach((name, values) -> {
      if (!name.toLowerCase(Locale.ROOT).startsWith(CORS.toLowerCase(Locale.ROOT))) {
        added.put(name, String.join(", ", values));
      }
    });
    origins
        .shownTo(request)
        .ifPresent(origin -> {
          added.put(ALLOW_ORIGIN, origin);
          added.put("Vary", "Origin");
          if (said("Access-Control-Allow-Credentials", "").equals("true") && !origin.equals("*")) {
            added.put("Access-Control-Allow-Credentials", "true");
          }
        });
    return added;
  }

  /// The response with what its head says besides.
  Response adding(Request request, Response response) {
    Map<String, String> added = added(request);
    return added.isEmpty() ? response : new Adding(response, added);
  }

  private record Adding(Response response, Map<String, String> added) implements Response {
    private Map<String, String> all(Map<String, String> fields) {
      Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      all.putAll(added);
      all.putAll(fields);
      return all;
    }

    @Override
    public void send(int status, Map<String, String> fields, byte[] body) throws IOException {
      response.send(status, all(fields), body);
    }

    @Override
    public OutputStream start(int status, Map<String, String> fields) throws IOException {
      return response.start(status, all(fields));
    }

    @Override
    public void fail(String message) throws IOException {
      response.fail(message);
    }

    @Override
    public void cut(String message) throws IOException {
      response.cut(message);
    }
  }
}
