package network.cairn.libp2p;

import network.cairn.libp2p.peer.PrivateKey;

/// Two hosts over QUIC.
final class QuicHostTest extends HostContract {
  @Override
  HostBuilder builder(PrivateKey identity) {
    return HostBuilder.of(identity).quic(true);
  }

  @Override
  String anywhere() {
    return "/ip4/127.0.0.1/udp/0/quic-v1";
  }
}
