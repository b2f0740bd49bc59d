package network.cairn.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Time;
import network.cairn.proto.ledgerapi.StoredBlock;
import network.cairn.testing.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlockRecordsTest {
  private static final int BLOCKS = 100;

  @TempDir Path folder;
  private final List<StoredBlock> blocks = new ArrayList<>();

  /// Blocks of an engine: empty ones, and some with a payment.
  @BeforeEach
  void make() {
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
        if (i % 10 == 0) {
          ByteString pay =
              TestChain.transfer(
                  TestChain.TREASURY,
                  0,
                  i,
                  TestChain.address(TestChain.seed("to " + i)),
                  Amount.ofCairn(1),
                  i + 50L);
          engine.submit(pay, Submitter.local());
        }
        engine.step();
      }
    }
    try (BlockLog read = BlockLog.open(folder.resolve("blocks"))) {
      for (int i = 1; i <= BLOCKS; i++) {
        blocks.add(StoredBlocks.read(read, i).orElseThrow());
      }
    }
  }

  private StoredBlock block(int height) {
    return blocks.get(height - 1);
  }

  private Map<Long, byte[]> records() {
    Map<Long, byte[]> records = new HashMap<>();
    for (int i = 1; i <= BLOCKS; i++) {
      Optional<StoredBlock> before = i == 1 ? Optional.empty() : Optional.of(block(i - 1));
      records.put((long) i, BlockRecords.encode(before, block(i)));
    }
    return records;
  }

  private static Optional<StoredBlock> decode(Map<Long, byte[]> records, long height) {
    return BlockRecords.decode(
        height, Optional.empty(), at -> Optional.ofNullable(records.get(at)));
  }

  @Test
  void aGroupThatIsForgottenWhileItIsReadIsNotThere() {
    Map<Long, byte[]> records = records();
    List<Long> asked = new ArrayList<>();
    assertThat(
            BlockRecords.decode(
                40,
                Optional.empty(),
                height -> {
                  asked.add(height);
                  return asked.size() > 3
                      ? Optional.empty()
                      : Optional.ofNullable(records.get(height));
                }))
        .isEmpty();
    assertThat(asked).containsExactly(40L, 39L, 38L, 37L, 40L);
  }

  @Test
  void everyBlockComesBackFromTheRecordsBeforeIt() {
    Map<Long, byte[]> records = records();
    for (int i = 1; i <= BLOCKS; i++) {
      assertThat(decode(records, i)).contains(block(i));
    }
    assertThat(decode(records, BLOCKS + 1)).isEmpty();
    assertThat(block(10).getBlock().getData().getTxsCount()).isEqualTo(2);
  }

  /// What one after another reads is what is read alone, wherever it begins.
  @Test
  void readInOrderEachBlockNeedsItsOwnRecord() {
    try (BlockLog log = BlockLog.open(folder.resolve("blocks"))) {
      StoredBlocks.InOrder inOrder = new StoredBlocks.InOrder(log);
      for (int i = 50; i <= BLOCKS; i++) {
        assertThat(inOrder.read(i)).contains(block(i));
      }
      assertThat(inOrder.read(BLOCKS + 1)).isEmpty();
      assertThat(inOrder.read(7)).contains(block(7));
    }
  }

  /// 914 bytes a block were 5.8 GB a year at a block each 5 s.
  @Test
  void anEmptyBlockTakesLessThanAThirdOfItsBytes() throws IOException {
    Map<Long, byte[]> records = records();
    long whole = 0;
    long kept = 0;
    for (int i = 1; i < BLOCKS; i++) {
      if (i % 10 != 0) {
        whole += block(i).getSerializedSize();
        kept += Objects.requireNonNull(records.get((long) i)).length;
      }
    }
    assertThat(kept).isLessThan(whole / 3);
    assertThat(records.get(2L)).hasSizeLessThan(260);
    long file = Files.size(folder.resolve("blocks/0000000000000001.blocks"));
    assertThat(file).isLessThan(records.values().stream().mapToLong(r -> r.length + 8L).sum() + 1);
  }

  @Test
  void everyThirtySecondIsWhole() {
    Map<Long, byte[]> records = records();
    for (int i = 1; i <= BLOCKS; i++) {
      byte[] record = Objects.requireNonNull(records.get((long) i));
      assertThat(record[0] != 0).as("block %s", i).isEqualTo(i % BlockLog.GROUP == 1);
    }
  }

  /// A log of before, or one that went on in the old form, is read on.
  @Test
  void wholeAndShortMayFollowOneAnother() {
    Map<Long, byte[]> records = records();
    for (long i = 40; i < 60; i++) {
      records.put(i, block((int) i).toByteArray());
    }
    for (int i = 1; i <= BLOCKS; i++) {
      assertThat(decode(records, i)).contains(block(i));
    }
  }

  @Test
  void aRecordWithoutThoseItNeedsIsDamage() {
    Map<Long, byte[]> records = records();
    records.remove(33L);
    assertThatThrownBy(() -> decode(records, 35))
        .isInstanceOf(DamagedLedger.class)
        .hasMessage("block 35 needs block 33 of the log");
    Map<Long, byte[]> endless = new HashMap<>();
    for (long i = 1; i <= BLOCKS; i++) {
      endless.put(i, new byte[] {0});
    }
    assertThatThrownBy(() -> decode(endless, BLOCKS))
        .isInstanceOf(DamagedLedger.class)
        .hasMessage("block 100 follows from no whole block of the log");
    records.put(33L, new byte[] {10, 99});
    assertThatThrownBy(() -> decode(records, 35)).hasMessageContaining("block 33 does not decode");
    records.put(33L, new byte[0]);
    assertThat(decode(records, 33)).contains(StoredBlock.getDefaultInstance());
  }

  /// Whatever stands in a block, it is kept to the byte, or whole.
  @Test
  void noBlockIsChangedByItsForm() {
    Property.check(
        200,
        random -> {
          StoredBlock before = changed(random, block(1 + random.nextInt(BLOCKS - 1)));
          StoredBlock other = changed(random, block(1 + random.nextInt(BLOCKS)));
          StoredBlock next = random.nextBoolean() ? other : StoredBlocks.shortened(other);
          Map<Long, byte[]> records = new HashMap<>();
          records.put(1L, before.toByteArray());
          records.put(2L, BlockRecords.encode(Optional.of(before), next));
          assertThat(decode(records, 2)).contains(next);
        });
  }

  /// In place of its transactions a block has their names, and nothing else of it changes.
  @Test
  void aShortenedBlockComesBackWithNames() {
    Map<Long, byte[]> records = new HashMap<>();
    for (int i = 1; i <= BLOCKS; i++) {
      // Shortened ones, then whole ones that follow from them.
      Optional<StoredBlock> before = i == 1 ? Optional.empty() : Optional.of(block(i - 1));
      StoredBlock kept = i < 50 ? StoredBlocks.shortened(block(i)) : block(i);
      records.put((long) i, BlockRecords.encode(before, kept));
    }
    for (int i = 1; i <= BLOCKS; i++) {
      StoredBlock whole = block(i);
      StoredBlock read = decode(records, i).orElseThrow();
      assertThat(StoredBlocks.isShortened(read)).isEqualTo(i < 50);
      assertThat(StoredBlocks.names(read)).isEqualTo(StoredBlocks.names(whole));
      assertThat(StoredBlocks.signedHeader(read)).isEqualTo(StoredBlocks.signedHeader(whole));
      assertThat(StoredBlocks.id(read)).isEqualTo(whole.getCommit().getBlockId());
      assertThat(read.getBlock().getLastCommit()).isEqualTo(whole.getBlock().getLastCommit());
      assertThat(StoredBlocks.shortened(read)).isEqualTo(StoredBlocks.shortened(whole));
      assertThat(read.getBlock().getData().getTxsCount())
          .isEqualTo(i < 50 ? 0 : whole.getBlock().getData().getTxsCount());
      StoredBlocks.requireNames(read);
      StoredBlocks.requireSigned(TestChain.genesis(), read, Optional.empty());
    }
    assertThat(StoredBlocks.names(block(10))).hasSize(2);
    assertThat(StoredBlocks.names(block(10)).getLast().bodyId()).isPresent();
    assertThat(records.get(20L)).hasSizeLessThan(400);
  }

  @Test
  void noShortenedBlockNamesOtherTransactions() {
    Property.check(
        100,
        random -> {
          StoredBlock block = StoredBlocks.shortened(block(10 * (1 + random.nextInt(10))));
          StoredBlock.Builder other = block.toBuilder();
          switch (random.nextInt(4)) {
            case 0 -> other.setGone(0, block.getGone(1));
            case 1 -> other.clearGone().addGone(block.getGone(0));
            case 2 -> other.addGone(block.getGone(1));
            default -> other.setGone(1, ByteString.copyFrom(Property.bytes(random, 64)));
          }
          assertThatThrownBy(() -> StoredBlocks.requireNames(other.build()))
              .isInstanceOf(DamagedLedger.class)
              .hasMessageContaining("names other transactions than its header");
          assertThatThrownBy(() ->
                  StoredBlocks.requireSigned(TestChain.genesis(), other.build(), Optional.empty()))
              .isInstanceOf(DamagedLedger.class)
              .hasMessageContaining("is not signed by its validators");
        });
    StoredBlock cut =
        StoredBlocks.shortened(block(10)).toBuilder()
            .setGone(1, ByteString.copyFrom(new byte[33]))
            .build();
    assertThatThrownBy(() -> StoredBlocks.names(cut))
        .isInstanceOf(DamagedLedger.class)
        .hasMessage("a shortened block names no transaction");
  }

  private static StoredBlock changed(Random random, StoredBlock block) {
    StoredBlock.Builder next = block.toBuilder();
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    ByteString some = ByteString.copyFrom(bytes);
    var header = next.getBlockBuilder().getHeaderBuilder();
    switch (random.nextInt(16)) {
      case 0 -> header.setDataHash(some);
      case 1 -> header.setProposerAddress(some);
      case 2 -> header.setValidatorsHash(some);
      case 3 -> header.setNextValidatorsHash(some);
      case 4 -> header.setLastResultsHash(some);
      case 5 -> header.clearTime();
      case 6 -> header.getVersionBuilder().setApp(random.nextInt(5));
      case 7 -> next.getCommitBuilder().setRound(random.nextInt(3));
      case 8 -> next.getCommitBuilder().getBlockIdBuilder().setHash(some);
      case 9 -> next.getCommitBuilder().addSignatures(CommitSig.newBuilder().setBlockIdFlag(1));
      case 10 -> next.getCommitBuilder().clearSignatures();
      case 11 -> next.getCommitBuilder().getSignaturesBuilder(0).setValidatorAddress(some);
      case 12 ->
          next.getCommitBuilder()
              .getSignaturesBuilder(0)
              .setTimestamp(Time.newBuilder().setSeconds(random.nextInt()));
      case 13 -> next.getBlockBuilder().clearLastCommit();
      case 14 -> next.getBlockBuilder().clearEvidence();
      default -> next.getBlockBuilder().getDataBuilder().addTxs(some);
    }
    return next.build();
  }
}
