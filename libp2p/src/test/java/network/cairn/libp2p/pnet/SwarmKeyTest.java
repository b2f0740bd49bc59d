package network.cairn.libp2p.pnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import network.cairn.libp2p.crypto.XSalsa20;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwarmKeyTest {
  private static final String HEX =
      "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389";
  private static final byte[] NONCE =
      HexFormat.of().parseHex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");

  /// NaCl's own answer to this key and nonce.
  private static final String STREAM =
      "eea6a7251c1e72916d11c2cb214d3c252539121d8e234e652d651fa4c8cff880";

  private static SwarmKey key(String text) {
    return SwarmKey.decode(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String stream(SwarmKey key) {
    byte[] zeros = new byte[32];
    XSalsa20 stream = key.stream(NONCE);
    stream.next(zeros, 0, 7, zeros, 0);
    stream.next(zeros, 7, 25, zeros, 7);
    return HexFormat.of().formatHex(zeros);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/key/swarm/psk/1.0.0/\n/base16/\n" + HEX,
        "/key/swarm/psk/1.0.0/\n/base16/\n" + HEX + "\n",
        "/key/swarm/psk/1.0.0/\r\n/base16/\r\n" + HEX + "\r\n"
      })
  void readsKubosFiles(String file) {
    assertThat(stream(key(file))).isEqualTo(STREAM);
  }

  @Test
  void readsTheOtherCodings() {
    byte[] bytes = HexFormat.of().parseHex(HEX);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    assertThat(stream(key("/key/swarm/psk/1.0.0/\n/base64/\n" + base64))).isEqualTo(STREAM);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("/key/swarm/psk/1.0.0/\n/bin/\n".getBytes(StandardCharsets.US_ASCII));
    file.writeBytes(bytes);
    assertThat(stream(SwarmKey.decode(file.toByteArray()))).isEqualTo(STREAM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        HEX,
        "/key/swarm/psk/1.0.0/",
        "/key/swarm/psk/1.0.0/\n" + HEX,
        "/key/swarm/psk/2.0.0/\n/base16/\n" + HEX,
        "/key/swarm/psk/1.0.0/\n/base16/\n",
        "/key/swarm/psk/1.0.0/\n/base16/\n1b" + HEX,
        "/key/swarm/psk/1.0.0/\n/base16/\n1b2",
        "/key/swarm/psk/1.0.0/\n/base32/\n" + HEX,
        "/key/swarm/psk/1.0.0/\n/base64/\n" + HEX,
        "/key/swarm/psk/1.0.0/\n/bin/\n" + HEX,
        "/key/swarm/psk/1.0.0/\n"
            + "/base16/\n"
            + "zz27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389"
      })
  void refusesOthersWithoutShowingThem(String file) {
    assertThatThrownBy(() -> key(file))
        .isInstanceOf(InvalidSwarmKey.class)
        .hasNoCause()
        .message()
        .startsWith("its ")
        .doesNotContain("27556473", "1b2");
  }

  @Test
  void refusesWhatIsFarTooLong() {
    assertThatThrownBy(() -> SwarmKey.decode(new byte[513])).hasMessageContaining("513 bytes");
  }

  @Test
  void itsTextKeepsTheSecret() {
    assertThat(key("/key/swarm/psk/1.0.0/\n/base16/\n" + HEX).toString()).doesNotContain("1b27");
  }
}
