package network.cairn.http.rpc;

import java.io.InputStream;
import java.util.Optional;

/// An HTTP request, free of the server's types.
public interface Request {
  /// In capitals.
  String method();

  /// The path, percent-decoded, from its first slash on.
  String path();

  /// The query as it came, without question mark; empty if there is none.
  String query();

  Optional<String> header(String name);

  /// The IP address that the request came from; empty if it came from this process.
  default String remoteAddress() {
    return "";
  }

  /// Whether the caller has hung up, so that nobody will read the answer.
  default boolean gone() {
    return false;
  }

  /// The body, read as it arrives; empty if there is none.
  InputStream body();
}
