package network.cairn.libp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import network.cairn.base.time.RealScheduler;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.select.Multistream;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class NoiseTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final List<String> YAMUX = List.of("/yamux/1.0.0");
  private static final PrivateKey DIALER = PrivateKey.generate(KeyType.ED25519, new Random(1));
  private static final PrivateKey LISTENER = PrivateKey.generate(KeyType.ED25519, new Random(2));

  private static Noise noise(PrivateKey key, List<String> muxers) {
    return new Noise(key, muxers, new Random(3), new RealScheduler());
  }

  /// Both ends, secured.
  private record Pair(Loopback loopback, SecureConn dialer, SecureConn listener)
      implements AutoCloseable {
    static Pair of(Noise dialer, Noise listener) throws Exception {
      Loopback loopback = new Loopback();
      Future<SecureConn> accepted =
          loopback.start(() -> listener.secure(loopback.accepted, false, Optional.empty(), LONG));
      SecureConn dialed = dialer.secure(loopback.dialed, true, Optional.empty(), LONG);
      return new Pair(loopback, dialed, Loopback.result(accepted));
    }

    @Override
    public void close() {
      loopback.close();
    }
  }

  private static byte[] readAll(SecureConn conn, int total, Random random) throws IOException {
    byte[] all = new byte[total];
    for (int at = 0; at < total; ) {
      int most = random.nextBoolean() ? total - at : 1 + random.nextInt(total - at);
      int n = conn.read(all, at, most);
      assertThat(n).isPositive();
      at += n;
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void bothSidesProveTheirKeys(KeyType type) throws Exception {
    PrivateKey key = PrivateKey.generate(type, new Random(7));
    for (boolean keyDials : new boolean[] {true, false}) {
      Noise with = noise(key, YAMUX);
      Noise plain = noise(LISTENER, YAMUX);
      try (Pair pair = keyDials ? Pair.of(with, plain) : Pair.of(plain, with)) {
        SecureConn far = keyDials ? pair.listener() : pair.dialer();
        SecureConn near = keyDials ? pair.dialer() : pair.listener();
        assertThat(far.remotePeer()).isEqualTo(PeerId.of(key.publicKey()));
        assertThat(near.remotePeer()).isEqualTo(PeerId.of(LISTENER.publicKey()));
        assertThat(near.earlyMuxer()).contains("/yamux/1.0.0");
        assertThat(far.earlyMuxer()).contains("/yamux/1.0.0");
        near.write(new byte[] {1, 2, 3}, 0, 3);
        assertThat(readAll(far, 3, new Random(1))).containsExactly(1, 2, 3);
        far.write(new byte[] {4}, 0, 1);
        assertThat(readAll(near, 1, new Random(1))).containsExactly(4);
      }
    }
  }

  @Test
  void theNegotiationBeforeLeavesTheHandshakeItsBytes() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> accepted =
          loopback.start(() -> {
            assertThat(Multistream.accept(loopback.accepted, Noise.PROTOCOL::equals))
                .isEqualTo("/noise");
            return noise(LISTENER, YAMUX).secure(loopback.accepted, false, Optional.empty(), LONG);
          });
      Multistream.negotiate(loopback.dialed, List.of("/tls/1.0.0", "/noise"));
      PeerId listener = PeerId.of(LISTENER.publicKey());
      SecureConn dialer =
          noise(DIALER, YAMUX).secure(loopback.dialed, true, Optional.of(listener), LONG);
      assertThat(dialer.remotePeer()).isEqualTo(listener);
      assertThat(Loopback.result(accepted).remotePeer()).isEqualTo(PeerId.of(DIALER.publicKey()));
    }
  }

  @Test
  void theInitiatorsFirstCommonMuxerIsTaken() throws Exception {
    try (Pair pair =
        Pair.of(noise(DIALER, List.of("/a", "/b", "/c")), noise(LISTENER, List.of("/c", "/b")))) {
      assertThat(pair.dialer().earlyMuxer()).contains("/b");
      assertThat(pair.listener().earlyMuxer()).contains("/b");
    }
    try (Pair pair = Pair.of(noise(DIALER, List.of("/a")), noise(LISTENER, List.of()))) {
      assertThat(pair.dialer().earlyMuxer()).isEmpty();
      assertThat(pair.listener().earlyMuxer()).isEmpty();
    }
  }

  @Test
  void bytesOfEverySizeArriveWholeAndInOrder() throws Exception {
    try (Pair pair = Pair.of(noise(DIALER, YAMUX), noise(LISTENER, YAMUX))) {
      Random random = new Random(5);
      for (int size : new int[] {0, 1, 65_518, 65_519, 65_520, 262_143, 262_145, 1_000_000}) {
        byte[] sent = Property.bytes(random, size);
        Future<byte[]> received =
            pair.loopback().start(() -> readAll(pair.listener(), size, new Random(size)));
        pair.dialer().write(sent, 0, size);
        assertThat(Loopback.result(received)).isEqualTo(sent);
      }
    }
  }

  @Test
  void aRecordSealedInPlaceArrivesInOneRead() throws Exception {
    try (Pair pair = Pair.of(noise(DIALER, YAMUX), noise(LISTENER, YAMUX))) {
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
  void theEndOfTheConnectionIsTheEndOfInput() throws Exception {
    try (Pair pair = Pair.of(noise(DIALER, YAMUX), noise(LISTENER, YAMUX))) {
      pair.dialer().write(new byte[] {1}, 0, 1);
      pair.dialer().close();
      byte[] buffer = new byte[10];
      assertThat(pair.listener().read(buffer, 0, 10)).isEqualTo(1);
      assertThat(pair.listener().read(buffer, 0, 10)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void anotherPeerThanTheExpectedIsRefusedAndLearnsNothing(KeyType type) throws Exception {
    PeerId other = PeerId.of(PrivateKey.generate(type, new Random(99)).publicKey());
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> accepted =
          loopback.start(() ->
              noise(LISTENER, YAMUX).secure(loopback.accepted, false, Optional.empty(), LONG));
      assertThatThrownBy(
              () -> noise(DIALER, YAMUX).secure(loopback.dialed, true, Optional.of(other), LONG))
          .isInstanceOfSatisfying(
              HandshakeFailed.class, e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_PEER))
          .hasMessageContaining(other.toString());
      assertThatThrownBy(() -> Loopback.result(accepted)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void theListenerMayExpectAPeerToo() throws Exception {
    PeerId other = PeerId.of(LISTENER.publicKey());
    try (Loopback loopback = new Loopback()) {
      var _ =
          loopback.start(
              () -> noise(DIALER, YAMUX).secure(loopback.dialed, true, Optional.empty(), LONG));
      assertThatThrownBy(() ->
              noise(LISTENER, YAMUX).secure(loopback.accepted, false, Optional.of(other), LONG))
          .isInstanceOfSatisfying(
              HandshakeFailed.class, e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_PEER));
    }
  }

  @Test
  void aSilentPeerIsCutOffAtTheDeadline() throws Exception {
    try (Loopback loopback = new Loopback()) {
      assertThatThrownBy(() ->
              noise(LISTENER, YAMUX)
                  .secure(loopback.accepted, false, Optional.empty(), Duration.ofMillis(20)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("took over");
      assertThat(loopback.dialed.read(new byte[1], 0, 1)).isEqualTo(-1);
    }
  }

  @Test
  void anyFlippedBitOfARecordKillsTheConnection() throws Exception {
    for (int at : new int[] {0, 1, 2, 10, 20}) {
      try (Loopback loopback = new Loopback()) {
        Tampered tampered = new Tampered(loopback.dialed);
        Future<SecureConn> accepted =
            loopback.start(() ->
                noise(LISTENER, YAMUX).secure(loopback.accepted, false, Optional.empty(), LONG));
        SecureConn dialer = noise(DIALER, YAMUX).secure(tampered, true, Optional.empty(), LONG);
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
                () -> noise(LISTENER, YAMUX).secure(tampered, false, Optional.empty(), LONG));
        assertThatThrownBy(
                () -> noise(DIALER, YAMUX).secure(loopback.dialed, true, Optional.empty(), LONG))
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
    public network.cairn.libp2p.multiaddr.Multiaddr localAddress() {
      return raw.localAddress();
    }

    @Override
    public network.cairn.libp2p.multiaddr.Multiaddr remoteAddress() {
      return raw.remoteAddress();
    }

    @Override
    public void close() {
      raw.close();
    }
  }
}
