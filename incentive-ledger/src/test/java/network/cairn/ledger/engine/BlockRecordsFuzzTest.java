package network.cairn.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Optional;
import network.cairn.proto.ledgerapi.StoredBlock;

/// Whatever a log holds under the heights of two blocks, the second comes back to the byte or is
/// named.
final class BlockRecordsFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void recordsAreBlocksOrNamed(byte[] bytes) {
    int cut = bytes.length == 0 ? 0 : Math.floorMod(bytes[0], bytes.length);
    byte[] first = Arrays.copyOfRange(bytes, Math.min(1, bytes.length), Math.max(1, cut));
    byte[] second = Arrays.copyOfRange(bytes, cut, bytes.length);
    try {
      Optional<StoredBlock> block =
          BlockRecords.decode(
              2, Optional.empty(), height -> Optional.of(height == 2 ? second : first));
      comesBack(first, block.orElseThrow());
    } catch (DamagedLedger e) {
      assertThat(e).hasMessageContaining("block ");
    }
  }

  /// As a block of the log, behind another.
  private static void comesBack(byte[] first, StoredBlock block) {
    try {
      StoredBlock before =
          BlockRecords.decode(1, Optional.empty(), _ -> Optional.of(first)).orElseThrow();
      byte[] record = BlockRecords.encode(Optional.of(before), block);
      assertThat(BlockRecords.decode(2, Optional.of(before), _ -> Optional.of(record)))
          .contains(block);
    } catch (DamagedLedger e) {
      // The first is no block, and the second did not need it.
      assertThat(e).hasMessageContaining("block 1");
    }
  }
}
