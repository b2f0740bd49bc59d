package network.cairn.libp2p.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.RawConn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
@SuppressWarnings("try")
class TcpTransportTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final String PEER = "/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";
  private final TcpTransport tcp = new TcpTransport();

  @Test
  void bothEndsSeeEachOthersAddressAndBytes() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Listener listener = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))) {
      Future<RawConn> accepting = threads.submit(() -> (RawConn) listener.accept());
      try (RawConn out = tcp.dial(Multiaddr.parse(listener.address() + PEER), LONG);
          RawConn in = accepting.get()) {
        assertThat(listener.address().port().orElseThrow()).isPositive();
        assertThat(out.remoteAddress()).isEqualTo(listener.address()).isEqualTo(in.localAddress());
        assertThat(in.remoteAddress()).isEqualTo(out.localAddress());
        out.write(new byte[] {0, 1, 2, 3}, 1, 3);
        out.close();
        assertThat(readAll(in)).containsExactly(1, 2, 3);
      }
    }
  }

  private static byte[] readAll(RawConn conn) throws IOException {
    byte[] buffer = new byte[100];
    int at = 0;
    for (int n = 0; n >= 0; n = conn.read(buffer, at, 100 - at)) {
      at += n;
    }
    return java.util.Arrays.copyOf(buffer, at);
  }

  @Test
  void closingFromAnotherThreadEndsABlockedRead() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Listener listener = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))) {
      Future<RawConn> accepting = threads.submit(() -> (RawConn) listener.accept());
      try (RawConn out = tcp.dial(listener.address(), LONG);
          RawConn in = accepting.get()) {
        Future<Integer> reading = threads.submit(() -> in.read(new byte[1], 0, 1));
        in.close();
        in.close();
        assertThatThrownBy(reading::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(IOException.class);
        assertThat(out.read(new byte[1], 0, 1)).isEqualTo(-1);
      }
    }
  }

  @Test
  void closingTheListenerEndsABlockedAccept() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Listener listener = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
      Future<RawConn> accepting = threads.submit(() -> (RawConn) listener.accept());
      listener.close();
      assertThatThrownBy(accepting::get).hasCauseInstanceOf(IOException.class);
      assertThat(listener.isOpen()).isFalse();
    }
  }

  private record Both(RawConn dialled, RawConn accepted) implements AutoCloseable {
    static Both of(TcpTransport from, Listener to, ExecutorService threads) throws Exception {
      Future<RawConn> accepting = threads.submit(() -> (RawConn) to.accept());
      RawConn dialled = from.dial(to.address(), LONG);
      return new Both(dialled, accepting.get());
    }

    @Override
    public void close() {
      dialled.close();
      accepted.close();
    }
  }

  /// Where the system shares ports; elsewhere the port is another one, and all else the same.
  @Test
  @EnabledOnOs(OS.LINUX)
  void whoListensDialsFromThatPort() throws Exception {
    TcpTransport far = new TcpTransport();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Listener any = tcp.listen(Multiaddr.parse("/ip4/0.0.0.0/tcp/0"));
        Listener there = far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
        Listener third = far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
        Both one = Both.of(tcp, there, threads);
        Both other = Both.of(tcp, third, threads)) {
      assertThat(one.accepted.remoteAddress().port()).isEqualTo(any.address().port());
      assertThat(other.accepted.remoteAddress().port()).isEqualTo(any.address().port());
      one.dialled.write(new byte[] {5}, 0, 1);
      one.dialled.close();
      assertThat(readAll(one.accepted)).containsExactly(5);
    }
  }

  /// A peer names the port with what was dialled, and what is named must be listened for there.
  @Test
  @EnabledOnOs(OS.LINUX)
  void whoListensDialsFromAPortOfTheSameKind() throws Exception {
    TcpTransport far = new TcpTransport();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Listener there = far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
        Listener web = far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/ws"));
        Listener ownWeb = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/ws"))) {
      try (Both plain = Both.of(tcp, there, threads);
          Both over = Both.of(tcp, web, threads)) {
        assertThat(plain.accepted.remoteAddress().port()).isNotEqualTo(ownWeb.address().port());
        assertThat(over.dialled.localAddress().port()).isEqualTo(ownWeb.address().port());
      }
      try (Listener ownPlain = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
          Listener next = far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0/ws"));
          Both plain = Both.of(tcp, there, threads);
          Both over = Both.of(tcp, next, threads)) {
        assertThat(plain.accepted.remoteAddress().port()).isEqualTo(ownPlain.address().port());
        assertThat(over.dialled.localAddress().port()).isEqualTo(ownWeb.address().port());
        ownWeb.close();
        try (Both without = Both.of(tcp, web, threads)) {
          assertThat(without.dialled.localAddress().port()).isEqualTo(ownPlain.address().port());
        }
      }
    }
  }

  @Test
  void aConnectionThatCannotBePutOverIsClosed() throws Exception {
    SSLContext notReady = SSLContext.getInstance("TLS");
    TcpTransport near =
        new TcpTransport(true, new SecureRandom(), new WebTls(notReady, Optional.empty()));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Listener there = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))) {
      Future<RawConn> accepting = threads.submit(() -> (RawConn) there.accept());
      Multiaddr secure = Multiaddr.parse(there.address() + "/tls/ws");
      assertThatThrownBy(() -> near.dial(secure, LONG)).isInstanceOf(IllegalStateException.class);
      try (RawConn in = accepting.get()) {
        Future<byte[]> reading = threads.submit(() -> readAll(in));
        assertThat(reading.get(60, TimeUnit.SECONDS)).isEmpty();
      }
    }
  }

  @Test
  void twoPortsThatAreConnectedAreDialledFromAnother() throws Exception {
    TcpTransport far = new TcpTransport();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Listener here = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
        Listener there = far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
        Both one = Both.of(tcp, there, threads);
        Both again = Both.of(tcp, there, threads);
        Both back = Both.of(far, here, threads)) {
      assertThat(back.dialled.localAddress()).isNotEqualTo(there.address());
      assertThat(again.accepted.remoteAddress()).isNotEqualTo(one.accepted.remoteAddress());
      assertThat(again.dialled.localAddress()).isNotEqualTo(here.address());
      again.close();
      try (Both third = Both.of(tcp, there, threads)) {
        third.dialled.write(new byte[] {6}, 0, 1);
        third.dialled.close();
        assertThat(readAll(third.accepted)).containsExactly(6);
      }
    }
  }

  /// A socket that connects to its own address would be connected to itself.
  @Test
  void whoDialsItselfMeetsItsListener() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Listener here = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
        Both self = Both.of(tcp, here, threads)) {
      assertThat(self.dialled.localAddress()).isNotEqualTo(self.dialled.remoteAddress());
    }
  }

  /// That connections share the port does not let a second node listen at it.
  @Test
  void aPortThatIsDialledFromIsStillTaken() throws Exception {
    TcpTransport far = new TcpTransport();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Listener here = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
        Listener there = far.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
        Both one = Both.of(tcp, there, threads)) {
      assertThat(one.dialled.localAddress()).isNotEqualTo(one.dialled.remoteAddress());
      assertThatThrownBy(() -> far.listen(here.address()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(here.address().toString());
    }
  }

  /// As after a restart, while the connections of before are not quite gone.
  @Test
  void whatWasDialledFromAPortKeepsNobodyFromListeningThereAnew() throws Exception {
    Multiaddr address;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Listener there = new TcpTransport().listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))) {
      Listener here = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
      address = here.address();
      try (Both one = Both.of(tcp, there, threads)) {
        here.close();
        try (Listener again = tcp.listen(address)) {
          assertThat(again.isOpen()).isTrue();
        }
        one.dialled.close();
      }
      try (Listener again = new TcpTransport().listen(address)) {
        assertThat(again.isOpen()).isTrue();
      }
    }
  }

  @Test
  void aTakenPortAndADeadOneAreNamed() throws Exception {
    try (Listener listener = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))) {
      Multiaddr taken = listener.address();
      assertThatThrownBy(() -> tcp.listen(taken))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(taken.toString());
    }
    // Bound, so that nobody else gets the port, but never listening.
    try (SocketChannel bound = SocketChannel.open()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Multiaddr dead = TcpAddress.multiaddr((InetSocketAddress) bound.getLocalAddress());
      assertThatThrownBy(() -> tcp.dial(dead, LONG))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(dead.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ip4/1.2.3.4/tcp/1", "/ip6/::1/tcp/1", "/ip4/1.2.3.4/tcp/1" + PEER})
  void dialsPlainTcp(String address) {
    assertThat(tcp.canDial(Multiaddr.parse(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/1.2.3.4/udp/1",
        "/ip4/1.2.3.4/tcp/1/tls",
        "/dns4/a.b/tcp/1",
        "/ip4/1.2.3.4/tcp/0",
        PEER,
        "/ip4/1.2.3.4/tcp/1" + PEER + "/p2p-circuit",
        "/ip4/1.2.3.4",
        "/tcp/1"
      })
  void dialsNothingElse(String address) throws Exception {
    assertThat(tcp.canDial(Multiaddr.parse(address))).isFalse();
  }
}
