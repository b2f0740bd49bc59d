package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.ValidatorHomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockMakersTest {
  private static final BlockMakers.Cluster FOUR = new BlockMakers.Cluster(4, "/c/cometbft");

  @TempDir Path folder;

  private static BlockMakers.Wish wish(Optional<Integer> validators) {
    return new BlockMakers.Wish(validators, () -> Path.of("/c/cometbft"));
  }

  private static BlockMakers.Wish withoutCometBft(Optional<Integer> validators) {
    return new BlockMakers.Wish(
        validators,
        () -> {
          throw new IllegalStateException("install it");
        });
  }

  @Test
  void oneProcessAloneHasItsHomeAndNeedsNoCometBft() throws IOException {
    BlockMakers alone = withoutCometBft(Optional.empty()).fulfilled();
    assertThat(alone.names()).containsExactly("ledger");
    assertThat(alone.networkFile()).isEqualTo("ledger/network");
    assertThat(alone.start("ledger")).containsExactly("ledger", "start", "--home", "ledger");
    assertThat(String.join(" ", alone.init()))
        .matches("ledger init --dev --url http://127\\.0\\.0\\.1:[0-9]+ --home ledger");
  }

  @Test
  void validatorsHaveAHomeEachInTheFolderItself() throws IOException {
    assertThat(wish(Optional.of(4)).fulfilled()).isEqualTo(FOUR);
    assertThat(FOUR.names())
        .containsExactly("validator-1", "validator-2", "validator-3", "validator-4");
    assertThat(FOUR.networkFile()).isEqualTo("validator-1/network");
    assertThat(FOUR.start("validator-3"))
        .containsExactly(
            "ledger",
            "start",
            "--engine",
            "cometbft",
            "--cometbft",
            "/c/cometbft",
            "--home",
            "validator-3");
    assertThat(String.join(" ", FOUR.init()))
        .matches(
            "ledger init --dev --validators 4 --p2p 127\\.0\\.0\\.1:[0-9]+"
                + " --url http://127\\.0\\.0\\.1:[0-9]+ --home \\.");
  }

  @Test
  void whoWantsValidatorsHearsFirstThatCometBftIsMissing() {
    BlockMakers.Wish wish = withoutCometBft(Optional.of(4));
    assertThatThrownBy(wish::fulfilled).hasMessage("install it");
  }

  /// Whatever was asked for, a network that is there goes on with those that made its blocks.
  @Test
  void aNetworkThatWasMadeTellsItsMakers() {
    assertThat(wish(Optional.of(2)).of(folder, List.of("ledger")))
        .isEqualTo(new BlockMakers.Alone());
    ValidatorHomes.init(
        folder,
        LedgerHome.Plan.of("cairn-dev-demo", URI.create("http://127.0.0.1:5101")),
        4,
        "127.0.0.1:26656",
        new SplittableRandom(1),
        InstantSource.fixed(Instant.EPOCH));
    assertThat(wish(Optional.empty()).of(folder, List.of("client", "validator-2"))).isEqualTo(FOUR);
    BlockMakers.Wish without = withoutCometBft(Optional.empty());
    assertThat(without.of(folder, List.of("client", "provider-1")).names()).isEqualTo(FOUR.names());
    assertThatThrownBy(() -> without.of(folder, List.of("client", "validator-2")))
        .hasMessage("install it");
  }

  @Test
  void knowsTheNamesOfThoseThatMakeBlocks() {
    assertThat(List.of("ledger", "validator-2")).allMatch(BlockMakers::isOne);
    assertThat(List.of("client", "provider-1", "fresh")).noneMatch(BlockMakers::isOne);
  }
}
