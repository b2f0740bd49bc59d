package network.cairn.libp2p.resolve;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// Who knows what names stand for. Thread-safe.
public interface Names {
  /// Knows none.
  Names NONE =
      new Names() {
        @Override
        public List<InetAddress> addresses(String name, Duration timeout) throws IOException {
          throw new IOException("this host looks no names up");
        }

        @Override
        public List<String> texts(String name, Duration timeout) throws IOException {
          throw new IOException("this host looks no names up");
        }
      };

  /// The addresses of a name.
  ///
  /// @throws IOException if it has none, or nobody answered in time
  List<InetAddress> addresses(String name, Duration timeout)
      throws IOException, InterruptedException;

  /// The texts (TXT) of a name; empty if it has none.
  ///
  /// @throws IOException if nobody answered in time
  List<String> texts(String name, Duration timeout) throws IOException, InterruptedException;

  /// The same for names that peers told of themselves. Where only so many are looked up at once,
  /// these take no place of those that this node was told by its user: whoever names slow names
  /// makes none but its like wait.
  default Names ofPeers() {
    return this;
  }
}
