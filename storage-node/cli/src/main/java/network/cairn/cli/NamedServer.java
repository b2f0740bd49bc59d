package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The server that a user names with `--from`: whether it can be reached at all is told before
/// others are asked, which may take long.
final class NamedServer {
  private static final Duration TIME = Duration.ofSeconds(2);
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private NamedServer() {}

  /// Tells why it cannot be asked, if so. What is no URL of a server is left to whoever reads it.
  static void tell(String url, PrintStream err) {
    address(url)
        .flatMap(NamedServer::fault)
        .ifPresent(why ->
            err.println(
                "the server "
                    + Printable.line(url)
                    + " cannot be asked: "
                    + Printable.line(why)
                    + "; going on with others"));
  }

  private static Optional<InetSocketAddress> address(String text) {
    try {
      URI url = new URI(text);
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      if (url.getHost() == null || (!scheme.equals("http") && !scheme.equals("https"))) {
        return Optional.empty();
      }
      int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? HTTPS : HTTP;
      return Optional.of(InetSocketAddress.createUnresolved(url.getHost(), port));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> fault(InetSocketAddress server) {
    try (Socket socket = new Socket()) {
      InetAddress ip = InetAddress.getByName(server.getHostString());
      socket.connect(new InetSocketAddress(ip, server.getPort()), (int) TIME.toMillis());
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of("its name leads nowhere");
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
