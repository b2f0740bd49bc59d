package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `cairn agreement terminate` and `cairn provider terminate`: what each costs stands before the
/// question.
@Timeout(60)
final class TerminateCommandTest {
  private static final String SHOWN =
      """
      End agreement 7
        fee         0.002 CAIRN
        still paid  0.7 CAIRN at most, while its copies are kept until 2026-01-08 00:00 UTC, in 7 days (height 121009)
        back now    0.5 CAIRN of empty copies
        back then   1.5 CAIRN of rent and the deposit of 0.4 CAIRN
      End it? [y/N] \
      """;

  @TempDir private Path folder;
  private FakeDaemon daemon;
  private Session session;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon();
    session = new Session(folder);
    daemon
        .answer(
            "agreement/ending",
            "{\"Id\":7,\"Height\":49,\"Time\":\"2026-01-01T00:00:00Z\",\"BlockMillis\":5000,"
                + "\"Fee\":\"2000000000000000\",\"StillPaid\":\"700000000000000000\","
                + "\"Back\":\"1500000000000000000\",\"BackNow\":\"500000000000000000\","
                + "\"Deposit\":\"400000000000000000\",\"EndHeight\":121009}")
        .answer("agreement/terminate", "{\"Id\":7}");
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  @Test
  void endsWhatAPersonAgreesToEnd() {
    session.typing("y\n");
    assertThat(session.ask(daemon, "agreement", "terminate", "7")).isZero();
    assertThat(session.err()).isEqualTo(SHOWN);
    assertThat(session.out()).isEqualTo("agreement 7 is ending\n");
    assertThat(daemon.targets())
        .containsExactly("agreement/ending?arg=7", "agreement/terminate?arg=7");
  }

  @Test
  void changesNothingWithoutAYes() {
    session.typing("n\n");
    assertThat(session.ask(daemon, "agreement", "terminate", "7")).isOne();
    assertThat(session.err()).isEqualTo(SHOWN + "Error: not ended; nothing has changed\n");
    session.piping("y\n");
    assertThat(session.ask(daemon, "agreement", "terminate", "7")).isOne();
    assertThat(session.err()).contains("there is nobody to ask; say --yes");
    assertThat(daemon.targets()).containsExactly("agreement/ending?arg=7");
  }

  private static final String LEAVING =
      """
      Leave set 4
        fee         0.002 CAIRN
        lost        2.5 CAIRN of its collateral
        free again  7.5 CAIRN of its collateral
        paid        0.1 CAIRN for the period that is proven
        not earned  1.9 CAIRN for periods to come
      Leave it? [y/N] \
      """;

  private void leaving(String paid) {
    daemon
        .answer(
            "provider/ending",
            "{\"Set\":4,\"Height\":49,\"Time\":\"2026-01-01T00:00:00Z\",\"BlockMillis\":5000,"
                + "\"Fee\":\"2000000000000000\",\"Lost\":\"2500000000000000000\","
                + "\"Back\":\"7500000000000000000\",\"Paid\":\""
                + paid
                + "\","
                + "\"Forgone\":\"1900000000000000000\"}")
        .answer("provider/terminate", "{\"Set\":4}");
  }

  @Test
  void leavesASetThatItsOwnerAgreesToLeave() {
    leaving("100000000000000000");
    session.typing("yes\n");
    assertThat(session.ask(daemon, "provider", "terminate", "4")).isZero();
    assertThat(session.err()).isEqualTo(LEAVING);
    assertThat(session.out()).isEqualTo("left set 4\n");
    assertThat(daemon.targets())
        .containsExactly("provider/ending?arg=4", "provider/terminate?arg=4");
  }

  @Test
  void leavesNothingWithoutAYes() {
    leaving("0");
    session.typing("\n");
    assertThat(session.ask(daemon, "provider", "terminate", "4")).isOne();
    assertThat(session.err())
        .doesNotContain("  paid ")
        .endsWith("[y/N] Error: not left; nothing has changed\n");
    session.piping("y\n");
    assertThat(session.ask(daemon, "provider", "terminate", "4")).isOne();
    assertThat(session.err()).contains("there is nobody to ask; say --yes to leave the set");
    assertThat(daemon.targets()).containsExactly("provider/ending?arg=4");
  }
}
