package network.cairn.libp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import network.cairn.base.time.RealScheduler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import network.cairn.libp2p.security.Loopback;
import network.cairn.libp2p.security.SecureChannelContract;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class NoiseTest extends SecureChannelContract {
  NoiseTest() {
    super("/noise");
  }

  @Override
  protected Noise security(PrivateKey key, List<String> muxers) {
    return new Noise(key, muxers, new Random(3), new RealScheduler());
  }

  @Test
  void aRecordSealedInPlaceArrivesInOneRead() throws Exception {
    try (Pair pair = pair()) {
      SecureConn from = pair.listener();
      byte[] buffer =
          Property.bytes(new Random(1), from.headroom() + from.maxPlaintext() + from.tailroom());
      byte[] plain =
          Arrays.copyOfRange(buffer, from.headroom(), from.headroom() + from.maxPlaintext());
      Future<byte[]> received =
          pair.loopback()
              .start(() -> {
                byte[] target = new byte[65_536];
                int n = pair.dialer().read(target, 0, target.length);
                return Arrays.copyOf(target, n);
              });
      from.writeRecord(buffer, from.headroom(), from.maxPlaintext());
      assertThat(Loopback.result(received)).isEqualTo(plain);
      assertThatThrownBy(() -> from.writeRecord(buffer, 2, from.maxPlaintext() + 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anyFlippedBitOfARecordKillsTheConnection() throws Exception {
    for (int at : new int[] {0, 1, 2, 10, 20}) {
      try (Loopback loopback = new Loopback()) {
        Tampered tampered = new Tampered(loopback.dialed);
        Future<SecureConn> accepted =
            loopback.start(() ->
                security(LISTENER, YAMUX).secure(loopback.accepted, false, Optional.empty(), LONG));
        SecureConn dialer = security(DIALER, YAMUX).secure(tampered, true, Optional.empty(), LONG);
        SecureConn listener = Loopback.result(accepted);
        tampered.flipAt = at;
        dialer.write(new byte[] {1, 2, 3}, 0, 3);
        dialer.close();
        assertThatThrownBy(() -> listener.read(new byte[100], 0, 100))
            .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> listener.read(new byte[100], 0, 100))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aTamperedHandshakeFails() throws Exception {
    for (int at : new int[] {2, 40, 100}) {
      try (Loopback loopback = new Loopback()) {
        Tampered tampered = new Tampered(loopback.accepted);
        tampered.flipAt = at;
        var _ =
            loopback.start(
                () -> security(LISTENER, YAMUX).secure(tampered, false, Optional.empty(), LONG));
        assertThatThrownBy(
                () -> security(DIALER, YAMUX).secure(loopback.dialed, true, Optional.empty(), LONG))
            .isInstanceOfSatisfying(
                HandshakeFailed.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_AUTHENTIC));
      }
    }
  }

  /// Flips one bit of every write once told where.
  private static final class Tampered implements RawConn {
    private final RawConn raw;
    private volatile int flipAt = -1;

    Tampered(RawConn raw) {
      this.raw = raw;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return raw.read(buffer, offset, length);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
      if (flipAt >= 0) {
        copy[flipAt] ^= 1;
      }
      raw.write(copy, 0, length);
    }

    @Override
    public Multiaddr localAddress() {
      return raw.localAddress();
    }

    @Override
    public Multiaddr remoteAddress() {
      return raw.remoteAddress();
    }

    @Override
    public void close() {
      raw.close();
    }
  }
}
