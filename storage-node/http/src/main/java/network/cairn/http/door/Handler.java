package network.cairn.http.door;

import java.io.IOException;

/// Answers the requests below one path. Thread-safe.
@FunctionalInterface
public interface Handler {
  void handle(Request request, Response response) throws IOException;

  /// Whether it may be called by every name of a host, because it tells nothing that it would not
  /// tell every web page.
  default boolean servesAnyHost() {
    return false;
  }
}
