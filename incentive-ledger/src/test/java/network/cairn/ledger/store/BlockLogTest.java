package network.cairn.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlockLogTest {
  private static byte[] block(Random random) {
    return Property.bytes(random, random.nextInt(3_000));
  }

  @Test
  void losesNoAcknowledgedBlockWhereverPowerFails() {
    int[] cuts = {0};
    int[] torn = {0};
    Property.check(
        400,
        random -> {
          SimulatedDisk disk = new SimulatedDisk(new Power(random, 0, 0));
          List<byte[]> acknowledged = new ArrayList<>();
          for (int life = 0; life < 4; life++) {
            disk = disk.survivor(new Power(random, random.nextInt(40), 0));
            run(disk, acknowledged, random);
            cuts[0]++;
            disk = disk.survivor(new Power(random, Long.MAX_VALUE, 0));
            BlockLog log = BlockLog.open(disk, 4_000);
            assertThat(log.lastHeight()).isGreaterThanOrEqualTo(acknowledged.size());
            torn[0] += log.lastHeight() > acknowledged.size() ? 1 : 0;
            for (int i = 0; i < acknowledged.size(); i++) {
              assertThat(log.read(i + 1L)).hasValue(acknowledged.get(i));
            }
            for (long h = acknowledged.size() + 1L; h <= log.lastHeight(); h++) {
              acknowledged.add(log.read(h).orElseThrow());
            }
          }
        });
    System.out.println(
        "block log: "
            + cuts[0]
            + " power cuts, none lost an acknowledged block, "
            + torn[0]
            + " kept one that was not yet acknowledged");
  }

  private static void run(SimulatedDisk disk, List<byte[]> acknowledged, Random random) {
    try {
      BlockLog log = BlockLog.open(disk, 4_000);
      while (true) {
        byte[] block = block(random);
        log.append(acknowledged.size() + 1, block);
        acknowledged.add(block);
      }
    } catch (PowerCut _) {
      // The caller looks at what survived.
    }
  }

  @Test
  void readsEveryBlockAcrossSegmentsAndAfterReopening(@TempDir Path folder) {
    Random random = new Random(1);
    List<byte[]> blocks = new ArrayList<>();
    try (BlockLog log = BlockLog.open(folder, 10_000)) {
      for (int i = 1; i <= 40; i++) {
        blocks.add(block(random));
        log.append(i, blocks.getLast());
      }
    }
    try (BlockLog log = BlockLog.open(folder, 10_000)) {
      assertThat(log.lastHeight()).isEqualTo(40);
      for (int i = 40; i >= 1; i--) {
        assertThat(log.read(i)).hasValue(blocks.get(i - 1));
      }
      assertThat(log.read(0)).isEmpty();
      assertThat(log.read(41)).isEmpty();
    }
  }

  @Test
  void refusesDamageBeforeTheTail(@TempDir Path folder) throws IOException {
    try (BlockLog log = BlockLog.open(folder, 1_000)) {
      for (int i = 1; i <= 6; i++) {
        log.append(i, new byte[600]);
      }
    }
    Path first = folder.resolve(Segment.name(3));
    byte[] bytes = Files.readAllBytes(first);
    bytes[700] ^= 1;
    Files.write(first, bytes);
    assertThatThrownBy(
            () -> {
              try (BlockLog log = BlockLog.open(folder, 1_000)) {
                log.read(4);
              }
            })
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("missing from the log");
  }

  @Test
  void takesNothingMoreAfterAFailure() {
    Power power = new Power(new Random(3), Long.MAX_VALUE, 0);
    BlockLog log = BlockLog.open(new SimulatedDisk(power));
    log.append(1, new byte[10]);
    power.fail(true);
    assertThatThrownBy(() -> log.append(2, new byte[10])).isInstanceOf(StoreFailure.class);
    power.fail(false);
    assertThatThrownBy(() -> log.append(2, new byte[10]))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("restart");
  }
}
