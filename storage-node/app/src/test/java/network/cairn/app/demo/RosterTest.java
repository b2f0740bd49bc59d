package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.cairn.cli.CommandFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RosterTest {
  @TempDir Path folder;

  private static Roster.Entry self(long shift) {
    ProcessHandle process = ProcessHandle.current();
    long started = process.info().startInstant().orElseThrow().toEpochMilli();
    return new Roster.Entry("ledger", process.pid(), started + shift);
  }

  @Test
  void readsWhatItWrote() throws IOException {
    Roster roster = new Roster(List.of(self(0), new Roster.Entry("provider-1", 77, 5)));
    roster.write(folder);
    assertThat(Roster.read(folder)).contains(roster);
  }

  @Test
  void isNotThereWhereNothingWasStarted() throws IOException {
    assertThat(Roster.read(folder)).isEmpty();
  }

  @Test
  void knowsARunningProcessAgain() {
    assertThat(new Roster(List.of(self(0))).gone()).isEmpty();
  }

  @Test
  void takesNobodyElsesProcessForItsOwn() {
    assertThat(self(-10_000).process()).isEmpty();
    assertThat(new Roster(List.of(self(-10_000))).gone()).containsExactly("ledger");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ledger",
        "ledger 1",
        "ledger 0 1",
        "ledger x 1",
        "../x 1 1",
        "a 1 1 1",
        "a 1 -1",
        "a 99999999999999999999 1"
      })
  void refusesADamagedFile(String line) throws IOException {
    Files.writeString(folder.resolve("testnet"), line + "\n");
    assertThatThrownBy(() -> Roster.read(folder))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("damaged");
  }
}
