package network.cairn.libp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

class HandshakeVectorsTest {
  private final Vectors vectors = Vectors.topic("libp2p");

  private static byte[] hex(VectorNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asString());
  }

  @Test
  void everyByteOfXxIsAsOthersMakeIt() throws Exception {
    String ours = "Noise_XX_25519_ChaChaPoly_SHA256";
    int cases =
        vectors.sum(
            vectors.json("noise-cacophony.json").cases("vectors"),
            vector -> {
              if (!vector.get("protocol_name").asString().equals(ours)) {
                return 0;
              }
              check(vector);
              return 1;
            });
    vectors.ran("noise-cacophony.json", cases);
  }

  private static void check(VectorNode vector) throws Exception {
    var initiator =
        new Handshake(
            hex(vector, "init_prologue"),
            DhKey.of(hex(vector, "init_static")),
            DhKey.of(hex(vector, "init_ephemeral")));
    var responder =
        new Handshake(
            hex(vector, "resp_prologue"),
            DhKey.of(hex(vector, "resp_static")),
            DhKey.of(hex(vector, "resp_ephemeral")));
    VectorNode messages = vector.get("messages");
    byte[] first = initiator.writeFirst(hex(messages.get(0), "payload"));
    assertThat(first).isEqualTo(hex(messages.get(0), "ciphertext"));
    assertThat(responder.readFirst(first)).isEqualTo(hex(messages.get(0), "payload"));
    byte[] second = responder.writeSecond(hex(messages.get(1), "payload"));
    assertThat(second).isEqualTo(hex(messages.get(1), "ciphertext"));
    assertThat(initiator.readSecond(second)).isEqualTo(hex(messages.get(1), "payload"));
    byte[] third = initiator.writeThird(hex(messages.get(2), "payload"));
    assertThat(third).isEqualTo(hex(messages.get(2), "ciphertext"));
    assertThat(responder.readThird(third)).isEqualTo(hex(messages.get(2), "payload"));
    assertThat(initiator.hash())
        .isEqualTo(responder.hash())
        .isEqualTo(hex(vector, "handshake_hash"));
    assertThat(responder.theirStatic()).isEqualTo(DhKey.of(hex(vector, "init_static")).point());
    checkTransport(messages, initiator.split(), responder.split());
  }

  /// The responder sends first, then they take turns.
  private static void checkTransport(
      VectorNode messages,
      SymmetricState.TransportKeys ofInitiator,
      SymmetricState.TransportKeys ofResponder) {
    for (int i = 3; i < messages.size(); i++) {
      boolean fromInitiator = i % 2 == 0;
      byte[] plain = hex(messages.get(i), "payload");
      byte[] place = java.util.Arrays.copyOf(plain, plain.length + CipherState.TAG);
      CipherState sealing =
          fromInitiator ? ofInitiator.fromInitiator() : ofResponder.fromResponder();
      CipherState opening =
          fromInitiator ? ofResponder.fromInitiator() : ofInitiator.fromResponder();
      sealing.seal(place, 0, plain.length, place, 0);
      assertThat(place).isEqualTo(hex(messages.get(i), "ciphertext"));
      assertThat(opening.open(place, 0, place.length, place, 0)).isTrue();
      assertThat(java.util.Arrays.copyOf(place, plain.length)).isEqualTo(plain);
    }
  }
}
