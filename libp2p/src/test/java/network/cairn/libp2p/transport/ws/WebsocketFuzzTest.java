package network.cairn.libp2p.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import network.cairn.libp2p.transport.ScriptedConn;

final class WebsocketFuzzTest {
  private static final byte[] NONE = {};

  private static void readToTheEnd(InputStream from) {
    WebsocketConn conn = WebsocketConn.server(new ScriptedConn(from), NONE, new Random(1));
    byte[] buffer = new byte[100];
    try {
      int n = 0;
      while (n >= 0) {
        n = conn.read(buffer, 0, buffer.length);
        assertThat(n).isNotZero();
      }
    } catch (IOException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest(maxDuration = "10s")
  void anyOpeningIsAnsweredOrRefused(byte[] data) {
    readToTheEnd(new ByteArrayInputStream(data));
  }

  @FuzzTest(maxDuration = "10s")
  void anyFramesAreReadOrRefused(byte[] data) {
    byte[] request =
        Opening.request("a:1", "dGhlIHNhbXBsZSBub25jZQ==").getBytes(StandardCharsets.US_ASCII);
    readToTheEnd(
        new SequenceInputStream(new ByteArrayInputStream(request), new ByteArrayInputStream(data)));
  }
}
