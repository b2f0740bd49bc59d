package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ProfileCommandTest {
  @TempDir private Path folder;
  private FakeDaemon daemon;
  private Session session;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon();
    session = new Session(folder);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).map(f -> String.valueOf(f.getFileName())).toList();
    }
  }

  @Test
  void keepsWhatTheDaemonTells() throws IOException {
    daemon.answer("diag/profile", "the archive");
    assertThat(session.ask(daemon, List.of("diag", "profile", "-o", "p.zip", "--profile-time=1s")))
        .as(session.err())
        .isZero();
    assertThat(daemon.targets()).containsExactly("diag/profile?profile-time=1s");
    assertThat(session.out()).startsWith("Wrote profiles to: ").endsWith("p.zip\n");
    assertThat(folder.resolve("p.zip")).hasContent("the archive");
    assertThat(session.ask(daemon, List.of("diag", "profile"))).isZero();
    assertThat(files())
        .anyMatch(
            name -> name.matches("cairn-profile-[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9_]{8}Z\\.zip"));
  }

  /// An older profile of the name is not lost for a part of a new one.
  @Test
  void keepsNothingOfWhatBreaksOff() throws IOException {
    Files.writeString(folder.resolve("p.zip"), "older");
    List<String> words = List.of("diag", "profile", "-o", "p.zip");
    daemon.cut("diag/profile", "the archive", 5);
    assertThat(session.ask(daemon, words)).isOne();
    daemon.refuse("diag/profile", "application/json", "{\"Message\":\"a profile is being taken\"}");
    assertThat(session.ask(daemon, words)).isOne();
    assertThat(session.err()).contains("a profile is being taken");
    assertThat(files()).containsExactly("p.zip");
    assertThat(folder.resolve("p.zip")).hasContent("older");
  }
}
