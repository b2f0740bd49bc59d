package network.cairn.libp2p.transport.quic;

import static network.cairn.libp2p.transport.quic.QuicPair.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.mux.MuxedStream;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.transport.Listener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two honest hosts.
@Timeout(300)
class QuicTransportTest {
  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static Thread writer(MuxedStream stream, byte[] bytes) {
    return Thread.startVirtualThread(() -> {
      try {
        stream.write(bytes, 0, bytes.length);
        stream.closeWrite();
      } catch (IOException e) {
        stream.reset(0);
      }
    });
  }

  @Test
  void bothEndsProveThemselvesAndStreamsCarryEveryByteBothWays() throws Exception {
    try (QuicPair pair = new QuicPair(QuicPair::echo)) {
      assertThat(pair.dialled.remotePeer()).isEqualTo(PeerId.of(QuicPair.identity(2).publicKey()));
      assertThat(pair.accepted.remotePeer()).isEqualTo(PeerId.of(QuicPair.identity(1).publicKey()));
      for (int length : new int[] {0, 1, 1200, 65_535, 1 << 20, 8 << 20}) {
        byte[] sent = bytes(length, length);
        MuxedStream stream = pair.open();
        Thread writer = writer(stream, sent);
        assertThat(QuicPair.readAll(stream)).as("%d B", length).isEqualTo(sent);
        writer.join();
        stream.close();
      }
      assertThat(pair.dialled.isClosed()).isFalse();
    }
  }

  @Test
  void aHostDialsFromThePortItListensAt() throws Exception {
    QuicTransport near = QuicPair.transport(1, QuicLimits.standard());
    QuicTransport far = QuicPair.transport(2, QuicLimits.standard());
    try {
      Listener own = near.listen(QuicPair.ANYWHERE);
      Listener other = far.listen(QuicPair.ANYWHERE);
      QuicConn dialled = (QuicConn) near.dial(other.address(), SOON);
      assertThat(other.accept().remoteAddress()).isEqualTo(own.address());
      assertThat(dialled.localAddress()).isEqualTo(own.address());
      // The same socket serves who dials it.
      QuicConn back = (QuicConn) far.dial(own.address(), SOON);
      assertThat(own.accept().remoteAddress()).isEqualTo(other.address());
      assertThat(back.isClosed()).isFalse();
    } finally {
      near.close();
      far.close();
    }
  }

  /// With another version of the codec, this is to be looked at anew.
  @Test
  void theCodecCanBeAskedForAnEndThatItDidNotTell() {
    assertThat(UntoldEnd.isKnown()).isTrue();
  }

  @Test
  void aStreamThatNobodyReadsHoldsItsWriterAndNoOther() throws Exception {
    Semaphore go = new Semaphore(0);
    try (QuicPair pair =
        new QuicPair(stream -> {
          byte[] first = new byte[1];
          stream.read(first, 0, 1);
          if (first[0] == 1) {
            go.acquire();
          }
          QuicPair.echo(stream);
        })) {
      MuxedStream stalled = pair.open();
      byte[] much = bytes(4 << 20, 3);
      much[0] = 1;
      Thread writer = writer(stalled, much);
      MuxedStream other = pair.open();
      other.write(new byte[] {0, 7}, 0, 2);
      other.closeWrite();
      assertThat(QuicPair.readAll(other)).containsExactly(7);
      assertThat(writer.isAlive()).isTrue();
      go.release();
      assertThat(QuicPair.readAll(stalled)).hasSize(much.length - 1);
      writer.join();
    }
  }

  @Test
  void resetCarriesItsCodeBothWays() throws Exception {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    try (QuicPair pair =
        new QuicPair(stream -> {
          byte[] first = new byte[1];
          stream.read(first, 0, 1);
          if (first[0] == 1) {
            stream.reset(0x1003);
          } else {
            stream.write(first, 0, 1);
            try {
              stream.read(first, 0, 1);
            } catch (IOException e) {
              seen.complete(e);
            }
          }
        })) {
      MuxedStream theirs = pair.open();
      theirs.write(new byte[] {1}, 0, 1);
      assertThatThrownBy(() -> theirs.read(new byte[1], 0, 1))
          .isInstanceOfSatisfying(
              StreamReset.class,
              e -> {
                assertThat(e.code()).isEqualTo(0x1003);
                assertThat(e.remote()).isTrue();
              });
      MuxedStream ours = pair.open();
      ours.write(new byte[] {2}, 0, 1);
      assertThat(ours.read(new byte[1], 0, 1)).isEqualTo(1);
      ours.reset(0x1002);
      assertThat(seen.get(SOON.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOfSatisfying(StreamReset.class, e -> assertThat(e.code()).isEqualTo(0x1002));
      assertThatThrownBy(() -> ours.write(new byte[1], 0, 1)).isInstanceOf(StreamReset.class);
    }
  }

  @Test
  void handlerThatReturnsEarlyStopsAPeerThatGoesOnSending() throws Exception {
    try (QuicPair pair = new QuicPair(stream -> stream.read(new byte[1], 0, 1))) {
      MuxedStream stream = pair.open();
      byte[] piece = new byte[64 * 1024];
      assertThatThrownBy(
              () -> {
                while (true) {
                  stream.write(piece, 0, piece.length);
                }
              })
          .isInstanceOf(StreamReset.class);
      // It said its FIN all the same.
      assertThat(stream.read(piece, 0, 1)).isEqualTo(-1);
      stream.close();
      QuicPair.until(() -> pair.near.reserved.get() == 0 && pair.far.reserved.get() == 0);
    }
  }

  @Test
  void closeTellsThePeerTheCodeAndEndsItsStreams() throws Exception {
    try (QuicPair pair = new QuicPair(QuicPair::echo)) {
      MuxedStream stream = pair.open();
      stream.write(new byte[1], 0, 1);
      stream.read(new byte[1], 0, 1);
      pair.accepted.close(0x1005);
      assertThat(pair.near.awaitClosed()).isEqualTo(0x1005);
      assertThat(pair.near.closedByPeer).isTrue();
      assertThat(pair.far.awaitClosed()).isEqualTo(0x1005);
      assertThat(pair.far.closedByPeer).isFalse();
      assertThatThrownBy(() -> stream.read(new byte[1], 0, 1)).isInstanceOf(StreamReset.class);
      assertThatThrownBy(pair::open).isInstanceOf(StreamReset.class);
      QuicPair.until(() -> pair.near.reserved.get() == 0 && pair.far.reserved.get() == 0);
    }
  }

  @Test
  void deadlinesEndReadsAndLeaveTheConnection() throws Exception {
    try (QuicPair pair = new QuicPair(stream -> stream.read(new byte[1], 0, 1))) {
      MuxedStream stream = pair.open();
      stream.deadline(pair.scheduler.deadline(Duration.ofMillis(50)));
      assertThatThrownBy(() -> stream.read(new byte[1], 0, 1)).isInstanceOf(StreamTimeout.class);
      assertThat(pair.dialled.isClosed()).isFalse();
    }
  }

  @Test
  void anIdleConnectionSendsSignsOfLifeAndMeasuresItsRoundTrip() throws Exception {
    QuicLimits eager = limits(Duration.ZERO, 4096);
    try (QuicPair pair = new QuicPair(eager, QuicLimits.standard(), QuicPair::echo)) {
      pair.accepted.tick();
      QuicPair.until(() -> pair.accepted.bytesIn() > 0);
      long before = pair.accepted.bytesIn();
      QuicPair.until(() -> {
        pair.dialled.tick();
        pair.accepted.tick();
        return pair.accepted.bytesIn() > before + 500 && pair.dialled.roundTripNanos() > 0;
      });
    }
  }

  static QuicLimits limits(Duration keepAlive, int brokenStreams) {
    QuicLimits usual = QuicLimits.standard();
    return new QuicLimits(
        usual.idle(),
        keepAlive,
        usual.handshake(),
        usual.streams(),
        usual.streamWindow(),
        usual.connectionWindow(),
        usual.linger(),
        usual.unproved(),
        usual.unprovedOfAddress(),
        usual.unvalidated(),
        usual.waiting(),
        brokenStreams);
  }

  /// However many are dialled: a socket is a descriptor and a port.
  @Test
  void allOfAFamilyAreDialledFromOneSocket() throws Exception {
    QuicTransport near = QuicPair.transport(1, QuicLimits.standard());
    QuicTransport far = QuicPair.transport(2, QuicLimits.standard());
    try {
      Set<Multiaddr> from = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        Listener listener = far.listen(QuicPair.ANYWHERE);
        from.add(near.dial(listener.address(), Duration.ofSeconds(30)).localAddress());
      }
      assertThat(from).hasSize(1);
      assertThat(near.sockets()).isEqualTo(1);
    } finally {
      near.close();
      far.close();
    }
  }

  @Test
  void nobodyThereAndTakenPortsAreSaidWithTheAddress() throws Exception {
    QuicTransport near = QuicPair.transport(1, QuicLimits.standard());
    QuicTransport far = QuicPair.transport(2, QuicLimits.standard());
    try {
      Listener listener = far.listen(QuicPair.ANYWHERE);
      assertThatThrownBy(() -> near.listen(listener.address()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen at " + listener.address());
      far.close();
      assertThat(listener.isOpen()).isFalse();
      assertThatThrownBy(listener::accept).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> near.dial(listener.address(), Duration.ofMillis(300)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot connect to " + listener.address());
    } finally {
      near.close();
      far.close();
    }
    assertThatThrownBy(() -> near.listen(QuicPair.ANYWHERE)).hasMessageContaining("closed");
  }

  @Test
  void onlyQuicAddressesAreKnown() {
    QuicTransport transport = QuicPair.transport(1, QuicLimits.standard());
    assertThat(transport.canDial(Multiaddr.parse("/ip4/1.2.3.4/udp/1/quic-v1"))).isTrue();
    assertThat(transport.canDial(Multiaddr.parse("/ip6/::1/udp/1/quic-v1"))).isTrue();
    assertThat(transport.canDial(Multiaddr.parse("/ip4/1.2.3.4/udp/0/quic-v1"))).isFalse();
    assertThat(transport.canListen(Multiaddr.parse("/ip4/1.2.3.4/udp/0/quic-v1"))).isTrue();
    assertThat(transport.canDial(Multiaddr.parse("/ip4/1.2.3.4/udp/1/quic"))).isFalse();
    assertThat(transport.canDial(Multiaddr.parse("/ip4/1.2.3.4/udp/1"))).isFalse();
    assertThat(transport.canDial(Multiaddr.parse("/ip4/1.2.3.4/tcp/1"))).isFalse();
    assertThat(transport.canDial(Multiaddr.parse("/dns4/a.b/udp/1/quic-v1"))).isFalse();
  }
}
