package network.cairn.libp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
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
import network.cairn.libp2p.security.Loopback;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.proto.libp2p.NoiseHandshakePayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An attacker who speaks Noise by hand, dialling us.
@Timeout(300)
class HostileNoiseTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final PrivateKey OURS = PrivateKey.generate(KeyType.ED25519, new Random(1));
  private static final PrivateKey THEIRS = PrivateKey.generate(KeyType.ED25519, new Random(2));

  private final DhKey staticKey = DhKey.generate(new Random(4));
  private final Handshake handshake =
      new Handshake(new byte[0], staticKey, DhKey.generate(new Random(5)));

  private static Future<SecureConn> victim(Loopback loopback) {
    Noise noise = new Noise(OURS, List.of("/yamux/1.0.0"), new Random(3), new RealScheduler());
    return loopback.start(() -> noise.secure(loopback.accepted, false, Optional.empty(), LONG));
  }

  private static void send(Loopback loopback, byte[] body) throws IOException {
    byte[] frame = new byte[2 + body.length];
    frame[0] = (byte) (body.length >> 8);
    frame[1] = (byte) body.length;
    System.arraycopy(body, 0, frame, 2, body.length);
    loopback.dialed.write(frame, 0, frame.length);
  }

  /// As [#send], of a frame whose victim may hang up before it has all of it.
  private static void sendToRefusal(Loopback loopback, byte[] body) {
    var _ =
        loopback.start(() -> {
          send(loopback, body);
          return body;
        });
  }

  /// The attacker's side up to the third message, with this payload in it.
  private SymmetricState.TransportKeys shake(Loopback loopback, byte[] payload) throws IOException {
    send(loopback, handshake.writeFirst(new byte[0]));
    NoiseMessageReader frames = new NoiseMessageReader(loopback.dialed);
    handshake.readSecond(frames.copy(frames.next(0, NoiseMessageReader.MAX_BODY)));
    send(loopback, handshake.writeThird(payload));
    return handshake.split();
  }

  private byte[] honest() {
    return Payload.encode(THEIRS, staticKey.point(), List.of("/yamux/1.0.0"));
  }

  private static void refused(Future<SecureConn> victim, Loopback loopback, Reason reason)
      throws IOException {
    assertThatThrownBy(() -> Loopback.result(victim))
        .isInstanceOfSatisfying(
            HandshakeFailed.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.getMessage()).hasSizeLessThan(300);
            });
    closed(loopback);
  }

  /// The other side hung up, orderly or (with bytes of ours unread) by a reset.
  private static void closed(Loopback loopback) {
    byte[] rest = new byte[65_536];
    try {
      int n = 0;
      while (n >= 0) {
        n = loopback.dialed.read(rest, 0, rest.length);
      }
    } catch (IOException reset) {
      assertThat(reset.getMessage()).containsIgnoringCase("reset");
    }
  }

  @Test
  void theHonestWayIsAccepted() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim = victim(loopback);
      shake(loopback, honest());
      assertThat(Loopback.result(victim).remotePeer()).isEqualTo(PeerId.of(THEIRS.publicKey()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 65_535})
  void aFirstMessageOfAnotherSizeIsRefused(int size) throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim = victim(loopback);
      sendToRefusal(loopback, new byte[size]);
      refused(victim, loopback, Reason.MALFORMED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
      })
  void aPointOfLowOrderIsRefused(String point) throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim = victim(loopback);
      send(loopback, HexFormat.of().parseHex(point));
      refused(victim, loopback, Reason.NOT_AUTHENTIC);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, Handshake.THIRD_OVERHEAD + Payload.MAX_BYTES + 1, 65_535})
  void aThirdMessageOutOfBoundsIsRefused(int size) throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim = victim(loopback);
      send(loopback, handshake.writeFirst(new byte[0]));
      sendToRefusal(loopback, new byte[size]);
      refused(victim, loopback, Reason.MALFORMED);
    }
  }

  @Test
  void aPayloadThatIsMissingUnreadableOrUnprovedIsRefused() throws Exception {
    byte[] key = THEIRS.publicKey().protobuf();
    payload(new byte[0], Reason.MALFORMED);
    payload(new byte[] {(byte) 0xff, 1, 2}, Reason.MALFORMED);
    payload(new byte[] {0x0a, 0x7f}, Reason.MALFORMED);
    payload(message(new byte[] {8, 1, 18, 1, 0}, new byte[64]), Reason.MALFORMED);
    payload(message(key, new byte[64]), Reason.NOT_AUTHENTIC);
    payload(message(key, new byte[0]), Reason.NOT_AUTHENTIC);
    payload(message(key, THEIRS.sign(staticKey.point())), Reason.NOT_AUTHENTIC);
    payload(Payload.encode(THEIRS, new byte[32], List.of()), Reason.NOT_AUTHENTIC);
  }

  private static byte[] message(byte[] key, byte[] signature) {
    return NoiseHandshakePayload.newBuilder()
        .setIdentityKey(ByteString.copyFrom(key))
        .setIdentitySig(ByteString.copyFrom(signature))
        .build()
        .toByteArray();
  }

  private static void payload(byte[] payload, Reason reason) throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim = victim(loopback);
      new HostileNoiseTest().shakeQuietly(loopback, payload);
      refused(victim, loopback, reason);
    }
  }

  private void shakeQuietly(Loopback loopback, byte[] payload) throws IOException {
    assertThat(shake(loopback, payload)).isNotNull();
  }

  @Test
  void aGroupNestedADeepThousandTimesIsRefused() throws Exception {
    byte[] groups = new byte[4000];
    java.util.Arrays.fill(groups, (byte) 0x2b);
    payload(groups, Reason.MALFORMED);
  }

  @Test
  void tooManyMuxersCountAsNone() throws Exception {
    for (List<String> muxers :
        List.of(
            Collections.nCopies(101, "/yamux/1.0.0"), List.of("/yamux/1.0.0", "x".repeat(257)))) {
      try (Loopback loopback = new Loopback()) {
        Future<SecureConn> victim = victim(loopback);
        new HostileNoiseTest().offer(loopback, muxers);
        assertThat(Loopback.result(victim).earlyMuxer()).isEmpty();
      }
    }
  }

  private void offer(Loopback loopback, List<String> muxers) throws IOException {
    shake(loopback, Payload.encode(THEIRS, staticKey.point(), muxers));
  }

  @Test
  void aRecordShorterThanItsTagKills() throws Exception {
    for (int size : new int[] {0, 1, 15}) {
      try (Loopback loopback = new Loopback()) {
        Future<SecureConn> victim = victim(loopback);
        new HostileNoiseTest().shakeQuietly(loopback, new HostileNoiseTest().honest());
        send(loopback, new byte[size]);
        SecureConn conn = Loopback.result(victim);
        assertThatThrownBy(() -> conn.read(new byte[10], 0, 10)).isInstanceOf(IOException.class);
        closed(loopback);
      }
    }
  }

  @Test
  void emptyRecordsAreSkippedButAFloodKills() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim = victim(loopback);
      CipherState sealing = shake(loopback, honest()).fromInitiator();
      SecureConn conn = Loopback.result(victim);
      byte[] one = new byte[17];
      sendEmpty(loopback, sealing, NoiseConn.MAX_EMPTY);
      one[0] = 42;
      sealing.seal(one, 0, 1, one, 0);
      send(loopback, one);
      byte[] read = new byte[10];
      assertThat(conn.read(read, 0, 10)).isEqualTo(1);
      assertThat(read[0]).isEqualTo((byte) 42);
      sendEmpty(loopback, sealing, NoiseConn.MAX_EMPTY + 1);
      assertThatThrownBy(() -> conn.read(read, 0, 10))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("empty");
      closed(loopback);
    }
  }

  private static void sendEmpty(Loopback loopback, CipherState sealing, int count)
      throws IOException {
    for (int i = 0; i < count; i++) {
      byte[] tag = new byte[16];
      sealing.seal(tag, 0, 0, tag, 0);
      send(loopback, tag);
    }
  }

  @Test
  void aConnectionCutWithinARecordIsNoEndOfInput() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim = victim(loopback);
      shake(loopback, honest());
      loopback.dialed.write(new byte[] {0, 40, 1, 2}, 0, 4);
      loopback.dialed.close();
      SecureConn conn = Loopback.result(victim);
      assertThatThrownBy(() -> conn.read(new byte[10], 0, 10)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aReplayedRecordKills() throws Exception {
    try (Loopback loopback = new Loopback()) {
      Future<SecureConn> victim = victim(loopback);
      CipherState sealing = shake(loopback, honest()).fromInitiator();
      byte[] record = new byte[17];
      sealing.seal(record, 0, 1, record, 0);
      send(loopback, record);
      send(loopback, record);
      SecureConn conn = Loopback.result(victim);
      assertThat(conn.read(new byte[10], 0, 10)).isEqualTo(1);
      assertThatThrownBy(() -> conn.read(new byte[10], 0, 10)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void noKeySealsMoreThanItsShare() {
    CipherState last = new CipherState(new byte[32], CipherState.MAX_MESSAGES - 1);
    byte[] place = new byte[17];
    last.seal(place, 0, 1, place, 0);
    assertThat(last.exhausted()).isTrue();
    assertThatThrownBy(() -> last.seal(place, 0, 1, place, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThat(CipherState.MAX_MESSAGES).isEqualTo(4_294_967_294L);
  }
}
