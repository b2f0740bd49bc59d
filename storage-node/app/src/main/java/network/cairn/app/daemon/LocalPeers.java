package network.cairn.app.daemon;

import java.io.IOException;
import java.security.SecureRandom;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.mdns.Mdns;
import network.cairn.libp2p.mdns.MulticastLink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finding the peers of the local network, where the configuration wants it and the machine can.
final class LocalPeers {
  private static final Logger LOG = LoggerFactory.getLogger(LocalPeers.class);

  private LocalPeers() {}

  /// Begins; ends with the node.
  static void begin(StorageNode node, Host host) {
    if (!node.config().mdns()) {
      return;
    }
    try {
      MulticastLink link = MulticastLink.open();
      node.closing().add("mDNS", new Mdns(host, node.scheduler(), new SecureRandom(), link));
    } catch (IOException e) {
      LOG.info("peers of the local network are not sought: {}", e.getMessage());
    }
  }
}
