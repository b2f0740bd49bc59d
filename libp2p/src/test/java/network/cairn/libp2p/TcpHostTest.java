package network.cairn.libp2p;

import network.cairn.libp2p.peer.PrivateKey;

/// Two hosts over TCP.
final class TcpHostTest extends HostContract {
  @Override
  HostBuilder builder(PrivateKey identity) {
    return HostBuilder.tcp(identity);
  }

  @Override
  String anywhere() {
    return "/ip4/127.0.0.1/tcp/0";
  }
}
