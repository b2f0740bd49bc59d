package network.cairn.http.gateway.ask;

import java.io.IOException;
import network.cairn.http.door.Response;

/// Answers one kind of question. What it throws before it has sent a head becomes an answer with
/// the right status; what it throws later cuts the body. Thread-safe.
@FunctionalInterface
public interface GatewayAnswer {
  /// @param response takes no body of a `HEAD`, whatever is sent
  void answer(Asked asked, Response response) throws IOException;
}
