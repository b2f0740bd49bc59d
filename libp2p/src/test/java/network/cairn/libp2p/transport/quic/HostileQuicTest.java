package network.cairn.libp2p.transport.quic;

import static network.cairn.libp2p.transport.quic.QuicPair.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.time.RealScheduler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.mux.MuxedStream;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.tls.Forgeries;
import network.cairn.libp2p.transport.Listener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Attackers: forged certificates, sockets that send what no codec does, peers that hold on to what
/// they get.
@Timeout(300)
class HostileQuicTest {
  private static final int FIRST = 1200;
  private static final int UNKNOWN_VERSION = 0x1a2a3a4a;

  private static QuicTransport honest() {
    return QuicPair.transport(2, QuicLimits.standard());
  }

  private static QuicTransport forger(Forgeries forgery) {
    return new QuicTransport(
        () -> forgery.of(QuicPair.identity(7)),
        new SecureRandom(),
        new RealScheduler(),
        QuicLimits.standard());
  }

  @ParameterizedTest
  @EnumSource(Forgeries.class)
  void aForgedCertificateIsRefusedWhoeverDials(Forgeries forgery) throws Exception {
    QuicTransport honest = honest();
    QuicTransport forger = forger(forgery);
    try {
      Listener forged = forger.listen(QuicPair.ANYWHERE);
      assertThatThrownBy(() -> honest.dial(forged.address(), SOON))
          .isInstanceOf(HandshakeFailed.class)
          .hasMessageContaining(forgery.why);
      QuicListener listener = (QuicListener) honest.listen(QuicPair.ANYWHERE);
      // TLS 1.3 lets a dialler finish before its certificate is judged.
      refusedAtLast(forger, listener);
      QuicTransport another = QuicPair.transport(3, QuicLimits.standard());
      try {
        another.dial(listener.address(), SOON);
        assertThat(listener.accept().remotePeer())
            .as("only the honest one is accepted")
            .isEqualTo(network.cairn.libp2p.peer.PeerId.of(QuicPair.identity(3).publicKey()));
      } finally {
        another.close();
      }
    } finally {
      honest.close();
      forger.close();
    }
  }

  private static void refusedAtLast(QuicTransport dialler, QuicListener listener) throws Exception {
    try {
      QuicConn conn = (QuicConn) dialler.dial(listener.address(), SOON);
      QuicPair.until(conn::isClosed);
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("cannot connect to");
    }
    QuicPair.until(() -> listener.socket().unproved() == 0);
  }

  @Test
  void aPeerWithoutOurProtocolIsRefusedWhoeverDials() throws Exception {
    QuicTransport honest = honest();
    try (ForeignQuic foreign = new ForeignQuic("h3")) {
      QuicListener listener = (QuicListener) honest.listen(QuicPair.ANYWHERE);
      foreign.isRefusedBy(listener.socket().bound());
      QuicPair.until(() -> listener.socket().unproved() == 0);
      assertThatThrownBy(() -> honest.dial(foreign.address(), SOON))
          .isInstanceOf(IOException.class);
    } finally {
      honest.close();
    }
  }

  /// A first packet with ids of its own; what follows its header is noise.
  private static byte[] first(int version, Random random, int length) {
    byte[] packet = new byte[length];
    random.nextBytes(packet);
    ByteBuffer head = ByteBuffer.wrap(packet);
    head.put((byte) 0xc3).putInt(version).put((byte) 8).putLong(random.nextLong());
    head.put((byte) 8).putLong(random.nextLong()).put((byte) 0);
    head.putShort((short) (0x4000 | length - head.position() - 2));
    return packet;
  }

  private static void send(DatagramSocket from, InetSocketAddress to, byte[] packet)
      throws IOException {
    from.send(new DatagramPacket(packet, packet.length, to));
  }

  private static byte[] receive(DatagramSocket at) throws IOException {
    at.setSoTimeout((int) SOON.toMillis());
    DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
    at.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static DatagramSocket socket() throws IOException {
    return new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  /// First packets of honest diallers, as whoever stands in their way may take and send again.
  private static List<byte[]> taken(int number) throws Exception {
    QuicTransport dialler = QuicPair.transport(3, QuicLimits.standard());
    List<byte[]> taken = new ArrayList<>();
    try (DatagramSocket nobody = socket()) {
      InetSocketAddress at = (InetSocketAddress) nobody.getLocalSocketAddress();
      for (int i = 0; i < number; i++) {
        Thread.startVirtualThread(() -> {
          try {
            dialler.dial(QuicAddress.multiaddr(at), SOON);
          } catch (IOException | InterruptedException unanswered) {
            // It is ended below.
          }
        });
      }
      while (taken.size() < number) {
        byte[] packet = receive(nobody);
        boolean known = taken.stream().anyMatch(t -> Arrays.equals(t, 1, 20, packet, 1, 20));
        if (!known) {
          taken.add(packet);
        }
      }
    } finally {
      dialler.close();
    }
    return taken;
  }

  @Test
  void aFloodOfFirstPacketsTakesAFewPlacesAndHonestDiallersGetIn() throws Exception {
    List<byte[]> flood = taken(100);
    int places = QuicLimits.standard().unvalidated();
    QuicTransport honest = honest();
    QuicTransport dialler = QuicPair.transport(3, QuicLimits.standard());
    try (DatagramSocket attacker = socket()) {
      QuicListener listener = (QuicListener) honest.listen(QuicPair.ANYWHERE);
      QuicSocket victim = listener.socket();
      for (byte[] packet : flood) {
        send(attacker, victim.bound(), packet);
      }
      int retries = 0;
      while (retries < flood.size() - places) {
        byte[] answer = receive(attacker);
        // A Retry, for which nothing is kept; it is shorter than what asked for it.
        if ((answer[0] & 0xf0) == 0xf0) {
          assertThat(answer.length).isLessThan(FIRST);
          retries++;
        }
      }
      assertThat(victim.unproved()).isLessThanOrEqualTo(places);
      dialler.dial(listener.address(), SOON);
      assertThat(listener.accept().remotePeer()).isNotNull();
      QuicPair.until(() -> victim.unproved() == 0);
    } finally {
      honest.close();
      dialler.close();
    }
  }

  @Test
  void aTokenThatIsNotOursBeginsNothing() throws Exception {
    QuicTransport honest = honest();
    try (DatagramSocket attacker = socket()) {
      QuicListener listener = (QuicListener) honest.listen(QuicPair.ANYWHERE);
      byte[] packet = first(1, new Random(5), FIRST);
      // Its token begins after the ids: 48 bytes of noise.
      packet[23] = 48;
      ByteBuffer.wrap(packet).putShort(24 + 48, (short) (0x4000 | FIRST - 24 - 48 - 2));
      send(attacker, listener.socket().bound(), packet);
      send(attacker, listener.socket().bound(), first(UNKNOWN_VERSION, new Random(5), FIRST));
      // What came before the last packet was looked at before it was answered.
      receive(attacker);
      assertThat(listener.socket().unproved()).isZero();
    } finally {
      honest.close();
    }
  }

  @Test
  void everyDiallerProvesItsAddressWhereNoneIsTrusted() throws Exception {
    QuicLimits usual = QuicLimits.standard();
    QuicLimits wary =
        new QuicLimits(
            usual.idle(),
            usual.keepAlive(),
            usual.handshake(),
            usual.streams(),
            usual.streamWindow(),
            usual.connectionWindow(),
            usual.linger(),
            usual.unproved(),
            usual.unprovedOfAddress(),
            0,
            usual.waiting(),
            usual.brokenStreams());
    try (QuicPair pair = new QuicPair(usual, wary, QuicPair::echo)) {
      MuxedStream stream = pair.open();
      stream.write(new byte[] {9}, 0, 1);
      stream.closeWrite();
      assertThat(QuicPair.readAll(stream)).containsExactly(9);
    }
  }

  @Test
  void otherVersionsAreToldOursAndShortPacketsAreNotAnswered() throws Exception {
    QuicTransport honest = honest();
    try (DatagramSocket attacker = socket()) {
      QuicListener listener = (QuicListener) honest.listen(QuicPair.ANYWHERE);
      send(attacker, listener.socket().bound(), first(UNKNOWN_VERSION, new Random(6), FIRST - 1));
      send(attacker, listener.socket().bound(), first(1, new Random(6), FIRST - 1));
      send(attacker, listener.socket().bound(), first(UNKNOWN_VERSION, new Random(7), FIRST));
      byte[] answer = receive(attacker);
      ByteBuffer read = ByteBuffer.wrap(answer);
      assertThat(read.getInt(1)).as("a version negotiation").isZero();
      assertThat(answer.length).isLessThan(FIRST);
      byte[] asked = Arrays.copyOfRange(first(UNKNOWN_VERSION, new Random(7), FIRST), 6, 14);
      assertThat(answer).as("an answer to the long one").containsSequence(asked);
      assertThat(listener.socket().unproved()).isZero();
      attacker.setSoTimeout(1);
      assertThatThrownBy(() -> attacker.receive(new DatagramPacket(new byte[9], 9)))
          .isInstanceOf(SocketTimeoutException.class);
    } finally {
      honest.close();
    }
  }

  @Test
  void noiseIsDropped() throws Exception {
    Random random = new Random(8);
    try (QuicPair pair = new QuicPair(QuicPair::echo);
        DatagramSocket attacker = socket()) {
      InetSocketAddress victim = ((QuicListener) pair.listener).socket().bound();
      for (int i = 0; i < 3000; i++) {
        byte[] noise = new byte[random.nextInt(1500)];
        random.nextBytes(noise);
        if (noise.length > 5 && random.nextInt(3) == 0) {
          ByteBuffer.wrap(noise).put((byte) (0xc0 | random.nextInt(64))).putInt(1);
        }
        send(attacker, victim, noise);
      }
      MuxedStream stream = pair.open();
      stream.write(new byte[] {9}, 0, 1);
      stream.closeWrite();
      assertThat(QuicPair.readAll(stream)).containsExactly(9);
      assertThat(((QuicListener) pair.listener).socket().unproved())
          .isLessThanOrEqualTo(QuicLimits.standard().unvalidated());
    }
  }

  @Test
  void aPeerThatNeverFinishesStreamsUsesUpItsOwnAndNoOthers() throws Exception {
    Semaphore forever = new Semaphore(0);
    try (QuicPair pair =
        new QuicPair(stream -> {
          stream.read(new byte[1], 0, 1);
          forever.acquire();
        })) {
      List<MuxedStream> held = new ArrayList<>();
      for (int i = 0; i < QuicLimits.standard().streams(); i++) {
        MuxedStream stream = pair.open();
        stream.write(new byte[1], 0, 1);
        held.add(stream);
      }
      assertThatThrownBy(() -> pair.dialled.open(pair.scheduler.deadline(Duration.ofMillis(100))))
          .isInstanceOf(StreamTimeout.class);
      // The other direction has places of its own.
      MuxedStream ours = pair.accepted.open(pair.scheduler.deadline(SOON));
      ours.reset(StreamReset.NONE);
      QuicPair.until(() ->
          pair.far.reserved.get()
              <= (long) QuicLimits.STREAM_BYTES * QuicLimits.standard().streams());
      held.forEach(stream -> stream.reset(StreamReset.NONE));
      forever.release(held.size() + 1);
      pair.open().close();
      QuicPair.until(() -> pair.far.reserved.get() == 0);
    }
  }

  @Test
  void refusedMemoryIsARefusedStreamAndNothingMore() throws Exception {
    try (QuicPair pair = new QuicPair(QuicPair::echo)) {
      pair.far.bound = 0;
      MuxedStream stream = pair.open();
      stream.write(new byte[1], 0, 1);
      assertThatThrownBy(() -> stream.read(new byte[1], 0, 1))
          .isInstanceOfSatisfying(
              StreamReset.class,
              e -> assertThat(e.code()).isEqualTo(StreamReset.RESOURCE_LIMIT_EXCEEDED));
      pair.far.bound = Long.MAX_VALUE;
      MuxedStream next = pair.open();
      next.write(new byte[1], 0, 1);
      assertThat(next.read(new byte[1], 0, 1)).isEqualTo(1);
    }
  }

  @Test
  void whatNobodyReadsIsBoundedByTheWindowAndCharged() throws Exception {
    Semaphore forever = new Semaphore(0);
    try (QuicPair pair = new QuicPair(stream -> forever.acquire())) {
      AtomicLong written = new AtomicLong();
      MuxedStream stream = pair.open();
      Thread writer =
          Thread.startVirtualThread(() -> {
            byte[] piece = new byte[16 * 1024];
            try {
              while (true) {
                stream.write(piece, 0, piece.length);
                written.addAndGet(piece.length);
              }
            } catch (IOException ended) {
              // The connection ends below.
            }
          });
      QuicPair.until(() -> {
        pair.accepted.tick();
        return written.get() >= QuicLimits.standard().streamWindow()
            && pair.far.reserved.get() > QuicLimits.STREAM_BYTES;
      });
      // Beside the window: what waits unsent, and what was taken from the codec before it stopped.
      assertThat(written.get())
          .isLessThan(
              QuicLimits.standard().streamWindow() * 2L
                  + QuicLimits.MOST_UNREAD * 2
                  + QuicLimits.MOST_UNSENT);
      pair.accepted.close();
      writer.join();
    }
  }

  /// A stream that this host opened is one that a peer may write to as well.
  @Test
  void whatNobodyReadsOfAStreamThatWasOpenedHereIsBoundedToo() throws Exception {
    AtomicLong written = new AtomicLong();
    CompletableFuture<Thread> writing = new CompletableFuture<>();
    try (QuicPair pair =
        new QuicPair(stream -> {
          writing.complete(Thread.currentThread());
          byte[] piece = new byte[16 * 1024];
          while (true) {
            stream.write(piece, 0, piece.length);
            written.addAndGet(piece.length);
          }
        })) {
      MuxedStream stream = pair.open();
      stream.write(new byte[1], 0, 1);
      QuicPair.until(() -> written.get() >= QuicLimits.standard().streamWindow());
      Thread writer = writing.get();
      QuicPair.until(
          () -> ((QuicStream) stream).isPaused() && writer.getState() != Thread.State.RUNNABLE);
      assertThat(written.get())
          .isLessThan(
              QuicLimits.standard().streamWindow() * 2L
                  + QuicLimits.MOST_UNREAD * 2
                  + QuicLimits.MOST_UNSENT);
    }
  }

  @Test
  void aConnectionWhoseHeldBytesAreRefusedEnds() throws Exception {
    Semaphore forever = new Semaphore(0);
    try (QuicPair pair = new QuicPair(stream -> forever.acquire())) {
      // No more than the stream itself may be charged.
      pair.far.bound = QuicLimits.STREAM_BYTES;
      MuxedStream stream = pair.open();
      byte[] piece = new byte[16 * 1024];
      Thread.startVirtualThread(() -> {
        try {
          while (true) {
            stream.write(piece, 0, piece.length);
          }
        } catch (IOException ended) {
          // As it should.
        }
      });
      QuicPair.until(() -> {
        pair.accepted.tick();
        return pair.accepted.isClosed();
      });
      assertThat(pair.near.awaitClosed()).isEqualTo(0x1001);
      assertThat(pair.far.refused).contains("memory");
    }
  }

  @Test
  void aPeerThatBreaksStreamsOffWithoutEndLosesItsConnection() throws Exception {
    QuicLimits few = QuicTransportTest.limits(Duration.ofSeconds(15), 20);
    try (QuicPair pair = new QuicPair(QuicLimits.standard(), few, QuicPair::echo)) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  MuxedStream stream = pair.open();
                  stream.write(new byte[1], 0, 1);
                  stream.read(new byte[1], 0, 1);
                  stream.reset(StreamReset.NONE);
                }
              })
          .isInstanceOf(StreamReset.class);
      assertThat(pair.near.awaitClosed()).isEqualTo(0x1001);
      assertThat(pair.far.refused).contains("streams");
    }
  }

  @Test
  void provedConnectionsThatNobodyAcceptsAreBounded() throws Exception {
    QuicTransport honest = honest();
    List<QuicTransport> diallers = new ArrayList<>();
    try {
      Listener listener = honest.listen(QuicPair.ANYWHERE);
      List<QuicConn> conns = new ArrayList<>();
      QuicTransport dialler = QuicPair.transport(3, QuicLimits.standard());
      diallers.add(dialler);
      for (int i = 0; i < QuicLimits.standard().waiting(); i++) {
        conns.add((QuicConn) dialler.dial(listener.address(), SOON));
      }
      CompletableFuture<Boolean> ended = new CompletableFuture<>();
      Thread.startVirtualThread(() -> {
        try {
          QuicConn beyond = (QuicConn) dialler.dial(listener.address(), SOON);
          QuicPair.until(beyond::isClosed);
          ended.complete(true);
        } catch (IOException refused) {
          ended.complete(true);
        } catch (Exception e) {
          ended.completeExceptionally(e);
        }
      });
      assertThat(ended.get(2 * SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(conns).noneMatch(QuicConn::isClosed);
    } finally {
      honest.close();
      diallers.forEach(QuicTransport::close);
    }
  }
}
