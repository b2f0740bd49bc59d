package network.cairn.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.StoredBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A replay whose signatures and proofs are checked ahead finds what one without would.
final class BlocksAheadTest {
  private static final int BLOCKS = 30;

  @TempDir Path folder;

  /// A chain with a payment in each block.
  private LedgerHead chain() {
    BlockLog log = BlockLog.open(folder.resolve("blocks"));
    try (EmbeddedEngine engine =
        new EmbeddedEngine(
            TestChain.genesis(),
            TestChain.keys(),
            LmdbStateStore.open(folder.resolve("state")),
            log,
            TestChain.ticking(),
            LedgerMetrics.none())) {
      for (int i = 1; i <= BLOCKS; i++) {
        engine.submit(
            TestChain.transfer(
                TestChain.TREASURY,
                0,
                i,
                TestChain.address(TestChain.seed("to " + i)),
                Amount.ofCairn(1),
                i + 50L),
            Submitter.local());
        engine.step();
      }
      return engine.head();
    }
  }

  /// Replays a copy of the log with one block changed.
  private LedgerHead replay(int height, UnaryOperator<StoredBlock> change, List<Long> seen) {
    try (BlockLog old = BlockLog.open(folder.resolve("blocks"));
        BlockLog copy = BlockLog.open(folder.resolve("copy"));
        StateStore states = LmdbStateStore.openScratch(folder.resolve("scratch"))) {
      copy.recover(OptionalLong.of(0));
      for (int i = 1; i <= BLOCKS; i++) {
        StoredBlock block = StoredBlocks.read(old, i).orElseThrow();
        StoredBlocks.append(copy, Optional.empty(), i == height ? change.apply(block) : block);
      }
      return LedgerVerify.replay(TestChain.genesis(), copy, states, seen::add);
    }
  }

  @Test
  void theReplayedStateIsTheEngines() {
    LedgerHead head = chain();
    List<Long> seen = new ArrayList<>();
    assertThat(replay(0, b -> b, seen)).isEqualTo(head);
    assertThat(seen).hasSize(BLOCKS).isSorted();
  }

  private void requireNamed(int height, UnaryOperator<StoredBlock> change, String words) {
    chain();
    List<Long> seen = new ArrayList<>();
    assertThatThrownBy(() -> replay(height, change, seen))
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining(words);
    assertThat(seen).as("blocks before it are replayed first").hasSize(height - 1);
  }

  @Test
  void aFalseSignatureIsNamedAtItsBlock() {
    requireNamed(
        20,
        block -> {
          StoredBlock.Builder next = block.toBuilder();
          var sig = next.getCommitBuilder().getSignaturesBuilder(0);
          sig.setSignature(flipped(sig.getSignature()));
          return next.build();
        },
        "block 20 is not signed by its validators");
  }

  @Test
  void aBlockThatWasChangedIsNamed() {
    requireNamed(
        20,
        block -> {
          StoredBlock.Builder next = block.toBuilder();
          var data = next.getBlockBuilder().getDataBuilder();
          data.setTxs(0, flipped(data.getTxs(0)));
          return next.build();
        },
        "block 20 does not follow from the block before it");
  }

  @Test
  void aBlockWithoutTransactionsOrValidatorsIsNamed() {
    requireNamed(
        9,
        block -> {
          StoredBlock.Builder next = block.toBuilder();
          next.getBlockBuilder().getDataBuilder().clearTxs();
          next.getBlockBuilder().getHeaderBuilder().clearValidatorsHash();
          return next.build();
        },
        "block 9");
  }

  /// Whoever asks for what was not checked ahead gets the answer all the same.
  @Test
  void whatWasNotForeseenIsCheckedWhenItIsAskedFor() {
    chain();
    byte[] message = {1, 2, 3};
    byte[] key = network.cairn.ledger.crypto.Ed25519.publicKey(TestChain.TREASURY);
    byte[] signature = network.cairn.ledger.crypto.Ed25519.sign(TestChain.TREASURY, message);
    try (BlockLog log = BlockLog.open(folder.resolve("blocks"));
        BlocksAhead ahead = new BlocksAhead(TestChain.genesis(), log, 0, new byte[32])) {
      ahead.take();
      assertThat(ahead.crypto().verify(key, message, signature)).isTrue();
      signature[5] ^= 1;
      assertThat(ahead.crypto().verify(key, message, signature)).isFalse();
      assertThat(ahead.crypto().beacon(key, message, new byte[80])).isEmpty();
    }
  }

  private static ByteString flipped(ByteString bytes) {
    byte[] flipped = bytes.toByteArray();
    flipped[flipped.length - 5] ^= 1;
    return ByteString.copyFrom(flipped);
  }
}
