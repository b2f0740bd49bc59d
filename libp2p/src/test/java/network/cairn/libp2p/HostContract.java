package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.PeerListener;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What two hosts do on this machine, whatever carries their connections.
@Timeout(180)
abstract class HostContract {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String ECHO = "/test/echo/1.0.0";

  private Host near;
  private Host far;

  /// Of a host that knows this way.
  abstract HostBuilder builder(PrivateKey identity);

  /// Where it is to listen, at any free port.
  abstract String anywhere();

  @BeforeEach
  void start() throws IOException {
    near = host();
    far = host();
    far.handle(ECHO, HostContract::echo);
  }

  private Host host() throws IOException {
    PrivateKey key = PrivateKey.generate(KeyType.ED25519, new SplittableRandom(System.nanoTime()));
    Host host = builder(key).agent("cairn/test").build();
    host.listen(Multiaddr.parse(anywhere()));
    return host;
  }

  private static void echo(Stream stream) throws IOException {
    stream.input().transferTo(stream.output());
  }

  @AfterEach
  void stop() {
    near.close();
    far.close();
  }

  private static Multiaddr address(Host host) {
    return host.listenAddresses().getFirst().withPeer(host.id());
  }

  @Test
  void connectsIdentifiesPingsAndEchoes() throws Exception {
    CompletableFuture<PeerId> identified = new CompletableFuture<>();
    near.addListener(
        new PeerListener() {
          @Override
          public void connected(PeerId peer) {
            identified.complete(peer);
          }

          @Override
          public void disconnected(PeerId peer) {}
        });
    assertThat(near.connect(address(far), SOON)).isEqualTo(far.id());
    assertThat(near.connections().getFirst().remoteAddress())
        .isEqualTo(far.listenAddresses().getFirst());
    assertThat(identified.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(far.id());
    assertThat(near.ping(far.id(), SOON)).isPositive();
    assertThat(near.peerstore().protocols(far.id())).contains(ECHO, "/ipfs/ping/1.0.0");
    assertThat(near.peerstore().agent(far.id())).contains("cairn/test");
    assertThat(near.peerstore().addresses(far.id())).contains(far.listenAddresses().getFirst());
    byte[] sent = new byte[3_000_000];
    new SplittableRandom(1).nextBytes(sent);
    try (Stream stream = near.open(far.id(), List.of(ECHO), SOON)) {
      Thread writer =
          Thread.startVirtualThread(() -> {
            try (var out = stream.output()) {
              out.write(sent);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(stream.input().readAllBytes()).isEqualTo(sent);
      writer.join();
    }
  }

  @Test
  void refusesToTakeAnotherPeerForTheOneDialled() {
    PeerId other =
        PeerId.of(PrivateKey.generate(KeyType.ED25519, new SplittableRandom(5)).publicKey());
    assertThatThrownBy(() -> near.connect(far.listenAddresses().getFirst().withPeer(other), SOON))
        .isInstanceOf(IOException.class);
    assertThat(near.connections()).isEmpty();
  }

  @Test
  void disconnectEndsStreamsOnBothSides() throws Exception {
    near.connect(address(far), SOON);
    Stream stream = near.open(far.id(), List.of(ECHO), SOON);
    stream.write(new byte[] {1}, 0, 1);
    assertThat(stream.read(new byte[1], 0, 1)).isEqualTo(1);
    near.disconnect(far.id());
    assertThatThrownBy(() -> stream.read(new byte[1], 0, 1)).isInstanceOf(IOException.class);
    assertThat(near.isConnected(far.id())).isFalse();
  }

  @Test
  void unknownProtocolIsRefusedAndTheConnectionLivesOn() throws Exception {
    near.connect(address(far), SOON);
    assertThatThrownBy(() -> near.open(far.id(), List.of("/test/none"), SOON))
        .isInstanceOf(IOException.class);
    assertThat(near.ping(far.id(), SOON)).isPositive();
  }
}
