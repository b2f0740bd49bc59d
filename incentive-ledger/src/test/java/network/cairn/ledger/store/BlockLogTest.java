package network.cairn.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.cairn.base.files.Disk;
import network.cairn.base.files.FileDisk;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlockLogTest {
  private static BlockLog open(Disk disk, long segmentBytes, long stateHeight) {
    BlockLog log = BlockLog.open(disk, segmentBytes);
    log.recover(OptionalLong.of(stateHeight));
    return log;
  }

  private static BlockLog open(Path folder, long segmentBytes, long stateHeight) {
    BlockLog log = BlockLog.open(folder, segmentBytes);
    log.recover(OptionalLong.of(stateHeight));
    return log;
  }

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
            BlockLog log = open(disk, 4_000, acknowledged.size());
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
      BlockLog log = open(disk, 4_000, acknowledged.size());
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
    try (BlockLog log = open(folder, 10_000, 0)) {
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
    try (BlockLog log = open(folder, 1_000, 0)) {
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
        .hasMessageContaining(
            "block 4 in 0000000000000003.blocks at byte 608 is damaged, and those up to 32"
                + " cannot be read without it");
  }

  @Test
  void takesNothingMoreAfterAFailure() {
    Power power = new Power(new Random(3), Long.MAX_VALUE, 0);
    BlockLog log = BlockLog.open(new SimulatedDisk(power));
    log.recover(OptionalLong.of(0));
    log.append(1, new byte[10]);
    power.fail(true);
    assertThatThrownBy(() -> log.append(2, new byte[10])).isInstanceOf(StoreFailure.class);
    power.fail(false);
    assertThatThrownBy(() -> log.append(2, new byte[10]))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("restart");
  }

  private static byte[] readAll(Disk disk, String name) throws IOException {
    try (Disk.File file = disk.openReadOnly(name)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      file.read(bytes, 0);
      return bytes.array();
    }
  }

  private static Map<String, byte[]> contents(Disk disk) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    for (String name : disk.list()) {
      contents.put(name, readAll(disk, name));
    }
    return contents;
  }

  /// The kind: a good log of many blocks with one bit flipped, anywhere. No block whose state is
  /// there may be lost, and no byte.
  @Test
  void aFlippedBitIsNamedAndNothingIsCut() {
    int[] named = {0};
    int[] aside = {0};
    Property.check(
        2_000,
        random -> {
          SimulatedDisk disk = new SimulatedDisk(new Power(random, Long.MAX_VALUE, 0));
          BlockLog log = open(disk, 4_000, 0);
          int blocks = 1 + random.nextInt(12);
          List<byte[]> written = new ArrayList<>();
          for (int i = 1; i <= blocks; i++) {
            written.add(block(random));
            log.append(i, written.getLast());
          }
          List<String> names = disk.list();
          String name = names.get(random.nextInt(names.size()));
          byte[] bytes = readAll(disk, name);
          if (bytes.length == 0) {
            return;
          }
          int at = random.nextInt(bytes.length);
          bytes[at] ^= (byte) (1 << random.nextInt(8));
          disk.open(name).write(ByteBuffer.wrap(bytes), 0);
          Map<String, byte[]> before = contents(disk);
          long state = random.nextInt(4) == 0 ? blocks - 1L : blocks;
          boolean fault = false;
          try {
            BlockLog again = open(disk, 4_000, state);
            for (int i = 1; i <= again.lastHeight(); i++) {
              assertThat(again.read(i)).hasValue(written.get(i - 1));
            }
            fault = again.lastHeight() < state;
            aside[0]++;
          } catch (StoreFailure e) {
            assertThat(e).hasMessageContaining(name).hasMessageContaining("at byte");
            named[0]++;
          }
          assertThat(fault).isFalse();
          long size = 0;
          for (byte[] content : contents(disk).values()) {
            size += content.length;
          }
          assertThat(size).isEqualTo(before.values().stream().mapToLong(b -> b.length).sum());
        });
    System.out.println(
        "block log: 2,000 flipped bits, "
            + named[0]
            + " named, "
            + aside[0]
            + " in the one block above the state, moved aside");
    assertThat(aside[0]).isPositive();
  }

  @Test
  void aDamagedBlockAboveTheStateIsNoTornTailIfOthersFollow() throws IOException {
    for (int damaged = 0; damaged < 2; damaged++) {
      SimulatedDisk disk = new SimulatedDisk(new Power(new Random(5), Long.MAX_VALUE, 0));
      BlockLog log = open(disk, 1 << 20, 0);
      for (int i = 1; i <= 6; i++) {
        log.append(i, new byte[] {(byte) i, 1, 2, 3});
      }
      byte[] bytes = readAll(disk, Segment.name(1));
      bytes[damaged == 0 ? 12 * 3 + 9 : 12 * 3 + 3] ^= 4;
      disk.open(Segment.name(1)).write(ByteBuffer.wrap(bytes), 0);
      BlockLog again = BlockLog.open(disk, 1 << 20);
      assertThatThrownBy(() -> again.recover(OptionalLong.of(2)))
          .isInstanceOf(StoreFailure.class)
          .hasMessageContaining(
              "block 4 in 0000000000000001.blocks at byte 36 is damaged, and those up to 32");
      assertThat(readAll(disk, Segment.name(1))).isEqualTo(bytes);
      assertThat(again.read(3)).isPresent();
    }
  }

  @Test
  void aTornBlockIsMovedAsideOnlyIfAStateTellsThatItWasNeverSeen() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Power(new Random(5), Long.MAX_VALUE, 0));
    BlockLog log = open(disk, 1 << 20, 0);
    log.append(1, new byte[100]);
    log.append(2, new byte[100]);
    disk.open(Segment.name(1)).truncate(150);
    byte[] torn = readAll(disk, Segment.name(1));

    BlockLog again = BlockLog.open(disk, 1 << 20);
    assertThat(again.lastHeight()).isEqualTo(1);
    assertThatThrownBy(() -> again.recover(OptionalLong.empty()))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("there is no state to tell");
    assertThatThrownBy(() -> again.recover(OptionalLong.of(2))).isInstanceOf(StoreFailure.class);
    assertThat(again.isTorn(OptionalLong.of(1))).isTrue();
    assertThat(readAll(disk, Segment.name(1))).isEqualTo(torn);
    assertThatThrownBy(() -> again.append(2, new byte[1]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("reading only");

    String aside = again.recover(OptionalLong.of(1)).orElseThrow();
    assertThat(aside).isEqualTo("0000000000000001.blocks.torn-108");
    assertThat(readAll(disk, aside)).isEqualTo(Arrays.copyOfRange(torn, 108, 150));
    again.append(2, new byte[] {9});
    assertThat(open(disk, 1 << 20, 2).read(2)).hasValue(new byte[] {9});
  }

  @Test
  void aReaderInTheMiddleOfAReadHoldsUpNeitherTheNextBlockNorOtherReaders(@TempDir Path folder)
      throws Exception {
    try (BlockLog log = open(folder, 10_000, 0)) {
      for (int i = 1; i <= 45; i++) {
        log.append(i, new byte[1_000]);
      }
    }
    StuckDisk disk = new StuckDisk(new FileDisk(folder));
    try (BlockLog log = open(disk, 10_000, 45)) {
      for (long height : new long[] {1, 42}) {
        CountDownLatch reading = disk.stickAt(Segment.name(height == 1 ? 1 : 41));
        CompletableFuture<byte[]> slow =
            CompletableFuture.supplyAsync(() -> log.read(height).orElseThrow());
        assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
        log.append(log.lastHeight() + 1, new byte[1_000]);
        assertThat(log.read(15)).isPresent();
        assertThat(slow).isNotDone();
        disk.free();
        assertThat(slow.get(30, TimeUnit.SECONDS)).hasSize(1_000);
      }
      assertThat(log.lastHeight()).isEqualTo(47);
    }
  }

  @Test
  void namesItsFilesAlikeUnderEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      for (Locale locale : Locale.getAvailableLocales()) {
        Locale.setDefault(locale);
        assertThat(Segment.name(12_345)).as("%s", locale).isEqualTo("0000000000012345.blocks");
      }
    } finally {
      Locale.setDefault(before);
    }
  }
}
