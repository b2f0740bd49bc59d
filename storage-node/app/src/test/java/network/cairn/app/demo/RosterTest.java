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

  private static Roster.Entry self() {
    long pid = ProcessHandle.current().pid();
    return new Roster.Entry("ledger", pid, Identity.of(pid).orElseThrow());
  }

  private static Roster.Entry other() {
    return new Roster.Entry("ledger", self().pid(), new Identity("1" + self().identity().text()));
  }

  @Test
  void readsWhatItWrote() throws IOException {
    Roster roster =
        new Roster(List.of(self(), new Roster.Entry("provider-1", 77, new Identity("5"))), true);
    roster.write(folder);
    assertThat(Roster.read(folder)).contains(roster);
    Roster unfinished = new Roster(roster.entries(), false);
    unfinished.write(folder);
    assertThat(Roster.read(folder)).contains(unfinished);
  }

  @Test
  void isNotThereWhereNothingWasStarted() throws IOException {
    assertThat(Roster.read(folder)).isEmpty();
  }

  @Test
  void knowsARunningProcessAgain() {
    assertThat(new Roster(List.of(self()), true).gone()).isEmpty();
  }

  @Test
  void takesNobodyElsesProcessForItsOwn() {
    assertThat(other().process()).isEmpty();
    assertThat(new Roster(List.of(other()), true).gone()).containsExactly("ledger");
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
        "a 1 1@",
        "a 1 1@x@y",
        "unfinished",
        "a 1 -1",
        "a 99999999999999999999 1"
      })
  void refusesADamagedFile(String line) throws IOException {
    Files.writeString(folder.resolve("testnet"), "a 1 1\n" + line + "\n");
    assertThatThrownBy(() -> Roster.read(folder))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("damaged");
  }
}
