package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.cairn.base.files.DurableFiles;
import network.cairn.cli.Output;
import network.cairn.cli.Shell;
import network.cairn.cli.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A thief listens where a home's `api` file points, and hands everything on to the home's real
/// daemon at another port, as the most that it can do.
@Timeout(120)
final class StolenPortTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

  private String run(Path home, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Output print = new Output(out, true);
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            print,
            print,
            true,
            false,
            false,
            Map.of("HOME", folder.toString(), "CAIRN_PATH", home.toString()),
            folder);
    Shell.run(List.of(words), new NodeRoles(), terminal);
    return out.toString(StandardCharsets.UTF_8);
  }

  private void relay(ServerSocket thief, int daemon) {
    while (!thief.isClosed()) {
      try (Socket caller = thief.accept();
          Socket real = new Socket(InetAddress.getLoopbackAddress(), daemon)) {
        Thread back = Thread.ofVirtual().start(() -> copy(real, caller, false));
        copy(caller, real, true);
        back.join();
      } catch (IOException e) {
        // One of them is gone.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void copy(Socket from, Socket to, boolean remembered) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (remembered) {
          seen.write(c);
        }
        out.write(c);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One of them is gone.
    }
  }

  @Test
  void aThiefWhoHandsOnToTheRealDaemonLearnsNothing() throws Exception {
    Path home = folder.resolve("home");
    try (TestDaemon daemon = TestDaemon.start(home);
        ServerSocket thief = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> relay(thief, daemon.port()));
      assertThat(run(home, "config", "Provider.Price", "7")).isEmpty();
      assertThat(run(home, "config", "Provider.Price")).isEqualTo("7\n");
      DurableFiles.replace(home.resolve("api"), "/ip4/127.0.0.1/tcp/" + thief.getLocalPort());
      Files.writeString(folder.resolve("private"), "what only I know");
      for (String[] words :
          List.of(
              new String[] {"shutdown"},
              new String[] {"config", "Provider.Price", "9"},
              new String[] {"swarm", "peers"},
              new String[] {"add", "private"})) {
        assertThat(run(home, words)).startsWith("Error: ");
      }
      assertThat(run(home, "swarm", "peers")).contains("is not answered by this home's daemon");
      String all = seen.toString(StandardCharsets.UTF_8);
      assertThat(all)
          .contains("POST /cairn/v1/proof?nonce=")
          .doesNotContain(daemon.token())
          .doesNotContain("what only I know")
          .doesNotContain("/api/v0/");
    }
  }
}
