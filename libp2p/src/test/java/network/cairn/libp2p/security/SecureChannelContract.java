package network.cairn.libp2p.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import network.cairn.libp2p.select.Multistream;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What connections may rely on whichever way they are secured.
@Timeout(300)
public abstract class SecureChannelContract {
  protected static final Duration LONG = Duration.ofSeconds(50);
  protected static final List<String> YAMUX = List.of("/yamux/1.0.0");
  protected static final PrivateKey DIALER = PrivateKey.generate(KeyType.ED25519, new Random(1));
  protected static final PrivateKey LISTENER = PrivateKey.generate(KeyType.ED25519, new Random(2));

  private final String protocol;

  /// @param protocol its id in the specification
  protected SecureChannelContract(String protocol) {
    this.protocol = protocol;
  }

  /// The way to secure connections for the owner of a key.
  protected abstract Security security(PrivateKey key, List<String> muxers);

  /// Both ends, secured.
  protected record Pair(Loopback loopback, SecureConn dialer, SecureConn listener)
      implements AutoCloseable {
    public static Pair of(Security dialer, Security listener) throws Exception {
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

  protected final Pair pair() throws Exception {
    return Pair.of(security(DIALER, YAMUX), security(LISTENER, YAMUX));
  }

  /// Reads so many bytes, in parts of random sizes.
  protected static byte[] readAll(SecureConn conn, int total, Random random) throws IOException {
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
      Security with = security(key, YAMUX);
      Security plain = security(LISTENER, YAMUX);
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
            Security security = security(LISTENER, YAMUX);
            assertThat(Multistream.accept(loopback.accepted, security.protocol()::equals))
                .isEqualTo(protocol);
            return security.secure(loopback.accepted, false, Optional.empty(), LONG);
          });
      Multistream.negotiate(loopback.dialed, List.of("/another", protocol));
      PeerId listener = PeerId.of(LISTENER.publicKey());
      SecureConn dialer =
          security(DIALER, YAMUX).secure(loopback.dialed, true, Optional.of(listener), LONG);
      assertThat(dialer.remotePeer()).isEqualTo(listener);
      assertThat(Loopback.result(accepted).remotePeer()).isEqualTo(PeerId.of(DIALER.publicKey()));
    }
  }

  @Test
  void theDiallersFirstCommonMuxerIsTaken() throws Exception {
    Security dialer = security(DIALER, List.of("/a", "/b", "/c"));
    try (Pair pair = Pair.of(dialer, security(LISTENER, List.of("/c", "/b")))) {
      assertThat(pair.dialer().earlyMuxer()).contains("/b");
      assertThat(pair.listener().earlyMuxer()).contains("/b");
    }
    for (List<String> others : List.of(List.of("/d"), List.<String>of())) {
      try (Pair pair = Pair.of(dialer, security(LISTENER, others))) {
        assertThat(pair.dialer().earlyMuxer()).isEmpty();
        assertThat(pair.listener().earlyMuxer()).isEmpty();
      }
    }
  }

  /// Sizes around the largest records of either protocol, and of many records.
  @Test
  void bytesOfEverySizeArriveWholeAndInOrder() throws Exception {
    int[] sizes = {
      0, 1, 16_384, 16_385, 65_518, 65_519, 65_520, 65_536, 65_537, 262_143, 262_145, 3_000_000
    };
    try (Pair pair = pair()) {
      Random random = new Random(5);
      for (int size : sizes) {
        byte[] sent = Property.bytes(random, size);
        Future<byte[]> received =
            pair.loopback().start(() -> readAll(pair.listener(), size, new Random(size)));
        pair.dialer().write(sent, 0, size);
        assertThat(Loopback.result(received)).isEqualTo(sent);
      }
    }
  }

  @Test
  void bothSidesMaySendAtOnce() throws Exception {
    try (Pair pair = pair()) {
      byte[] up = Property.bytes(new Random(1), 4_000_000);
      byte[] down = Property.bytes(new Random(2), 4_000_000);
      Future<byte[]> atListener =
          pair.loopback().start(() -> readAll(pair.listener(), up.length, new Random(3)));
      Future<byte[]> atDialer =
          pair.loopback().start(() -> readAll(pair.dialer(), down.length, new Random(4)));
      Future<Boolean> sender =
          pair.loopback()
              .start(() -> {
                pair.listener().write(down, 0, down.length);
                return true;
              });
      pair.dialer().write(up, 0, up.length);
      assertThat(Loopback.result(sender)).isTrue();
      assertThat(Loopback.result(atListener)).isEqualTo(up);
      assertThat(Loopback.result(atDialer)).isEqualTo(down);
    }
  }

  @Test
  void theEndOfTheConnectionIsTheEndOfInput() throws Exception {
    try (Pair pair = pair()) {
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
              security(LISTENER, YAMUX).secure(loopback.accepted, false, Optional.empty(), LONG));
      assertThatThrownBy(
              () -> security(DIALER, YAMUX).secure(loopback.dialed, true, Optional.of(other), LONG))
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
              () -> security(DIALER, YAMUX).secure(loopback.dialed, true, Optional.empty(), LONG));
      assertThatThrownBy(() ->
              security(LISTENER, YAMUX).secure(loopback.accepted, false, Optional.of(other), LONG))
          .isInstanceOfSatisfying(
              HandshakeFailed.class, e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_PEER));
    }
  }

  @Test
  void aSilentPeerIsCutOffAtTheDeadline() throws Exception {
    try (Loopback loopback = new Loopback()) {
      assertThatThrownBy(() ->
              security(LISTENER, YAMUX)
                  .secure(loopback.accepted, false, Optional.empty(), Duration.ofMillis(20)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("took over");
      assertThat(loopback.dialed.read(new byte[1], 0, 1)).isEqualTo(-1);
    }
  }
}
