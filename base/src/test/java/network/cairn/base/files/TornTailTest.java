package network.cairn.base.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class TornTailTest {
  private static final String NAME = "log";

  private static SimulatedDisk disk(byte[] content) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Power(new Random(1), Long.MAX_VALUE, 0));
    DurableFiles.create(disk, NAME, content);
    return disk;
  }

  private static byte[] read(Disk disk, String name) throws IOException {
    try (Disk.File file = disk.openReadOnly(name)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      file.read(bytes, 0);
      return bytes.array();
    }
  }

  @Test
  void movesTheTailAndLeavesTheRest() throws IOException {
    byte[] content = Property.bytes(new Random(2), 200_000);
    SimulatedDisk disk = disk(content);
    String aside = TornTail.moveAside(disk, NAME, 1_000);
    assertThat(aside).isEqualTo("log.torn-1000");
    assertThat(TornTail.isAside(aside)).isTrue();
    assertThat(TornTail.isAside(NAME)).isFalse();
    assertThat(read(disk, NAME)).isEqualTo(Arrays.copyOf(content, 1_000));
    assertThat(read(disk, aside)).isEqualTo(Arrays.copyOfRange(content, 1_000, 200_000));
  }

  @Test
  void keepsOtherBytesThatLieAsideAlready() throws IOException {
    SimulatedDisk disk = disk(new byte[] {1, 2, 3});
    assertThat(TornTail.moveAside(disk, NAME, 1)).isEqualTo("log.torn-1");
    disk.open(NAME).write(ByteBuffer.wrap(new byte[] {4, 5}), 1);
    assertThat(TornTail.moveAside(disk, NAME, 1)).isEqualTo("log.torn-1-2");
    disk.open(NAME).write(ByteBuffer.wrap(new byte[] {2, 3}), 1);
    assertThat(TornTail.moveAside(disk, NAME, 1)).isEqualTo("log.torn-1");
    assertThat(read(disk, "log.torn-1")).containsExactly(2, 3);
    assertThat(read(disk, "log.torn-1-2")).containsExactly(4, 5);
  }

  @Test
  void refusesAnEndBeyondTheFile() throws IOException {
    SimulatedDisk disk = disk(new byte[3]);
    assertThatThrownBy(() -> TornTail.moveAside(disk, NAME, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void losesNoByteWhereverPowerFails() {
    Property.check(
        500,
        random -> {
          byte[] content = Property.bytes(random, 1 + random.nextInt(200_000));
          int end = random.nextInt(content.length);
          SimulatedDisk before = disk(content);
          SimulatedDisk disk = before.survivor(new Power(random, random.nextInt(9), 0));
          try {
            TornTail.moveAside(disk, NAME, end);
          } catch (PowerCut _) {
            // What survives is looked at.
          }
          SimulatedDisk after = disk.survivor(new Power(random, Long.MAX_VALUE, 0));
          byte[] left = read(after, NAME);
          if (left.length < content.length) {
            assertThat(read(after, NAME + ".torn-" + end))
                .isEqualTo(Arrays.copyOfRange(content, end, content.length));
          }
          assertThat(Arrays.copyOf(left, end)).isEqualTo(Arrays.copyOf(content, end));
          TornTail.moveAside(after, NAME, end);
          assertThat(read(after, NAME)).isEqualTo(Arrays.copyOf(content, end));
        });
  }

  @Test
  void leavesEverythingAsItWasWhereThereIsNoRoomBeside() throws IOException {
    byte[] content = Property.bytes(new Random(3), 200_000);
    SimulatedDisk disk = disk(content);
    disk.capacity(disk.used() + 150_000);
    assertThatThrownBy(() -> TornTail.moveAside(disk, NAME, 10)).isInstanceOf(IOException.class);
    assertThat(disk.list()).containsExactly(NAME);
    assertThat(read(disk, NAME)).isEqualTo(content);
  }

  @Test
  void movesAWholeFileWithoutRoom() throws IOException {
    byte[] content = Property.bytes(new Random(4), 1_000);
    SimulatedDisk disk = disk(content);
    disk.capacity(disk.used());
    assertThat(TornTail.moveAllAside(disk, NAME)).isEqualTo("log.torn-0");
    disk.capacity(Long.MAX_VALUE);
    DurableFiles.create(disk, NAME, new byte[] {1});
    assertThat(TornTail.moveAllAside(disk, NAME)).isEqualTo("log.torn-0-2");
    assertThat(read(disk, "log.torn-0")).isEqualTo(content);
    assertThat(read(disk, "log.torn-0-2")).isEqualTo(new byte[] {1});
    assertThat(disk.list()).noneMatch(NAME::equals).allMatch(TornTail::isAside);
  }

  @Test
  void aDeadTailGoesForGood() throws IOException {
    byte[] content = Property.bytes(new Random(5), 1_000);
    SimulatedDisk disk = disk(content);
    try (Disk.File file = disk.open(NAME)) {
      assertThat(DeadTail.cut(file, 1_000)).isZero();
      assertThat(DeadTail.cut(file, 2_000)).isZero();
      assertThat(DeadTail.cut(file, 400)).isEqualTo(600);
      assertThatThrownBy(() -> DeadTail.cut(file, -1)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(read(disk, NAME)).isEqualTo(Arrays.copyOf(content, 400));
    assertThat(disk.list()).containsExactly(NAME);
  }
}
