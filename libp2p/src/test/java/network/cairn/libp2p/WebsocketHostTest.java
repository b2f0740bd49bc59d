package network.cairn.libp2p;

import network.cairn.libp2p.peer.PrivateKey;

/// Two hosts over WebSocket.
final class WebsocketHostTest extends HostContract {
  @Override
  HostBuilder builder(PrivateKey identity) {
    return HostBuilder.tcp(identity);
  }

  @Override
  String anywhere() {
    return "/ip4/127.0.0.1/tcp/0/ws";
  }
}
