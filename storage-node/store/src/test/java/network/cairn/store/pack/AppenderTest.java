package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import network.cairn.ipld.dag.Block;
import network.cairn.store.car.SectionReader;
import org.junit.jupiter.api.Test;

final class AppenderTest {
  private static final int HEADER = Pack.header().remaining();

  private final TestStore machine = new TestStore(21);
  private final Packs packs = new Packs(machine.disk);

  private Appender appender(long packSize) {
    return new Appender(packs, packSize, 0, Optional.empty(), 0);
  }

  private static Location append(Appender appender, Block block) throws IOException {
    return appender.append(block.cid(), block.bytes());
  }

  private List<Block> anySizes(int count) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      blocks.add(TestDag.leaf(machine.random, machine.random.nextInt(i % 10 == 0 ? 9000 : 400)));
    }
    return blocks;
  }

  /// Small sections gather in a buffer and large ones go past it.
  @Test
  void writesSectionsThatAnyReaderOfCarFindsWhereItSays() throws IOException {
    Appender appender = appender(1 << 20);
    Map<Block, Location> places = new LinkedHashMap<>();
    for (Block block : anySizes(300)) {
      places.put(block, append(appender, block));
    }
    appender.flush();
    SectionReader reader = new SectionReader("pack", machine.disk.open(Pack.name(0)));
    places.forEach((block, place) -> {
      SectionReader.Section section = next(reader);
      assertThat(section.cid()).isEqualTo(block.cid());
      assertThat(section.content()).isEqualTo(block.bytes());
      assertThat(place)
          .isEqualTo(
              new Location(
                  0,
                  section.offset(),
                  block.size(),
                  block.cid().codec(),
                  OptionalInt.of(Location.sumOf(block.bytes()))));
      assertThat(packs.read(block.cid(), place)).contains(block.bytes());
    });
    assertThat(reader.next()).isEmpty();
  }

  private static SectionReader.Section next(SectionReader reader) {
    try {
      return reader.next().orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void knowsTheSizeOfASectionBeforehand() throws IOException {
    Appender appender = appender(1 << 20);
    long expected = HEADER;
    for (Block block : anySizes(50)) {
      append(appender, block);
      expected += Appender.sectionSize(block.cid(), block.size());
    }
    assertThat(appender.force()).isEqualTo(Map.of(0, expected));
    assertThat(machine.disk.open(Pack.name(0)).size()).isEqualTo(expected);
  }

  @Test
  void beginsANewPackOnceOneHasItsSizeAndPositionsAlwaysGrow() throws IOException {
    Appender appender = appender(2000);
    long last = -1;
    for (Block block : anySizes(200)) {
      long bound = appender.position();
      Location place = append(appender, block);
      assertThat(place.position()).isGreaterThanOrEqualTo(bound).isGreaterThan(last);
      last = place.position();
    }
    Map<Integer, Long> lengths = appender.force();
    assertThat(lengths.keySet()).containsExactlyInAnyOrderElementsOf(packs.ids());
    assertThat(packs.ids().size()).isGreaterThan(10);
    int newest = packs.ids().getLast();
    lengths.forEach((id, length) -> assertThat(id == newest || length >= 2000).isTrue());
  }

  @Test
  void answersOnlyWhatWasWrittenSinceTheLastForce() throws IOException {
    Appender appender = appender(1000);
    assertThat(appender.force()).isEmpty();
    for (Block block : machine.leaves(12, 200)) {
      append(appender, block);
    }
    assertThat(appender.force()).hasSizeGreaterThan(2);
    assertThat(appender.force().keySet()).containsExactly(packs.ids().getLast());
  }

  @Test
  void answersAgainWhatWasTakenBackAndTheGreatestLength() throws IOException {
    Appender appender = appender(1000);
    for (Block block : machine.leaves(12, 200)) {
      append(appender, block);
    }
    Map<Integer, Long> refused = appender.force();
    append(appender, TestDag.leaf(machine.random, 10));
    appender.tellAgain(refused);
    Map<Integer, Long> expected = new HashMap<>(refused);
    appender.flush();
    for (int id : packs.ids()) {
      expected.put(id, machine.disk.open(Pack.name(id)).size());
    }
    assertThat(appender.force()).isEqualTo(expected);
  }

  @Test
  void givesAPackUpOnceAWriteFailedAndGoesOnInTheNext() throws IOException {
    Appender appender = appender(1 << 20);
    append(appender, TestDag.leaf(machine.random, 100));
    machine.power.fail(true);
    Block large = TestDag.leaf(machine.random, 300_000);
    assertThatThrownBy(() -> append(appender, large)).isInstanceOf(IOException.class);
    machine.power.fail(false);
    assertThat(appender.isBroken(0)).isTrue();
    Location place = append(appender, large);
    assertThat(place.pack()).isEqualTo(1);
    assertThat(appender.isBroken(1)).isFalse();
    assertThat(appender.force().keySet()).containsExactly(1);
    assertThat(packs.read(large.cid(), place)).contains(large.bytes());
  }

  /// Who asks again may be told that lost data is safe.
  @Test
  void givesEveryPackUpWhoseForceFailed() throws IOException {
    Appender appender = appender(500);
    for (Block block : machine.leaves(5, 300)) {
      append(appender, block);
    }
    appender.flush();
    List<Integer> written = packs.ids();
    machine.power.fail(true);
    assertThatThrownBy(appender::force).isInstanceOf(IOException.class);
    machine.power.fail(false);
    assertThat(written).allMatch(appender::isBroken);
    assertThat(appender.force()).isEmpty();
    appender.tellAgain(Map.of(written.getFirst(), 500L));
    assertThat(appender.force()).as("a broken pack is never told of").isEmpty();
    assertThat(append(appender, TestDag.leaf(machine.random, 10)).pack())
        .isEqualTo(written.getLast() + 1);
  }

  @Test
  void aPackIsSettledOnceItIsFullForcedAndNobodyWaitsForIt() throws IOException {
    Appender appender = appender(1 << 20);
    append(appender, TestDag.leaf(machine.random, 100));
    Pack pack = packs.find(0).orElseThrow();
    assertThat(appender.isSettled(pack)).isFalse();
    appender.force();
    assertThat(appender.isSettled(pack)).as("still the newest").isFalse();
    appender.roll();
    appender.roll();
    assertThat(appender.isSettled(pack)).as("not forced since").isFalse();
    appender.force();
    assertThat(appender.isSettled(pack)).as("its block waits for a commit").isFalse();
    pack.pending.decrementAndGet();
    assertThat(appender.isSettled(pack)).isTrue();
    assertThat(append(appender, TestDag.leaf(machine.random, 1)).pack()).isEqualTo(1);
  }

  @Test
  void goesOnBehindWhatAPackHoldsAlready() throws IOException {
    Appender before = appender(1 << 20);
    append(before, TestDag.leaf(machine.random, 100));
    long length = before.force().getOrDefault(0, 0L);
    Appender after = new Appender(packs, 1 << 20, 1, packs.find(0), length);
    Block block = TestDag.leaf(machine.random, 50);
    Location place = append(after, block);
    assertThat(place.pack()).isZero();
    assertThat(place.offset()).isGreaterThan(length);
    after.flush();
    assertThat(packs.read(block.cid(), place)).contains(block.bytes());
  }
}
