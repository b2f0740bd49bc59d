package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  @TempDir Path folder;
  private final FakeProcess process = new FakeProcess(false);
  private Path log = Path.of("");

  @BeforeEach
  void logs() {
    log = folder.resolve("ledger.log");
  }

  @AfterEach
  void notInterrupted() {
    Thread.interrupted();
  }

  private Child child(FakeProcess of) {
    return new Child("ledger", of, log);
  }

  private void write(String text) throws IOException {
    Files.writeString(log, text);
  }

  @Test
  void isTheProcessItWasMadeOf() {
    Child child = child(process);
    assertThat(child.name()).isEqualTo("ledger");
    assertThat(child.pid()).isEqualTo(4242);
    assertThat(child.isAlive()).isTrue();
    process.exit(0);
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void saidWhatBeginsALine() throws IOException {
    Child child = child(process);
    assertThat(child.said("Daemon is ready")).isFalse();
    write("starting\nthe Daemon is ready soon\n");
    assertThat(child.said("Daemon is ready")).isFalse();
    write("starting\nDaemon is ready\n");
    assertThat(child.said("Daemon is ready")).isTrue();
    assertThat(child.said("starting")).isTrue();
  }

  @Test
  void bytesThatAreNoTextHideNothing() throws IOException {
    Files.write(log, "x\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
    Files.writeString(log, "Daemon is ready\n", StandardOpenOption.APPEND);
    assertThat(child(process).said("Daemon is ready")).isTrue();
    process.exit(3);
    assertThatThrownBy(() -> child(process).requireAlive())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("ledger ended with code 3; its last words: x\ufffd | Daemon is ready");
  }

  @Test
  void tellsItsLastSixLinesWhenItHasEnded() throws IOException {
    write("1\n2\n3\n4\n5\n6\n7\n8\n");
    Child child = child(process);
    child.requireAlive();
    process.exit(1);
    assertThatThrownBy(child::requireAlive)
        .hasMessage("ledger ended with code 1; its last words: 3 | 4 | 5 | 6 | 7 | 8");
  }

  @Test
  void tellsThatItEndedWithoutAWord() {
    process.exit(1);
    assertThatThrownBy(() -> child(process).requireAlive())
        .hasMessage("ledger ended with code 1; its last words: ");
  }

  @Test
  void lastWordsAreBoundedHoweverLongTheLine() throws IOException {
    write("first\n" + "x".repeat(1 << 20));
    process.exit(1);
    assertThatThrownBy(() -> child(process).requireAlive())
        .message()
        .hasSizeLessThan(5000)
        .endsWith("xxx")
        .doesNotContain("first");
  }

  @Test
  void aKillIsNoRequest() throws InterruptedException {
    child(process).kill();
    assertThat(process.calls()).containsExactly("kill", "wait 10");
  }

  @Test
  void whatEndsWhenAskedIsNotKilled() {
    Child child = child(process);
    child.ask();
    child.end();
    assertThat(process.calls()).containsExactly("ask", "wait 10");
  }

  @Test
  void whatDoesNotEndInTimeIsKilledAndWaitedFor() {
    FakeProcess stubborn = new FakeProcess(true);
    Child child = child(stubborn);
    child.ask();
    child.end();
    assertThat(stubborn.calls()).containsExactly("ask", "wait 10", "kill", "wait 10");
  }

  /// On Ctrl-C nobody has the time: killed at once, and still waited for, as it writes into the
  /// folder that is to be removed.
  @Test
  void anInterruptedEndKillsWaitsAndStaysInterrupted() {
    FakeProcess stubborn = new FakeProcess(true);
    Child child = child(stubborn);
    child.ask();
    Thread.currentThread().interrupt();
    child.end();
    assertThat(stubborn.calls()).containsExactly("ask", "kill", "wait 10");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }
}
