package network.cairn.http.door;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Optional;

/// An HTTP request, free of the server's types.
public interface Request {
  /// In capitals.
  String method();

  /// The path, percent-decoded, from its first slash on.
  String path();

  /// The path as it came, with what is percent-encoded in it; [#path] where nothing can be.
  default String rawPath() {
    return path();
  }

  /// The query as it came, without question mark; empty if there is none.
  String query();

  Optional<String> header(String name);

  /// Where the request came from; empty if from this machine.
  default Optional<NetworkPrefix> network() {
    return Optional.empty();
  }

  /// The address of this machine that the caller reached; empty if the call came from this process.
  default Optional<InetSocketAddress> calledAt() {
    return Optional.empty();
  }

  /// Whether the caller has hung up, so that nobody will read the answer. Noticed a second after it
  /// happened at the latest, unless the caller had begun to send something further.
  default boolean gone() {
    return false;
  }

  /// Says whether the call merely waits for something and would do no harm by ending: the door ends
  /// it, as if the caller had gone, where others need its place.
  default void waiting(boolean now) {}

  /// Ends the connection from another thread: whoever writes to it gets an exception.
  ///
  /// @param why for that exception and the log
  default void hangUp(String why) {}

  /// The body, read as it arrives; empty if there is none.
  InputStream body();
}
