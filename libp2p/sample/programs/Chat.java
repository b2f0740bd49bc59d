import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;

static final String PROTOCOL = "/chat/1.0.0";
static final Duration PATIENCE = Duration.ofSeconds(20);

/// Whom lines go to: each connected peer that chats has one stream for what we say.
final Map<PeerId, Stream> others = new ConcurrentHashMap<>();

/// Listens, connects to the addresses given, and carries lines between the terminal and all peers.
void main(String... addresses) throws Exception {
  PrivateKey identity = PrivateKey.generate(KeyType.ED25519, new SecureRandom());
  try (Host host = HostBuilder.tcp(identity).build()) {
    host.handle(
        PROTOCOL,
        stream -> {
          if (!others.containsKey(stream.remotePeer())) {
            join(host, stream.remotePeer());
          }
          show(stream);
        });
    host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
    IO.println("here: " + host.listenAddresses().getFirst() + "/p2p/" + host.id());
    for (String address : addresses) {
      join(host, host.connect(Multiaddr.parse(address), PATIENCE));
    }
    for (String line = IO.readln(); line != null; line = IO.readln()) {
      say(line);
    }
  }
}

void join(Host host, PeerId peer) throws IOException, InterruptedException {
  Stream before = others.put(peer, host.open(peer, List.of(PROTOCOL), PATIENCE));
  if (before != null) {
    before.close();
  }
  say("hello");
}

void say(String line) {
  others.forEach((peer, stream) -> {
    try {
      stream.output().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      IO.println(peer + " left: " + e.getMessage());
      others.remove(peer);
    }
  });
}

/// Shows each line that a peer says, at most 1,000 characters of it, until it ends its stream.
void show(Stream stream) throws IOException {
  StringBuilder line = new StringBuilder();
  Reader in = new InputStreamReader(stream.input(), StandardCharsets.UTF_8);
  for (int c = in.read(); c >= 0; c = in.read()) {
    if (c != '\n' && line.length() < 1000) {
      line.append((char) c);
    } else if (c == '\n') {
      IO.println(stream.remotePeer() + ": " + line);
      line.setLength(0);
    }
  }
}
