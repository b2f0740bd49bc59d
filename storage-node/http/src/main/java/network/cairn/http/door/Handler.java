package network.cairn.http.door;

import java.io.IOException;

/// Answers the requests below one path. Thread-safe.
@FunctionalInterface
public interface Handler {
  void handle(Request request, Response response) throws IOException;
}
