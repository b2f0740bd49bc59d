package network.cairn.libp2p.mux.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.Logged;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A session against a peer that writes frames by hand.
@Timeout(300)
final class HostileYamuxTest {
  /// The hand-written side of a connection to a real session that listens.
  private static final class Peer {
    final SimScheduler sim;
    final PipeConn conn;
    final TestOwner owner;
    final YamuxSession session;

    Peer(SimScheduler sim) {
      this(sim, 256 * 1024);
    }

    Peer(SimScheduler sim, int capacity) {
      this.sim = sim;
      PipeConn[] ends = PipeConn.pair(sim, capacity);
      conn = ends[0];
      owner = new TestOwner(sim);
      session =
          new YamuxSession(ends[1], false, YamuxLimits.standard(), sim, owner, new ChunkPool());
      owner.session = session;
      session.start();
    }

    void send(int version, int type, int flags, int id, long length, int payload)
        throws IOException {
      byte[] b = new byte[Frame.HEADER + payload];
      Frame.encode(b, 0, type, flags, id, length);
      b[0] = (byte) version;
      conn.write(b, 0, b.length);
    }

    void send(int type, int flags, int id, long length, int payload) throws IOException {
      send(0, type, flags, id, length, payload);
    }

    Frame receive() throws IOException {
      byte[] b = new byte[Frame.HEADER];
      fill(b);
      Frame frame = Frame.decode(b, 0);
      if (frame.type() == Frame.DATA) {
        fill(new byte[(int) frame.length()]);
      }
      return frame;
    }

    private void fill(byte[] b) throws IOException {
      for (int at = 0; at < b.length; ) {
        int n = conn.read(b, at, b.length - at);
        if (n < 0) {
          throw new IOException("end");
        }
        at += n;
      }
    }

    /// Reads up to the go-away and returns its code.
    long awaitGoAway() throws IOException {
      for (Frame frame = receive(); ; frame = receive()) {
        if (frame.type() == Frame.GO_AWAY) {
          return frame.length();
        }
      }
    }

    /// The next frame about this stream.
    Frame awaitFrameOf(int id) throws IOException {
      Frame frame = receive();
      while (frame.streamId() != id) {
        frame = receive();
      }
      return frame;
    }
  }

  /// One act of a hostile peer.
  private interface Act {
    void on(Peer peer) throws Exception;
  }

  private static void isKilled(Act act) {
    SimScheduler sim = new SimScheduler(1);
    sim.run(() -> {
      Peer peer = new Peer(sim);
      act.on(peer);
      assertThat(peer.awaitGoAway()).isEqualTo(Frame.GO_AWAY_PROTOCOL_ERROR);
      assertThat(peer.session.isClosed()).isTrue();
    });
  }

  private static void survives(Act act) {
    SimScheduler sim = new SimScheduler(2);
    sim.run(() -> {
      Peer peer = new Peer(sim);
      act.on(peer);
      peer.send(Frame.PING, Frame.SYN, 0, 4711, 0);
      Frame frame = peer.receive();
      while (frame.type() != Frame.PING || !frame.has(Frame.ACK)) {
        frame = peer.receive();
      }
      assertThat(frame.length()).isEqualTo(4711);
      assertThat(peer.session.isClosed()).isFalse();
    });
  }

  @Test
  void unknownVersionEndsTheSession() {
    isKilled(peer -> peer.send(1, Frame.DATA, 0, 1, 0, 0));
  }

  @Test
  void unknownTypeEndsTheSession() {
    isKilled(peer -> peer.send(4, 0, 1, 0, 0));
  }

  @Test
  void undefinedFlagsAreIgnored() {
    survives(peer -> peer.send(Frame.WINDOW_UPDATE, 0xfff0 | Frame.SYN, 1, 0, 0));
  }

  @Test
  void streamIdOfTheWrongSideEndsTheSession() {
    isKilled(peer -> peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 2, 0, 0));
  }

  @Test
  void dataForTheSessionEndsIt() {
    isKilled(peer -> peer.send(Frame.DATA, 0, 0, 1, 1));
  }

  @Test
  void openingALiveStreamAgainEndsTheSession() {
    isKilled(peer -> {
      peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0, 0);
      peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0, 0);
    });
  }

  @Test
  void openingWithMoreThanAWindowEndsTheSessionBeforeTheStreamExists() {
    isKilled(peer -> {
      peer.send(Frame.DATA, Frame.SYN, 1, 256 * 1024 + 1, 0);
      assertThat(peer.session.openStreams()).isZero();
    });
  }

  @Test
  void dataBeyondTheWindowEndsTheSession() {
    isKilled(peer -> {
      peer.send(Frame.DATA, Frame.SYN, 1, 256 * 1024, 256 * 1024);
      peer.send(Frame.DATA, 0, 1, 1, 1);
    });
  }

  @Test
  void announcedFourGigabytesReserveNothingAndEndTheSession() {
    isKilled(peer -> {
      peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0, 0);
      peer.send(Frame.DATA, 0, 1, 0xffff_ffffL, 0);
      assertThat(peer.owner.reserved.get()).isLessThanOrEqualTo(256 * 1024);
    });
  }

  @Test
  void windowsBeyondFourGigabytesEndTheSession() {
    isKilled(peer -> {
      peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0xffff_ffffL, 0);
      peer.send(Frame.WINDOW_UPDATE, 0, 1, 0xffff_ffffL, 0);
    });
  }

  @Test
  void streamsBeyondTheBacklogAreReset() {
    SimScheduler sim = new SimScheduler(3);
    sim.run(() -> {
      Peer peer = new Peer(sim);
      for (int i = 0; i < 257; i++) {
        peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1 + 2 * i, 0, 0);
      }
      Frame refused = peer.awaitFrameOf(513);
      assertThat(refused.has(Frame.RST)).isTrue();
      assertThat(refused.length()).isEqualTo(StreamReset.RESOURCE_LIMIT_EXCEEDED);
      assertThat(peer.session.openStreams()).isEqualTo(256);
    });
  }

  @Test
  void rapidResetsEndTheSession() {
    isKilled(peer -> {
      for (int i = 0; i < 1100 && !peer.session.isClosed(); i++) {
        peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1 + 2 * i, 0, 0);
        peer.send(Frame.WINDOW_UPDATE, Frame.RST, 1 + 2 * i, 0, 0);
      }
    });
  }

  @Test
  void aPingFloodThatNeverReadsIsCutByTheWriteStall() {
    SimScheduler sim = new SimScheduler(4);
    sim.run(() -> {
      Peer peer = new Peer(sim, 64);
      sim.start("flood", () -> flood(peer));
      for (int i = 0; i < 15; i++) {
        sim.sleep(Duration.ofSeconds(1));
        peer.session.tick();
      }
      assertThat(peer.session.isClosed()).isTrue();
    });
  }

  private static void flood(Peer peer) {
    try {
      for (int i = 0; i < 900; i++) {
        peer.send(Frame.PING, Frame.SYN, 0, i, 0);
      }
    } catch (IOException _) {
      peer.sim.trace("cut off");
    }
  }

  @Test
  void pingsAreAnsweredOnceAndInOrder() {
    SimScheduler sim = new SimScheduler(5);
    sim.run(() -> {
      Peer peer = new Peer(sim);
      peer.receive();
      for (int i = 0; i < 20; i++) {
        peer.send(Frame.PING, Frame.SYN, 0, i, 0);
      }
      for (int i = 0; i < 20; i++) {
        Frame pong = peer.receive();
        assertThat(pong.flags()).isEqualTo(Frame.ACK);
        assertThat(pong.length()).isEqualTo(i);
      }
    });
  }

  @Test
  void unaskedPongEndsTheSession() {
    isKilled(peer -> peer.send(Frame.PING, Frame.ACK, 0, 99, 0));
  }

  @Test
  void pingOfAStreamOrWithOtherFlagsEndsTheSession() {
    isKilled(peer -> peer.send(Frame.PING, Frame.SYN, 1, 0, 0));
    isKilled(peer -> peer.send(Frame.PING, Frame.SYN | Frame.ACK, 0, 0, 0));
  }

  @Test
  void aFloodOfEmptyFramesEndsTheSession() {
    isKilled(peer -> {
      peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0, 0);
      for (int i = 0; i < 1002 && !peer.session.isClosed(); i++) {
        peer.send(Frame.DATA, 0, 1, 0, 0);
      }
    });
  }

  /// Sends the same frame over and over until the session ends or so many were sent.
  private static void repeat(
      Peer peer, int count, int type, int flags, int id, long length, int payload)
      throws IOException {
    int size = Frame.HEADER + payload;
    byte[] batch = new byte[1000 * size];
    for (int at = 0; at < batch.length; at += size) {
      Frame.encode(batch, at, type, flags, id, length);
    }
    try {
      for (int sent = 0; sent < count && !peer.session.isClosed(); sent += 1000) {
        peer.conn.write(batch, 0, batch.length);
      }
    } catch (IOException e) {
      assertThat(peer.session.isClosed()).isTrue();
    }
  }

  @Test
  void aFloodOfOneByteFramesEndsTheSessionInBoundsAndIsLogged() {
    try (Logged log = new Logged(YamuxSession.class)) {
      isKilled(peer -> {
        peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0, 0);
        repeat(peer, 240_000, Frame.DATA, 0, 1, 1, 1);
        assertThat(peer.owner.refused).containsExactly("protocol");
        assertThat(peer.session.bytesIn()).isLessThan(201_000L * 13 + 300_000);
        assertThat(peer.owner.reserved.get()).isZero();
      });
      assertThat(log.lines())
          .anyMatch(line -> line.contains("broke the protocol") && line.contains("flood"));
    }
  }

  @Test
  void whatCameForAStreamThatNobodyWasGivenIsNotHeld() {
    SimScheduler sim = new SimScheduler(3);
    sim.run(() -> {
      Peer peer = new Peer(sim);
      for (int id = 1; id < 9; id += 2) {
        peer.send(Frame.DATA, Frame.SYN | Frame.FIN, id, 3, 3);
      }
      peer.send(Frame.WINDOW_UPDATE, Frame.RST, 7, 0, 0);
      sim.sleep(Duration.ofSeconds(1));
      assertThat(peer.owner.reserved.get()).isPositive();
      peer.conn.close();
      sim.sleep(Duration.ofSeconds(1));
      assertThat(peer.session.isClosed()).isTrue();
      assertThat(peer.owner.reserved.get()).isZero();
    });
  }

  @Test
  void oneByteFramesAtTenThousandASecondAreTaken() {
    survives(peer -> {
      peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0, 0);
      for (int i = 0; i < 4; i++) {
        repeat(peer, 50_000, Frame.DATA, 0, 1, 1, 1);
        peer.sim.sleep(Duration.ofSeconds(11));
      }
      assertThat(peer.owner.refused).isEmpty();
    });
  }

  @Test
  void flagsAndGrantsDoNotHideAFloodOfEmptyFrames() {
    isKilled(peer -> {
      peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0, 0);
      repeat(peer, 3_000, Frame.DATA, 0x40, 1, 0, 0);
    });
    isKilled(peer -> {
      peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0, 0);
      repeat(peer, 210_000, Frame.DATA, Frame.ACK, 1, 0, 0);
    });
    isKilled(peer -> {
      peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0, 0);
      repeat(peer, 210_000, Frame.WINDOW_UPDATE, 0, 1, 1, 0);
    });
  }

  @Test
  void aPeerThatReadsNothingWhileWeSendInBulkIsCutByTheWriteStall() {
    try (Logged log = new Logged(YamuxSession.class)) {
      SimScheduler sim = new SimScheduler(8);
      sim.run(() -> {
        Peer peer = new Peer(sim, 64 * 1024);
        long[] taken = new long[1];
        IOException[] failure = new IOException[1];
        peer.owner.handler =
            stream -> {
              byte[] piece = new byte[16 * 1024];
              try {
                while (taken[0] < 100_000_000) {
                  stream.write(piece, 0, piece.length);
                  taken[0] += piece.length;
                }
              } catch (IOException e) {
                failure[0] = e;
              }
            };
        peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0xffff_0000L - 256 * 1024, 0);
        int seconds = 0;
        for (; !peer.session.isClosed() && seconds < 60; seconds++) {
          sim.sleep(Duration.ofSeconds(1));
          peer.session.tick();
        }
        assertThat(seconds).isBetween(10, 13);
        sim.sleep(Duration.ofSeconds(1));
        assertThat(peer.owner.refused).containsExactly("stall");
        assertThat(failure[0]).isInstanceOf(StreamReset.class);
        // What the send buffer, one record and the connection hold, and no more.
        assertThat(taken[0]).isBetween(1L, SendBuffer.CAPACITY + 2 * 64 * 1024L);
        assertThat(peer.owner.reserved.get()).isZero();
      });
      assertThat(log.lines()).anyMatch(line -> line.contains("stalled=true"));
    }
  }

  @Test
  void aPeerThatNeverGrantsAWindowHoldsOneBufferUntilTheDeadline() {
    survives(peer -> {
      YamuxStream[] opened = new YamuxStream[1];
      long[] taken = new long[1];
      opened[0] = peer.session.open(peer.sim.deadline(Duration.ofSeconds(9)));
      opened[0].deadline(peer.sim.deadline(Duration.ofSeconds(5)));
      byte[] piece = new byte[16 * 1024];
      assertThatThrownBy(
              () -> {
                while (taken[0] < 100_000_000) {
                  opened[0].write(piece, 0, piece.length);
                  taken[0] += piece.length;
                }
              })
          .isInstanceOf(StreamTimeout.class);
      assertThat(taken[0]).isBetween(1L, 2L * SendBuffer.CAPACITY);
    });
  }

  @Test
  void framesOfUnknownStreamsAreDrained() {
    survives(peer -> {
      peer.send(Frame.DATA, 0, 77, 5_000, 5_000);
      peer.send(Frame.WINDOW_UPDATE, Frame.RST, 77, 3, 0);
      peer.send(Frame.DATA, Frame.FIN, 78, 10, 10);
    });
  }

  @Test
  void everyFlagCountsOnBothFrameTypes() {
    SimScheduler sim = new SimScheduler(6);
    sim.run(() -> {
      Peer peer = new Peer(sim);
      peer.owner.handler =
          stream -> {
            byte[] b = new byte[10];
            assertThat(stream.read(b, 0, 10)).isEqualTo(3);
            assertThat(stream.read(b, 0, 10)).isEqualTo(-1);
            stream.write(b, 0, 3);
          };
      peer.send(Frame.DATA, Frame.SYN | Frame.FIN, 1, 3, 3);
      Frame answer = peer.awaitFrameOf(1);
      while (answer.type() != Frame.DATA) {
        answer = peer.awaitFrameOf(1);
      }
      assertThat(answer.length()).isEqualTo(3);
      assertThat(answer.has(Frame.FIN)).isFalse();
      assertThat(peer.awaitFrameOf(1).flags()).isEqualTo(Frame.FIN);
      sim.sleep(Duration.ofSeconds(1));
      assertThat(peer.session.openStreams()).isZero();
      assertThat(peer.owner.reserved.get()).isZero();
    });
  }

  @Test
  void resetCodeIsNoCredit() {
    SimScheduler sim = new SimScheduler(7);
    sim.run(() -> {
      Peer peer = new Peer(sim);
      YamuxStream stream = peer.session.open(sim.deadline(Duration.ofSeconds(9)));
      peer.send(Frame.WINDOW_UPDATE, Frame.ACK | Frame.RST, stream.id(), 0x1003, 0);
      assertThatThrownBy(() -> stream.read(new byte[1], 0, 1))
          .isInstanceOfSatisfying(
              StreamReset.class, reset -> assertThat(reset.code()).isEqualTo(0x1003));
    });
  }

  @Test
  void refusedMemoryIsARefusedStreamAndNothingMore() {
    survives(peer -> {
      peer.owner.bound = 0;
      peer.send(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0, 0);
      assertThat(peer.awaitFrameOf(1).has(Frame.RST)).isTrue();
    });
  }

  @Test
  void creditOutstandingNeverPassesTheWindow() {
    Property.check(
        20,
        random -> {
          SimScheduler sim = new SimScheduler(random.nextLong());
          sim.run(() -> accountCredit(sim, random.nextInt(4) * 300_000L + 256 * 1024));
        });
  }

  /// Sends as much as is granted and sums the grants against what the reader has consumed.
  private static void accountCredit(SimScheduler sim, long bound) throws Exception {
    Peer peer = new Peer(sim);
    peer.owner.bound = bound;
    long[] consumed = new long[1];
    peer.owner.handler =
        stream -> {
          byte[] b = new byte[50_000];
          for (int n = stream.read(b, 0, b.length); n >= 0; n = stream.read(b, 0, b.length)) {
            consumed[0] += n;
          }
        };
    peer.send(Frame.PING, Frame.ACK, 0, peer.receive().length(), 0);
    long granted = 256 * 1024;
    long sent = 256 * 1024;
    peer.send(Frame.DATA, Frame.SYN, 1, sent, (int) sent);
    while (sent < 3_000_000) {
      if (granted == sent) {
        Frame frame = peer.awaitFrameOf(1);
        assertThat(frame.has(Frame.RST)).isFalse();
        granted += frame.length();
        assertThat(granted - consumed[0]).isLessThanOrEqualTo(peer.owner.reserved.get());
      }
      int n = (int) Math.min(granted - sent, 100_000);
      if (n > 0) {
        peer.send(Frame.DATA, 0, 1, n, n);
        sent += n;
      }
    }
  }
}
