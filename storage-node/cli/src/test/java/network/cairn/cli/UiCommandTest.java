package network.cairn.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import network.cairn.base.files.DurableFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class UiCommandTest {
  private static final String SECRET = "5".repeat(64);

  @TempDir private Path folder;
  private Path home;
  private FakeDaemon daemon;
  private Session session;

  @BeforeEach
  void start() throws IOException {
    home = Files.createDirectories(folder.resolve(".cairn"));
    daemon = new FakeDaemon().knowing(SECRET).answer("version", "{\"Version\":\"1\"}\n");
    Files.writeString(home.resolve("api"), daemon.address());
    DurableFiles.replaceSecret(home.resolve("token"), SECRET.getBytes(US_ASCII));
    session = new Session(folder);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private String page() {
    return "http://127.0.0.1:"
        + Client.socketAddress(daemon.address()).getPort()
        + "/ui/#token="
        + SECRET;
  }

  @Test
  void printsWhereThePageIs() {
    assertThat(session.run("ui")).as(session.err()).isZero();
    assertThat(session.out()).isEqualTo(page() + "\n");
    assertThat(home.resolve("ui.html")).as("no desktop").doesNotExist();
  }

  @Test
  void opensABrowserByAFileThatOthersCannotRead() throws Exception {
    Path script = folder.resolve("browser");
    Path seen = folder.resolve("seen");
    Files.writeString(
        script,
        "#!/bin/sh\necho \"$1\" >'" + seen + ".new'; mv '" + seen + ".new' '" + seen + "'\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    session.with(Map.of("HOME", folder.toString(), "BROWSER", script.toString()));
    assertThat(session.run("ui")).as(session.err()).isZero();
    while (!Files.exists(seen)) {
      Thread.onSpinWait();
    }
    Path file = home.resolve("ui.html");
    assertThat(seen).hasContent(file.toUri() + "\n");
    assertThat(Files.readString(file)).contains("url=" + page());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  /// The token would be shown where nobody proved anything.
  @Test
  void namesTheAddressThatWasProved() throws IOException {
    daemon.close();
    daemon =
        new FakeDaemon(InetAddress.getByName("127.0.0.2"))
            .knowing(SECRET)
            .answer("version", "{\"Version\":\"1\"}\n");
    Files.writeString(home.resolve("api"), daemon.address());
    assertThat(session.run("ui", "--print")).as(session.err()).isZero();
    String origin = "http://127.0.0.2:" + Client.socketAddress(daemon.address()).getPort();
    assertThat(session.out()).isEqualTo(origin + "/ui/#token=" + SECRET + "\n");
    assertThat(session.err()).contains("API.HTTPHeaders", origin).doesNotContain(SECRET);
  }

  @Test
  void saysNothingOfOriginsWhereThePageMayCall() {
    assertThat(session.run("ui", "--print")).isZero();
    assertThat(session.err()).isEmpty();
  }

  @Test
  void shutsUpWhereAStrangerAnswers() throws IOException {
    DurableFiles.replaceSecret(home.resolve("token"), "6".repeat(64).getBytes(US_ASCII));
    assertThat(session.run("ui")).isNotZero();
    assertThat(session.out()).isEmpty();
  }

  @Test
  void tellsNoTokenToADaemonThatIsNamed() {
    assertThat(session.run("ui", "--api", daemon.address())).as(session.err()).isZero();
    assertThat(session.out()).endsWith("/ui/\n");
  }
}
