package network.cairn.libp2p.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.Loopback;
import network.cairn.libp2p.security.SecureChannelContract;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class TlsTest extends SecureChannelContract {
  TlsTest() {
    super("/tls/1.0.0");
  }

  @Override
  protected Tls security(PrivateKey key, List<String> muxers) {
    return new Tls(key, muxers, new SecureRandom(), new RealScheduler());
  }

  @Test
  void whoseClockIsADayAheadIsStillTaken() throws Exception {
    RealScheduler real = new RealScheduler();
    Tls ahead = new Tls(DIALER, YAMUX, new SecureRandom(), new Ahead(real, Duration.ofDays(1)));
    try (Pair pair = Pair.of(ahead, security(LISTENER, YAMUX))) {
      assertThat(pair.listener().remotePeer()).isEqualTo(PeerId.of(DIALER.publicKey()));
      assertThat(pair.dialer().remotePeer()).isEqualTo(PeerId.of(LISTENER.publicKey()));
    }
  }

  /// Real time under a date that is wrong.
  private record Ahead(Scheduler real, Duration wrong) implements Scheduler {
    @Override
    public long nanoTime() {
      return real.nanoTime();
    }

    @Override
    public long epochMillis() {
      return real.epochMillis() + wrong.toMillis();
    }

    @Override
    public Task start(String name, Runnable body) {
      return real.start(name, body);
    }

    @Override
    public Monitor monitor() {
      return real.monitor();
    }
  }

  @Test
  void theLargestRecordArrivesAndALargerOneIsNoRecord() throws Exception {
    try (Pair pair = pair()) {
      SecureConn from = pair.listener();
      byte[] plain = Property.bytes(new Random(1), from.maxPlaintext());
      Future<byte[]> received =
          pair.loopback().start(() -> readAll(pair.dialer(), plain.length, new Random(1)));
      from.writeRecord(plain.clone(), 0, plain.length);
      assertThat(Loopback.result(received)).isEqualTo(plain);
      assertThatThrownBy(() -> from.writeRecord(new byte[70_000], 0, from.maxPlaintext() + 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void fourRecordsLeaveInOneWriteAndSeveralAreReadAtOnce() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Counted near = new Counted(loopback.dialed);
      Counted far = new Counted(loopback.accepted);
      Future<SecureConn> accepted =
          loopback.start(
              () -> security(LISTENER, YAMUX).secure(far, false, Optional.empty(), LONG));
      SecureConn from = security(DIALER, YAMUX).secure(near, true, Optional.empty(), LONG);
      SecureConn to = Loopback.result(accepted);
      byte[] plain = Property.bytes(new Random(3), 16 * from.maxPlaintext());
      int before = near.writes;
      Future<byte[]> received = loopback.start(() -> readAll(to, plain.length, new Random(4)));
      from.write(plain, 0, plain.length);
      assertThat(Loopback.result(received)).isEqualTo(plain);
      assertThat(near.writes - before).isEqualTo(16);
      assertThat(far.largestRead).isBetween(3 * TlsConn.RECORD, 5 * TlsConn.RECORD);
    }
  }

  /// How a connection is used.
  private static final class Counted implements RawConn {
    private final RawConn conn;
    int writes;
    volatile int largestRead;

    Counted(RawConn conn) {
      this.conn = conn;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      largestRead = Math.max(largestRead, length);
      return conn.read(buffer, offset, length);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      writes++;
      conn.write(buffer, offset, length);
    }

    @Override
    public Multiaddr localAddress() {
      return conn.localAddress();
    }

    @Override
    public Multiaddr remoteAddress() {
      return conn.remoteAddress();
    }

    @Override
    public void close() {
      conn.close();
    }
  }

  @Test
  void aDiallerThatIsRefusedHearsOfItWhenItReads() throws Exception {
    PeerId other = PeerId.of(LISTENER.publicKey());
    try (Loopback loopback = new Loopback()) {
      Future<Integer> dialer =
          loopback.start(() ->
              security(DIALER, YAMUX)
                  .secure(loopback.dialed, true, Optional.empty(), LONG)
                  .read(new byte[1], 0, 1));
      assertThatThrownBy(() ->
              security(LISTENER, YAMUX).secure(loopback.accepted, false, Optional.of(other), LONG))
          .isInstanceOf(HandshakeFailed.class);
      assertThatThrownBy(() -> Loopback.result(dialer)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aForgedRecordKillsTheConnection() throws Exception {
    try (Pair pair = pair()) {
      byte[] forged = new byte[5 + 40];
      byte[] header = {23, 3, 3, 0, 40};
      System.arraycopy(header, 0, forged, 0, header.length);
      pair.loopback().dialed.write(forged, 0, forged.length);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> pair.listener().read(new byte[100], 0, 100))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aConnectionCutWithinARecordIsNoEndOfInput() throws Exception {
    try (Pair pair = pair()) {
      pair.loopback().dialed.write(new byte[] {23, 3, 3, 0, 40, 1}, 0, 6);
      pair.loopback().dialed.close();
      assertThatThrownBy(() -> pair.listener().read(new byte[100], 0, 100))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aesComesFirstWhereTheProcessorHasIt() {
    assertThat(Ciphers.order(true)).first().isEqualTo("TLS_AES_128_GCM_SHA256");
    assertThat(Ciphers.order(false)).first().isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
    assertThat(Ciphers.ofThisMachine()).hasSameElementsAs(Ciphers.order(true));
  }

  @Test
  void nothingIsSaidAfterTheHandshakeUnasked() throws Exception {
    try (Pair pair = pair()) {
      pair.listener().write(new byte[] {9}, 0, 1);
      pair.listener().close();
      byte[] all = new byte[4096];
      int length = 0;
      for (int n = 0; n >= 0; n = pair.loopback().dialed.read(all, length, 100)) {
        length += n;
      }
      assertThat(Arrays.copyOf(all, 3)).containsExactly(23, 3, 3);
      assertThat((all[3] & 0xff) << 8 | all[4] & 0xff)
          .as("one record, padded, and no ticket before it")
          .isEqualTo(length - 5)
          .isLessThan(64);
    }
  }
}
