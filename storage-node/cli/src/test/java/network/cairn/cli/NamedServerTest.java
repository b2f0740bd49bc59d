package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class NamedServerTest {
  @TempDir private Path folder;

  private static String told(String url) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    NamedServer.tell(url, new PrintStream(err, true, StandardCharsets.UTF_8));
    return err.toString(StandardCharsets.UTF_8);
  }

  private static String closed() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + server.getLocalPort();
    }
  }

  @Test
  void saysNothingOfAServerThatListens() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(told("http://127.0.0.1:" + server.getLocalPort() + "/x")).isEmpty();
    }
  }

  @Test
  void saysWhyAServerCannotBeAskedBeforeOthersAre() throws Exception {
    String dead = closed();
    assertThat(told(dead))
        .startsWith("the server " + dead + " cannot be asked: ")
        .contains("refused")
        .endsWith("; going on with others\n");
    Session session = new Session(folder);
    session.run("get", "--from", dead, "bafyA");
    assertThat(session.err()).startsWith("the server " + dead + " cannot be asked: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "::", "ftp://127.0.0.1:1", "http://", "http://127.0.0.1:99999999"})
  void leavesWhatIsNoServersUrlToItsReader(String url) {
    assertThat(told(url)).isEmpty();
  }
}
