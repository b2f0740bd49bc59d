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
import java.util.stream.LongStream;
import network.cairn.base.files.Disk;
import network.cairn.base.files.FileDisk;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
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
  void forgetsWholeFilesAndBeginsWhereABlockIsWhole() {
    SimulatedDisk disk = new SimulatedDisk(new Power(new Random(4), Long.MAX_VALUE, 0));
    BlockLog log = open(disk, 1_000, 0);
    for (int i = 1; i <= 200; i++) {
      log.append(i, new byte[] {(byte) i, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    }
    log.forget(40);
    log.forget(60);
    assertThat(log.firstHeight()).isEqualTo(1);
    log.forget(100);
    assertThat(log.firstHeight()).isEqualTo(65);
    assertThat(log.read(64)).isEmpty();
    assertThat(log.read(65).orElseThrow()[0]).isEqualTo((byte) 65);
    BlockLog again = open(disk, 1_000, 200);
    assertThat(again.firstHeight()).isEqualTo(65);
    assertThat(again.lastHeight()).isEqualTo(200);
    again.forget(1_000);
    assertThat(again.firstHeight()).isEqualTo(193);
    again.append(201, new byte[9]);
    assertThat(again.read(201)).isPresent();
    assertThat(again.read(192)).isEmpty();
  }

  /// A reader beside one that forgets gets a block or none, never a fault.
  @Test
  void aBlockThatIsForgottenWhileItIsReadIsNotThere() throws Exception {
    for (int round = 0; round < 1_500; round++) {
      BlockLog log = open(new SimulatedDisk(new Power(new Random(4), Long.MAX_VALUE, 0)), 200, 0);
      for (int i = 1; i <= 100; i++) {
        log.append(i, new byte[10]);
      }
      CountDownLatch reads = new CountDownLatch(3);
      CompletableFuture<Void> reader =
          CompletableFuture.runAsync(() -> {
            for (long height = 1; log.read(height).isPresent(); height = height % 30 + 1) {
              reads.countDown();
            }
          });
      assertThat(reads.await(60, TimeUnit.SECONDS) || reader.isDone()).isTrue();
      log.forget(100);
      assertThat(log.firstHeight()).isEqualTo(97);
      reader.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void aLogWithoutTheFileOfItsFirstHeightSaysSo() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Power(new Random(4), Long.MAX_VALUE, 0));
    BlockLog log = open(disk, 1_000, 0);
    for (int i = 1; i <= 200; i++) {
      log.append(i, new byte[10]);
    }
    log.forget(150);
    assertThat(disk.list()).contains("0000000000000129.first");
    disk.delete("0000000000000129.first");
    assertThatThrownBy(() -> BlockLog.open(disk, 1_000))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("begins at height ")
        .hasMessageContaining("not 1; restore the files before");
  }

  @Test
  void losesNothingThatItKeepsWhereverPowerFailsWhileItForgets() {
    int[] cuts = {0};
    Property.check(
        200,
        random -> {
          Power power = new Power(random, Long.MAX_VALUE, 0);
          SimulatedDisk disk = new SimulatedDisk(power);
          BlockLog log = open(disk, 500, 0);
          int blocks = 100 + random.nextInt(200);
          for (int i = 1; i <= blocks; i++) {
            log.append(i, new byte[] {(byte) i, (byte) (i >> 8), 3, 4, 5, 6, 7, 8});
          }
          disk = disk.survivor(new Power(random, random.nextInt(25), 0));
          long below = 1L + random.nextInt(blocks + 50);
          try {
            open(disk, 500, blocks).forget(below);
          } catch (PowerCut e) {
            cuts[0]++;
          }
          disk = disk.survivor(new Power(random, Long.MAX_VALUE, 0));
          BlockLog again = open(disk, 500, blocks);
          assertThat(again.lastHeight()).isEqualTo(blocks);
          assertThat(again.firstHeight() % BlockLog.GROUP).isEqualTo(1);
          assertThat(again.firstHeight()).isLessThanOrEqualTo(Math.max(1, below));
          for (long i = again.firstHeight(); i <= blocks; i++) {
            assertThat(again.read(i).orElseThrow()[0]).isEqualTo((byte) i);
          }
        });
    assertThat(cuts[0]).isPositive();
  }

  private static byte[] tall(int height) {
    byte[] bytes = new byte[(int) BlockLog.SHORT_ENOUGH + height % 7];
    Arrays.fill(bytes, (byte) height);
    return bytes;
  }

  private static byte[] low(long height) {
    return new byte[] {(byte) -height, (byte) (height >> 8)};
  }

  private static BlockLog tall(Disk disk, int blocks) {
    BlockLog log = open(disk, 3_000, 0);
    for (int i = 1; i <= blocks; i++) {
      log.append(i, tall(i));
    }
    return log;
  }

  private static void requireShortBelow(BlockLog log, long whole, int blocks) {
    assertThat(log.firstWhole()).isEqualTo(whole);
    for (int i = 1; i <= blocks; i++) {
      assertThat(log.read(i)).hasValue(i < whole ? low(i) : tall(i));
    }
  }

  @Test
  void shortensWholeFilesAndGoesOn() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Power(new Random(4), Long.MAX_VALUE, 0));
    BlockLog log = tall(disk, 90);
    List<Long> asked = new ArrayList<>();
    log.shorten(
        29,
        height -> {
          asked.add(height);
          return low(height);
        });
    assertThat(asked).containsExactlyElementsOf(LongStream.range(1, 28).boxed().toList());
    requireShortBelow(log, 28, 90);
    assertThat(disk.list())
        .contains("0000000000000001.headers", "0000000000000028.blocks")
        .doesNotContain("0000000000000001.blocks", "0000000000000028.headers");
    asked.clear();
    log.shorten(
        29,
        height -> {
          throw new IllegalStateException("block " + height + " is shortened again");
        });
    log.append(91, tall(91));
    BlockLog again = open(disk, 3_000, 91);
    requireShortBelow(again, 28, 91);
    again.shorten(1_000, BlockLogTest::low);
    requireShortBelow(again, 91, 91);
    again.forget(66);
    assertThat(again.firstHeight()).isEqualTo(65);
    assertThat(again.firstWhole()).isEqualTo(91);
    assertThat(again.read(64)).isEmpty();
    assertThat(again.read(65)).hasValue(low(65));
    BlockLog last = open(disk, 3_000, 91);
    assertThat(last.firstHeight()).isEqualTo(65);
    assertThat(last.firstWhole()).isEqualTo(91);
    assertThat(last.read(70)).hasValue(low(70));
  }

  /// What is below the first height may follow from blocks that are gone.
  @Test
  void shortensNothingThatWasForgotten() {
    BlockLog log = tall(new SimulatedDisk(new Power(new Random(4), Long.MAX_VALUE, 0)), 200);
    log.forget(66);
    assertThat(log.firstHeight()).isEqualTo(65);
    log.shorten(
        150,
        height -> {
          assertThat(height).isGreaterThanOrEqualTo(65);
          return low(height);
        });
    assertThat(log.read(64)).isEmpty();
    assertThat(log.read(65)).hasValue(low(65));
    assertThat(log.firstWhole()).isBetween(148L, 150L);
  }

  @Test
  void leavesFilesOfShortBlocksAsTheyAre() {
    BlockLog log = open(new SimulatedDisk(new Power(new Random(4), Long.MAX_VALUE, 0)), 3_000, 0);
    for (int i = 1; i <= 60; i++) {
      log.append(i, new byte[(int) BlockLog.SHORT_ENOUGH - 16]);
    }
    log.shorten(
        60,
        height -> {
          throw new IllegalStateException("block " + height + " is short as it is");
        });
    assertThat(log.firstWhole()).isEqualTo(1);
  }

  @Test
  void endsShorteningWhenItCloses() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Power(new Random(4), Long.MAX_VALUE, 0));
    BlockLog log = tall(disk, 90);
    log.shorten(
        90,
        height -> {
          if (height == 14) {
            log.close();
          }
          return low(height);
        });
    assertThat(disk.list()).noneMatch(name -> name.endsWith(".part"));
    requireShortBelow(open(disk, 3_000, 90), 13, 90);
  }

  @Test
  void shortensNothingWhereTheDiskHasLittleRoomLeft() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Power(new Random(4), Long.MAX_VALUE, 0));
    BlockLog log = tall(disk, 90);
    disk.capacity(disk.used() + 5_000);
    log.shorten(
        90,
        height -> {
          throw new IllegalStateException("block " + height + " is shortened");
        });
    assertThat(disk.usable()).isEqualTo(5_000);
    disk.capacity(disk.used() + 20_000);
    log.shorten(90, BlockLogTest::low);
    requireShortBelow(log, 88, 90);
  }

  @Test
  void leavesNothingOfAFileThatCannotBeShortened() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Power(new Random(4), Long.MAX_VALUE, 0));
    BlockLog log = tall(disk, 90);
    assertThatThrownBy(() ->
            log.shorten(
                90,
                height -> {
                  if (height == 14) {
                    throw new StoreFailure("block 14 is damaged");
                  }
                  return low(height);
                }))
        .hasMessageContaining("block 14 is damaged");
    assertThat(disk.list()).noneMatch(name -> name.endsWith(".part"));
    requireShortBelow(log, 13, 90);
  }

  /// A reader beside one that shortens gets a block in one of its two forms, never a fault.
  @Test
  void aBlockThatIsShortenedWhileItIsReadIsThere() throws Exception {
    for (int round = 0; round < 300; round++) {
      BlockLog log = tall(new SimulatedDisk(new Power(new Random(4), Long.MAX_VALUE, 0)), 60);
      CountDownLatch reads = new CountDownLatch(3);
      CompletableFuture<Void> reader =
          CompletableFuture.runAsync(() -> {
            for (long height = 1; log.firstWhole() < 58; height = height % 50 + 1) {
              byte[] read = log.read(height).orElseThrow();
              assertThat(
                      Arrays.equals(read, tall((int) height)) || Arrays.equals(read, low(height)))
                  .isTrue();
              reads.countDown();
            }
          });
      assertThat(reads.await(60, TimeUnit.SECONDS) || reader.isDone()).isTrue();
      log.shorten(100, BlockLogTest::low);
      reader.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void losesNoBlockWhereverPowerFailsWhileItShortens() {
    int[] cuts = {0};
    int[] done = {0};
    Property.check(
        300,
        random -> {
          SimulatedDisk disk = new SimulatedDisk(new Power(random, Long.MAX_VALUE, 0));
          int blocks = 20 + random.nextInt(60);
          tall(disk, blocks);
          disk = disk.survivor(new Power(random, random.nextInt(60), 0));
          long below = 1L + random.nextInt(blocks + 20);
          try {
            open(disk, 3_000, blocks).shorten(below, BlockLogTest::low);
          } catch (PowerCut e) {
            cuts[0]++;
          }
          disk = disk.survivor(new Power(random, Long.MAX_VALUE, 0));
          BlockLog again = open(disk, 3_000, blocks);
          assertThat(again.lastHeight()).isEqualTo(blocks);
          assertThat(again.firstWhole()).isLessThanOrEqualTo(Math.max(1, below));
          requireShortBelow(again, again.firstWhole(), blocks);
          done[0] += again.firstWhole() > 1 ? 1 : 0;
          assertThat(disk.list()).noneMatch(name -> name.endsWith(".part"));
          again.shorten(below, BlockLogTest::low);
          requireShortBelow(open(disk, 3_000, blocks), again.firstWhole(), blocks);
        });
    assertThat(cuts[0]).isPositive();
    assertThat(done[0]).isPositive();
  }

  @Test
  void aLogThatEndsWithShortenedBlocksSaysSo() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Power(new Random(4), Long.MAX_VALUE, 0));
    BlockLog log = tall(disk, 7);
    log.shorten(7, BlockLogTest::low);
    disk.delete(Segment.name(7));
    assertThatThrownBy(() -> BlockLog.open(disk, 3_000))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining(
            "the block log ends with 0000000000000004.headers, behind which other files belong");
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
