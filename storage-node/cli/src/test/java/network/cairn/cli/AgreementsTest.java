package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What whoever pays is told beside the agreements themselves.
@Timeout(60)
final class AgreementsTest {
  private static final String ONE =
      "{\"Id\":7,\"ClockAheadMs\":%d,\"Root\":\"bafyA\",\"Slots\":[]}\n";

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

  @ParameterizedTest
  @ValueSource(strings = {"status", "agreement ls"})
  void aWrongClockIsToldOnceForAll(String command) {
    String path = command.replace(' ', '/');
    daemon.answer(path, ONE.formatted(600_000) + ONE.formatted(600_000));
    assertThat(session.ask(daemon, command.split(" "))).isZero();
    assertThat(session.out())
        .startsWith("clock       10 min ahead of the ledger's; set it right\nagreement 7")
        .containsOnlyOnce("clock ");
    daemon.answer(path, ONE.formatted(-4_999));
    session.ask(daemon, command.split(" "));
    assertThat(session.out()).startsWith("agreement 7");
    daemon.answer(path, ONE.formatted(600_000));
    session.ask(daemon, (command + " --enc=json").split(" "));
    assertThat(session.out()).isEqualTo(ONE.formatted(600_000));
  }

  @Test
  void aPersonHearsThatThereAreNone() {
    daemon.answer("status", "");
    assertThat(session.drawing().ask(daemon, "status")).isZero();
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).isEqualTo("nothing is kept for pay yet; see 'cairn put --help'\n");
    assertThat(session.ask(daemon, "status", "--enc=json")).isZero();
    assertThat(session.err()).isEmpty();
  }

  @Test
  void aReceiptGoesToNoTerminal() {
    daemon.answer("receipt/get", "\u001b[2J");
    assertThat(session.showing().ask(daemon, "receipt", "get", "7")).isOne();
    assertThat(session.err()).contains("--output");
    assertThat(daemon.calls()).isEmpty();
    assertThat(session.ask(daemon, "receipt", "get", "7", "-o", "file")).isZero();
    assertThat(folder.resolve("file")).hasContent("\u001b[2J");
  }
}
