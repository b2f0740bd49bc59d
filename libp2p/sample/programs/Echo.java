import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;

/// Without arguments: sends back what it is sent. With an address and a text: sends it there.
void main(String... args) throws Exception {
  List<String> echo = List.of("/echo/1.0.0");
  Duration patience = Duration.ofSeconds(20);
  PrivateKey identity = PrivateKey.generate(KeyType.ED25519, new SecureRandom());
  try (Host host = HostBuilder.tcp(identity).build()) {
    if (args.length == 0) {
      host.handle(echo.getFirst(), stream -> stream.input().transferTo(stream.output()));
      host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
      IO.println(host.listenAddresses().getFirst() + "/p2p/" + host.id());
      Thread.currentThread().join();
    }
    PeerId peer = host.connect(Multiaddr.parse(args[0]), patience);
    try (Stream stream = host.open(peer, echo, patience)) {
      stream.output().write(args[1].getBytes(StandardCharsets.UTF_8));
      stream.closeWrite();
      IO.println(new String(stream.input().readNBytes(1000), StandardCharsets.UTF_8));
    }
  }
}
