package network.cairn.libp2p.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.RawConn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One port for plain connections and WebSockets.
@Timeout(300)
class SharedPortTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private static Host host() {
    return HostBuilder.tcp(PrivateKey.generate(KeyType.ED25519, new SecureRandom())).build();
  }

  @Test
  void aHostIsReachedByBothKindsAtOnePort() throws Exception {
    try (Host far = host()) {
      far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
      Multiaddr plain = far.listenAddresses().getFirst();
      Multiaddr websocket = Multiaddr.parse(plain + "/ws");
      far.listen(websocket);
      assertThat(far.listenAddresses()).containsExactly(plain, websocket);
      for (Multiaddr address : new Multiaddr[] {plain, websocket}) {
        try (Host near = host()) {
          near.connect(address.withPeer(far.id()), LONG);
          assertThat(near.ping(far.id(), LONG)).isPositive();
          assertThat(far.ping(near.id(), LONG)).isPositive();
          assertThat(near.connections().getFirst().remoteAddress()).isEqualTo(address);
          assertThat(far.connections())
              .filteredOn(c -> c.peer().equals(near.id()))
              .allSatisfy(c ->
                  assertThat(c.remoteAddress().toString().endsWith("/ws"))
                      .isEqualTo(address.equals(websocket)));
        }
      }
    }
  }

  @Test
  void aPortOfOneKindRefusesTheOther() throws Exception {
    try (Host far = host();
        Host near = host()) {
      far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/ws"));
      Multiaddr websocket = far.listenAddresses().getFirst();
      assertThat(websocket.toString()).endsWith("/ws");
      Multiaddr plain = Multiaddr.parse(websocket.toString().replace("/ws", ""));
      assertThatThrownBy(() -> near.connect(plain.withPeer(far.id()), LONG))
          .isInstanceOf(IOException.class);
      near.connect(websocket.withPeer(far.id()), LONG);
      assertThat(near.ping(far.id(), LONG)).isPositive();
    }
  }

  /// The watch over a connection that is not upgraded in time closes it.
  @ParameterizedTest
  @ValueSource(strings = {"", "G", "GET / HTTP/1.1\r\nHost: a\r\n"})
  void closingEndsAnOpeningThatDoesNotGoOn(String begun) throws Exception {
    TcpTransport tcp = new TcpTransport();
    try (Listener plain = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
        Listener listener = tcp.listen(Multiaddr.parse(plain.address() + "/ws"));
        SocketChannel slow =
            SocketChannel.open(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), plain.address().port().orElseThrow()));
        ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
      RawConn conn = (RawConn) listener.accept();
      slow.write(ByteBuffer.wrap(begun.getBytes(StandardCharsets.US_ASCII)));
      CountDownLatch reading = new CountDownLatch(1);
      Future<Integer> read =
          reader.submit(() -> {
            reading.countDown();
            return conn.read(new byte[1], 0, 1);
          });
      reading.await();
      conn.close();
      assertThatThrownBy(read::get).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void aPortIsListenedOnOnceForEachKindAndEndsForBoth() throws Exception {
    TcpTransport tcp = new TcpTransport();
    Listener first = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
    Listener second = tcp.listen(Multiaddr.parse(first.address() + "/ws"));
    assertThatThrownBy(() -> tcp.listen(first.address())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> tcp.listen(second.address())).isInstanceOf(IOException.class);
    second.close();
    assertThat(first.isOpen()).isFalse();
    try (Listener again = tcp.listen(first.address())) {
      assertThat(again.address()).isEqualTo(first.address());
    }
  }

  @Test
  void withoutWebsocketsTheirAddressesAreUnknown() {
    TcpTransport tcp = new TcpTransport(false, new Random(1));
    assertThat(tcp.canListen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/ws"))).isFalse();
    assertThat(tcp.canDial(Multiaddr.parse("/ip4/127.0.0.1/tcp/1/ws"))).isFalse();
    assertThat(tcp.canDial(Multiaddr.parse("/ip4/127.0.0.1/tcp/1"))).isTrue();
  }
}
