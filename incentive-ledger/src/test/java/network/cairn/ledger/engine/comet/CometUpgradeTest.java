package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.PlannedUpgrade;
import network.cairn.ledger.engine.Program;
import network.cairn.ledger.engine.ProgramTooOld;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.rules.BlockContext;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.abci.ResponseFinalizeBlock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// CometBFT hears of an upgrade with the block before it, and an old program ends at that one.
class CometUpgradeTest {
  private static final long UPGRADE = 3;
  private static final long MAX = 4_194_304;
  private final Genesis genesis =
      TestChain.genesis(Params.defaults(Profile.DEV).governedBy(Governance.defaults(Profile.DEV)));
  @TempDir private Path folder;

  @BeforeEach
  void begin() {
    try (LmdbStateStore states = LmdbStateStore.openScratch(folder.resolve("state"))) {
      PlannedUpgrade.write(states, genesis, UPGRADE, 2);
    }
  }

  private HandMadeComet comet(Program program) throws IOException {
    return new HandMadeComet(
        genesis, TestChain.keys(), folder.resolve("state"), Crypto.strict(), program);
  }

  private BlockData block(long height, List<ByteString> txs) {
    long time = (genesis.timeMs() + 250 * height) * 1_000_000;
    return new BlockData(new BlockContext(height, time, TestChain.keys().address()), txs);
  }

  private ResponseFinalizeBlock next(HandMadeComet comet, long height) throws IOException {
    BlockData made = block(height, comet.prepare(block(height, List.of()), MAX));
    assertThat(comet.process(made)).isTrue();
    ResponseFinalizeBlock done = comet.finalizeBlock(made);
    comet.commit();
    return done;
  }

  @Test
  void anOldProgramEndsBeforeTheBlockOfTheUpgrade() throws Exception {
    try (HandMadeComet comet = comet(Program.current())) {
      comet.init();
      assertThat(next(comet, 1).hasConsensusParamUpdates()).isFalse();
      assertThat(comet.tooOld).isNotDone();
      ResponseFinalizeBlock last = next(comet, 2);
      assertThat(comet.tooOld.get(10, TimeUnit.SECONDS))
          .as("told whether or not it is asked for the next block")
          .hasMessageContaining("block 3 needs a program of app version 2");
      assertThat(last.getConsensusParamUpdates().getVersion().getApp()).isEqualTo(2);
      assertThat(last.getConsensusParamUpdates().hasBlock()).isFalse();
      assertThatThrownBy(() -> comet.prepare(block(3, List.of()), MAX))
          .isInstanceOf(IOException.class);
      assertThat(comet.fatal.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ProgramTooOld.class)
          .hasMessageContaining("block 3 needs a program of app version 2");
    }
    try (HandMadeComet comet = comet(Program.current())) {
      comet.info();
      BlockData proposed = block(3, List.of(ByteString.EMPTY));
      assertThatThrownBy(() -> comet.process(proposed)).isInstanceOf(IOException.class);
      assertThat(comet.fatal.get(10, TimeUnit.SECONDS))
          .as("it does not vote against what it does not know")
          .isInstanceOf(ProgramTooOld.class);
    }
  }

  @Test
  void aNewProgramGoesOn() throws Exception {
    try (HandMadeComet comet = comet(new Program(2))) {
      assertThat(comet.info().getAppVersion()).isEqualTo(1);
      comet.init();
      for (long height = 1; height <= UPGRADE + 1; height++) {
        assertThat(next(comet, height).hasConsensusParamUpdates()).isEqualTo(height == UPGRADE - 1);
      }
      assertThat(comet.info().getAppVersion()).isEqualTo(2);
      assertThat(comet.tooOld).isNotDone();
    }
  }
}
