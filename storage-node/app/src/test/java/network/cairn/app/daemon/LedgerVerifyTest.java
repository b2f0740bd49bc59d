package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import network.cairn.ledger.genesis.LedgerHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `cairn ledger verify`.
@Timeout(120)
final class LedgerVerifyTest {
  @TempDir Path folder;

  private LedgerHome ledger(String name) {
    return LedgerHome.init(
        folder.resolve(name),
        LedgerHome.Plan.of("cairn-dev-verify", URI.create("http://127.0.0.1:1")),
        new SecureRandom(),
        InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z")));
  }

  /// A loss of power leaves what an interrupted run wrote in any state, and a backup put back makes
  /// it another's: neither is a fault of the ledger.
  @Test
  void whatAnEarlierRunLeftAccusesNoLedger() {
    ledger("home");
    Path left = folder.resolve("home").resolve("verify");
    assertThat(ledger("other").verify(left, _ -> {}).height()).isZero();
    TestShell shell = new TestShell(folder);
    assertThat(
            shell.done(
                folder.resolve("client"),
                "ledger",
                "verify",
                "--home",
                folder.resolve("home").toString()))
        .contains("verified up to height 0");
    assertThat(left).doesNotExist();
  }
}
