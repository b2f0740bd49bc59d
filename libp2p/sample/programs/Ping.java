import java.security.SecureRandom;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;

/// Pings the peer at an address and says what identify told of it.
void main(String... args) throws Exception {
  PrivateKey identity = PrivateKey.generate(KeyType.ED25519, new SecureRandom());
  try (Host host = HostBuilder.tcp(identity).agent("sample/1").build()) {
    PeerId peer = host.connect(Multiaddr.parse(args[0]), Duration.ofSeconds(20));
    IO.println("round trip " + host.ping(peer, Duration.ofSeconds(20)).toNanos() / 1000 + " us");
    IO.println("protocols " + host.peerstore().protocols(peer));
  }
}
