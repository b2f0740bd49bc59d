package network.cairn.app.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.pnet.InvalidSwarmKey;
import network.cairn.libp2p.pnet.SwarmKey;
import network.cairn.libp2p.transport.tcp.TcpTransport;
import network.cairn.libp2p.transport.tcp.WebTls;
import network.cairn.store.config.Config;
import network.cairn.store.config.WebsocketFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ways to peers that are configured.
final class SwarmTransports {
  private static final Logger LOG = LoggerFactory.getLogger(SwarmTransports.class);
  private static final String KEY_FILE = "swarm.key";

  private SwarmTransports() {}

  /// A host on them; of the private network whose key lies in the home, if one does, and then not
  /// on QUIC, which no such key can hide.
  ///
  /// @throws StartFailed if the key, or the certificate for secure WebSockets, cannot be used
  static HostBuilder host(PrivateKey identity, Config config, Path home) {
    HostBuilder host = HostBuilder.of(identity).transport(tcp(config));
    Optional<SwarmKey> key = swarmKey(home.resolve(KEY_FILE));
    key.ifPresent(_ -> LOG.info("meets only peers with the key in {}", home.resolve(KEY_FILE)));
    return key.isPresent() ? host.privateNetwork(key.get()) : host.quic(config.quic());
  }

  /// Whether a home has the key of a private network, or what should be one.
  static boolean isPrivate(Path home) {
    return !Files.notExists(home.resolve(KEY_FILE), LinkOption.NOFOLLOW_LINKS);
  }

  private static Optional<SwarmKey> swarmKey(Path file) {
    // A link that leads nowhere is a key that cannot be read: without it everybody would be let in.
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(SwarmKey.decode(in.readNBytes(SwarmKey.MAX_FILE + 1)));
    } catch (InvalidSwarmKey | IOException e) {
      throw new StartFailed(
          "the key of the private network in "
              + file
              + " cannot be used: "
              + e.getMessage()
              + "; put the network's file there, or take it away to meet everybody",
          e);
    }
  }

  /// TCP, and WebSockets over it.
  ///
  /// @throws StartFailed if the certificate for secure ones cannot be used
  private static TcpTransport tcp(Config config) {
    Optional<WebsocketFiles> files = config.websocketFiles();
    WebTls tls = WebTls.standard();
    try {
      return new TcpTransport(
          config.websockets(),
          new SecureRandom(),
          files.isPresent() ? tls.with(files.get().certificate(), files.get().key()) : tls);
    } catch (IOException e) {
      throw new StartFailed("Swarm.WebsocketTLS: " + e.getMessage(), e);
    }
  }
}
