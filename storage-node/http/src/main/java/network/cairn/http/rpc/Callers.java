package network.cairn.http.rpc;

import java.util.Map;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;

/// Who may call the doors of a home, the same for every room behind them: pages by their origin,
/// programs by what they show. Immutable.
public final class Callers {
  static final String DENIED =
      "Kubo RPC Access Denied: Please provide a valid authorization token as defined in the"
          + " API.Authorizations configuration. (It is one whose AllowedPaths hold this command,"
          + " given by --api-auth, or the home's token.)";

  private static final String BEARER = "Bearer ";
  private final DoorRules rules;
  private final Secret token;

  /// Compares what a caller shows with what the home holds, in constant time.
  @FunctionalInterface
  public interface Secret {
    boolean matches(String shown);
  }

  /// @param rules what the door's owner says of callers
  /// @param token the home's
  public Callers(DoorRules rules, Secret token) {
    this.rules = rules;
    this.token = token;
  }

  /// Whether a page asks that may not.
  public boolean isStrangersPage(Request request) {
    return !rules.allowsPage(request);
  }

  /// Whether the door asks for a secret and the caller shows none that opens this path.
  public boolean isDenied(Request request) {
    return rules.closed() && !showsToken(request) && !rules.grants(request);
  }

  /// Whether the caller shows the home's token.
  public boolean showsToken(Request request) {
    return request
        .header("Authorization")
        .filter(h -> h.startsWith(BEARER))
        .map(h -> token.matches(h.substring(BEARER.length()).strip()))
        .orElse(false);
  }

  /// The response with what the door's owner wants every head to say.
  public Response adding(Request request, Response response) {
    return rules.adding(request, response);
  }

  /// What a browser that asks before it calls is told.
  Map<String, String> preflight(Request request) {
    return rules.preflight(request);
  }
}
