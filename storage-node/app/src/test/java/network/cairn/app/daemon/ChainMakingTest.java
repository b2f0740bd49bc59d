package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `cairn ledger init` of a file of validators.
@Timeout(120)
final class ChainMakingTest {
  @TempDir Path folder;

  @Test
  void aFounderIsToldThatTheFileNamesNoChain() throws IOException {
    TestShell shell = new TestShell(folder);
    Path home = folder.resolve("home");
    String anna = folder.resolve("anna").toString();
    String own =
        shell.done(
            home,
            "ledger",
            "keys",
            "anna",
            "--home",
            anna,
            "--p2p",
            "127.0.0.1:26656",
            "--url",
            "http://127.0.0.1:5101");
    Path file = Files.writeString(folder.resolve("members"), "cairn-validators 1\n" + own);
    for (String option : new String[] {"--dev", "--chain-id=cairn-somewhere"}) {
      assertThat(
              shell.fails(
                  home, "ledger", "init", option, "--validators", file.toString(), "--home", anna))
          .contains("the file of validators names no chain; add the lines chain-id")
          .doesNotContain("is of chain ;");
    }
  }
}
