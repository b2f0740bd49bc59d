package network.cairn.libp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.transport.ScriptedConn;

final class HandshakeFuzzTest {
  private static final byte[] NONE = {};
  private static final DhKey STATIC = DhKey.generate(new Random(1));
  private static final DhKey EPHEMERAL = DhKey.generate(new Random(2));
  private static final DhKey THEIR_STATIC = DhKey.generate(new Random(3));
  private static final DhKey THEIR_EPHEMERAL = DhKey.generate(new Random(4));
  private static final PrivateKey THEIRS = PrivateKey.generate(KeyType.ED25519, new Random(5));

  @FuzzTest(maxDuration = "10s")
  void aListenerSurvivesAnyMessages(byte[] data) throws IOException {
    Handshake handshake = new Handshake(NONE, STATIC, EPHEMERAL);
    NoiseMessageReader frames =
        new NoiseMessageReader(new ScriptedConn(new ByteArrayInputStream(data)));
    try {
      if (frames.next(Handshake.FIRST_BYTES, Handshake.FIRST_BYTES) < 0) {
        return;
      }
      handshake.readFirst(frames.copy(Handshake.FIRST_BYTES));
      handshake.writeSecond(NONE);
      int length =
          frames.next(Handshake.THIRD_OVERHEAD, Handshake.THIRD_OVERHEAD + Payload.MAX_BYTES);
      if (length >= 0) {
        handshake.readThird(frames.copy(length));
        throw new AssertionError("a third message that nobody sealed was opened");
      }
    } catch (HandshakeFailed | java.io.EOFException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest(maxDuration = "10s")
  void aListenerSurvivesAnyPayloadOfAnHonestHandshake(byte[] data) throws IOException {
    Handshake near = new Handshake(NONE, STATIC, EPHEMERAL);
    Handshake far = new Handshake(NONE, THEIR_STATIC, THEIR_EPHEMERAL);
    near.readFirst(far.writeFirst(NONE));
    far.readSecond(near.writeSecond(NONE));
    byte[] genuine = Payload.encode(THEIRS, THEIR_STATIC.point(), List.of("/yamux/1.0.0"));
    for (int i = 0; i < Math.min(data.length, genuine.length); i++) {
      genuine[i] ^= data[i];
    }
    try {
      Payload payload = Payload.decode(near.readThird(far.writeThird(genuine)), near.theirStatic());
      assertThat(payload.muxers().size()).isLessThanOrEqualTo(100);
    } catch (HandshakeFailed refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }
}
