package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ConfigFlagTest {
  @TempDir private Path folder;

  @Test
  void takesNoFlagThatIsNeitherTrueNorFalse() throws Exception {
    Session session = new Session(folder);
    try (FakeDaemon daemon = new FakeDaemon()) {
      assertThat(session.ask(daemon, "config", "--bool", "A.B", "maybe")).isNotZero();
      assertThat(daemon.targets()).isEmpty();
    }
    assertThat(session.err()).contains("with --bool, the value of A.B must be true or false");
  }
}
