package network.cairn.ledger.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.PlannedUpgrade;
import network.cairn.ledger.engine.Program;
import network.cairn.ledger.engine.ProgramTooOld;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An old program stops before the block that is for newer ones and does not come up again; a new
/// one goes on (docs/protocol.md §17).
class UpgradeTest {
  private static final long UPGRADE = 5;
  private static final String LINE =
      "block 5 needs a program of app version 2 (release two), this one knows 1; install it and"
          + " start the ledger again";
  private final Genesis genesis =
      TestChain.genesis(Params.defaults(Profile.DEV).governedBy(Governance.defaults(Profile.DEV)));
  @TempDir private Path folder;

  private LmdbStateStore states(String name) {
    return LmdbStateStore.open(folder.resolve(name));
  }

  private EmbeddedEngine engine(Program program) {
    return new EmbeddedEngine(
        genesis,
        TestChain.keys(),
        states("state"),
        BlockLog.open(folder.resolve("blocks")),
        TestChain.ticking(),
        LedgerMetrics.none(),
        program);
  }

  private void begin(String name) {
    try (LmdbStateStore states = states(name)) {
      PlannedUpgrade.write(states, genesis, UPGRADE, 2);
    }
  }

  @Test
  void theOldProgramStopsTheNewOneGoesOnAndReplaysAll() {
    begin("state");
    try (EmbeddedEngine old = engine(Program.current())) {
      for (long height = 1; height < UPGRADE; height++) {
        assertThat(old.step().getHeight()).isEqualTo(height);
      }
      assertThatThrownBy(old::step).isInstanceOf(ProgramTooOld.class).hasMessage(LINE);
      assertThat(old.head().getHeight()).isEqualTo(UPGRADE - 1);
      assertThatThrownBy(old::step).as("for good").isInstanceOf(RuntimeException.class);
    }
    assertThatThrownBy(() -> engine(Program.current()))
        .isInstanceOf(ProgramTooOld.class)
        .hasMessage(LINE);
    try (EmbeddedEngine next = engine(new Program(2))) {
      next.step();
      next.step();
      assertThat(version(next, UPGRADE - 1)).isEqualTo(1);
      assertThat(version(next, UPGRADE)).isEqualTo(2);
      assertThat(version(next, UPGRADE + 1)).isEqualTo(2);
    }
    begin("fresh");
    try (LmdbStateStore fresh = states("fresh");
        BlockLog log = BlockLog.open(folder.resolve("blocks"))) {
      assertThatThrownBy(() -> LedgerVerify.replay(genesis, log, fresh, _ -> {}))
          .isInstanceOf(ProgramTooOld.class)
          .hasMessage(LINE);
      assertThat(LedgerVerify.replay(genesis, log, fresh, _ -> {}, new Program(2)).getHeight())
          .isEqualTo(UPGRADE + 1);
    }
  }

  private static long version(EmbeddedEngine engine, long height) {
    return engine.signedHeader(height).orElseThrow().getHeader().getVersion().getApp();
  }
}
