package network.cairn.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.files.Disk;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.lmdb.MemoryTables;
import network.cairn.lmdb.Table;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class FactLogTest {
  private static final Table PINS = new Table("PINS", 40);
  private static final Table STATE = new Table("STATE", 40);
  private static final List<FactTable> KEPT =
      List.of(new FactTable(PINS, new byte[0]), new FactTable(STATE, bytes("s:")));

  private final Power power = new Power(new Random(1), Long.MAX_VALUE, 0);
  private final SimulatedDisk disk = new SimulatedDisk(power);
  private MemoryTables tables = new MemoryTables(power);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private FactLog begin(boolean lost) throws IOException {
    FactLog log = FactLog.open(disk, tables, KEPT, lost);
    log.begin();
    return log;
  }

  /// The machine starts again with the index that it had.
  private FactLog restart() throws IOException {
    tables = tables.survivor(power);
    return begin(false);
  }

  private FactLog restartWithoutIndex() throws IOException {
    tables = new MemoryTables(power);
    return begin(true);
  }

  private static void put(MemoryTables tables, Table table, String key, String value) {
    tables.write(change -> {
      change.put(table, bytes(key), bytes(value));
      return true;
    });
  }

  private static void delete(MemoryTables tables, Table table, String key) {
    tables.write(change -> change.delete(table, bytes(key)));
  }

  private static Map<String, String> facts(MemoryTables tables) {
    Map<String, String> facts = new TreeMap<>();
    tables.read(reader -> {
      for (FactTable fact : KEPT) {
        reader.scan(
            fact.table(),
            new byte[0],
            (key, value) -> {
              String name = fact.table().name() + " " + new String(key, StandardCharsets.UTF_8);
              facts.put(name, new String(value, StandardCharsets.UTF_8));
              return true;
            });
      }
      return true;
    });
    return facts;
  }

  @Test
  void bringsTheFactsOfALostIndexBackAndNothingElse() throws IOException {
    begin(false);
    put(tables, PINS, "a", "one");
    put(tables, PINS, "b", "two");
    put(tables, STATE, "s:journal", "agreement");
    put(tables, STATE, "f:format", "1");
    put(tables, PINS, "a", "new name");
    delete(tables, PINS, "b");
    for (int i = 0; i < 2; i++) {
      FactLog log = restartWithoutIndex();
      assertThat(log.isWhole()).isTrue();
      assertThat(log.problems()).isEmpty();
      assertThat(facts(tables))
          .containsExactly(
              Map.entry("PINS a", "new name"), Map.entry("STATE s:journal", "agreement"));
    }
    put(tables, PINS, "c", "three");
    restartWithoutIndex();
    assertThat(facts(tables)).containsKeys("PINS a", "PINS c").hasSize(3);
  }

  /// A home of before has no log.
  @Test
  void takesUpTheFactsThatAnIndexHasAlready() throws IOException {
    tables.register(PINS);
    put(tables, PINS, "a", "one");
    FactLog log = begin(false);
    assertThat(log.isWhole()).isTrue();
    assertThat(log.restored()).isZero();
    restartWithoutIndex();
    assertThat(facts(tables)).containsExactly(Map.entry("PINS a", "one"));
  }

  @Test
  void isNotWholeWithoutALogWhenTheIndexIsLost() throws IOException {
    FactLog log = FactLog.open(disk, tables, KEPT, true);
    assertThat(log.isWhole()).isFalse();
    log.begin();
    put(tables, PINS, "a", "one");
    assertThat(restartWithoutIndex().isWhole()).isTrue();
    assertThat(facts(tables)).hasSize(1);
  }

  /// As after a backup of the index was put back.
  @Test
  void bringsAnOlderIndexToWhereTheLogIs() throws IOException {
    begin(false);
    put(tables, PINS, "a", "one");
    put(tables, PINS, "b", "two");
    MemoryTables older = tables.survivor(power);
    put(tables, PINS, "c", "three");
    delete(tables, PINS, "a");
    tables = older;
    FactLog log = restart();
    assertThat(log.restored()).isEqualTo(2);
    assertThat(facts(tables)).containsOnlyKeys("PINS b", "PINS c");
  }

  @Test
  void anOlderLogIsKeptBesideAndWrittenAnewFromTheIndex() throws IOException {
    begin(false);
    put(tables, PINS, "a", "one");
    byte[] older = content();
    put(tables, PINS, "b", "two");
    disk.delete("log");
    disk.create("log").write(ByteBuffer.wrap(older), 0);
    FactLog log = restart();
    assertThat(log.isWhole()).isTrue();
    assertThat(log.problems())
        .containsExactly(
            "the log of facts is older than the index: it is kept as facts/log.damaged-1, and a new"
                + " one is made from the index");
    assertThat(facts(tables)).hasSize(2);
    restartWithoutIndex();
    assertThat(facts(tables)).hasSize(2);
  }

  private byte[] content() throws IOException {
    try (Disk.File file = disk.openReadOnly("log")) {
      ByteBuffer all = ByteBuffer.allocate((int) file.size());
      file.read(all, 0);
      return all.array();
    }
  }

  /// Whatever is flipped or cut, either it is found, or nothing that was there is missing.
  @Test
  void damageIsFoundAndTheIndexHeals() throws IOException {
    begin(false);
    for (int i = 0; i < 8; i++) {
      put(tables, PINS, "pin " + i, "name " + i);
    }
    delete(tables, PINS, "pin 3");
    Map<String, String> before = facts(tables);
    byte[] good = content();
    MemoryTables index = tables.survivor(power);
    Property.check(
        800,
        random -> {
          byte[] bad = good.clone();
          if (random.nextInt(4) == 0) {
            bad = java.util.Arrays.copyOf(good, random.nextInt(good.length));
          } else {
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
          }
          Power calm = new Power(random, Long.MAX_VALUE, 0);
          checkDamaged(bad, new MemoryTables(calm), before, true);
          checkDamaged(bad, index.survivor(calm), before, false);
        });
  }

  private static void checkDamaged(
      byte[] log, MemoryTables index, Map<String, String> before, boolean lost) throws IOException {
    Power calm = new Power(new Random(1), Long.MAX_VALUE, 0);
    SimulatedDisk damaged = new SimulatedDisk(calm);
    damaged.create("log").write(ByteBuffer.wrap(log), 0);
    FactLog opened = FactLog.open(damaged, index, KEPT, lost);
    opened.begin();
    if (!lost) {
      assertThat(opened.isWhole()).isTrue();
      assertThat(facts(index)).isEqualTo(before);
    }
    MemoryTables again = new MemoryTables(calm);
    assertThat(FactLog.open(damaged, again, KEPT, true).isWhole()).isTrue();
    assertThat(facts(again)).as("log and index agree afterwards").isEqualTo(facts(index));
    boolean atARecord = lost && opened.isWhole();
    if (atARecord) {
      assertThat(
              before.entrySet().containsAll(facts(index).entrySet())
                  || facts(index).containsKey("PINS pin 3"))
          .as("a log that ends with an earlier record has what was true then")
          .isTrue();
    }
  }

  @Test
  void whatWasNotCommittedIsNotInTheLog() throws IOException {
    begin(false);
    put(tables, PINS, "a", "one");
    tables.failToCommit(change -> change.put(PINS, bytes("b"), bytes("not")));
    put(tables, PINS, "c", "three");
    assertThat(restart().problems()).isEmpty();
    restartWithoutIndex();
    assertThat(facts(tables)).containsOnlyKeys("PINS a", "PINS c");
  }

  @Test
  void aChangeThatTheLogCannotKeepIsNotMade() throws IOException {
    begin(false);
    put(tables, PINS, "a", "one");
    disk.capacity(disk.used() + 10);
    assertThatThrownBy(() -> put(tables, PINS, "b", "two"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("writing the log of facts: No space left");
    assertThat(facts(tables)).containsOnlyKeys("PINS a");
    disk.capacity(Long.MAX_VALUE);
    put(tables, PINS, "c", "three");
    assertThat(restart().problems()).isEmpty();
    restartWithoutIndex();
    assertThat(facts(tables)).containsOnlyKeys("PINS a", "PINS c");
  }

  /// A home of before, on a full disk: it opens, pins go, and the log is there once it has room.
  @Test
  void withoutRoomForALogTheIndexWorksAlone() throws IOException {
    tables.register(PINS);
    put(tables, PINS, "a", "one");
    put(tables, PINS, "b", "two");
    disk.capacity(0);
    begin(false);
    delete(tables, PINS, "a");
    disk.capacity(Long.MAX_VALUE);
    assertThat(FactLog.open(disk, new MemoryTables(power), KEPT, true).isWhole()).isFalse();
    put(tables, PINS, "c", "three");
    assertThat(restart().problems()).isEmpty();
    restartWithoutIndex();
    assertThat(facts(tables)).containsOnlyKeys("PINS b", "PINS c");
  }

  /// Each try goes through all facts until the disk is full again.
  @Test
  void withoutRoomForALogFewChangesTryToMakeOne() throws IOException {
    tables.register(PINS);
    for (int i = 0; i < 1_000; i++) {
      put(tables, PINS, "pin-" + i, "x".repeat(1_000));
    }
    disk.capacity(0);
    AtomicInteger tries = new AtomicInteger();
    FactLog.open(counted(tries), tables, KEPT, false).begin();
    for (int i = 0; i < 1_000; i++) {
      put(tables, PINS, "more-" + i, "y");
    }
    assertThat(tries.get()).isBetween(1, 20);
    disk.capacity(Long.MAX_VALUE);
    for (int i = 0; i < 100; i++) {
      put(tables, PINS, "last-" + i, "z");
    }
    Map<String, String> all = facts(tables);
    restartWithoutIndex();
    assertThat(facts(tables)).isEqualTo(all).hasSize(2_100);
  }

  /// The test's disk, with the number of files that were begun on it.
  private Disk counted(AtomicInteger begun) {
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (_, method, args) -> {
              if (method.getName().equals("create")) {
                begun.incrementAndGet();
              }
              try {
                return method.invoke(disk, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /// A log that stayed behind would pass for whole.
  @Test
  void aLogThatCannotBeGoneOnWithIsNotBelievedOnceTheIndexIsLost() throws IOException {
    begin(false);
    put(tables, PINS, "a", "one");
    tables = tables.survivor(power);
    disk.capacity(0);
    FactLog.open(new Unwritable(disk), tables, KEPT, false).begin();
    put(tables, PINS, "b", "two");
    disk.capacity(Long.MAX_VALUE);
    assertThat(FactLog.open(disk, new MemoryTables(power), KEPT, true).isWhole()).isFalse();
    assertThat(restart().problems()).isEmpty();
    restartWithoutIndex();
    assertThat(facts(tables)).containsOnlyKeys("PINS a", "PINS b");
  }

  /// Its files belong to another user.
  private record Unwritable(SimulatedDisk disk) implements Disk {
    @Override
    public Disk.File create(String name) throws IOException {
      return disk.create(name);
    }

    @Override
    public Disk.File open(String name) throws IOException {
      throw new java.nio.file.AccessDeniedException(name);
    }

    @Override
    public Disk.File openReadOnly(String name) throws IOException {
      return disk.openReadOnly(name);
    }

    @Override
    public List<String> list() throws IOException {
      return disk.list();
    }

    @Override
    public void delete(String name) throws IOException {
      disk.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      disk.rename(from, to);
    }

    @Override
    public long usable() throws IOException {
      return disk.usable();
    }

    @Override
    public void forceDirectory() throws IOException {
      disk.forceDirectory();
    }
  }

  @Test
  void neverHasMuchMoreThanTwiceItsFacts() throws IOException {
    begin(false);
    String large = "x".repeat(20_000);
    for (int i = 0; i < 500; i++) {
      put(tables, PINS, "pin " + i % 5, large + i);
      assertThat(disk.used()).isLessThan(2 * 120_000 + FactLog.SLACK + 25_000);
    }
    Map<String, String> before = facts(tables);
    restartWithoutIndex();
    assertThat(facts(tables)).isEqualTo(before).hasSize(5);
  }

  /// A log that is begun again is no longer for that: nodes are started anew every day.
  @Test
  void neverHasMuchMoreThanTwiceItsFactsHoweverOftenItIsBegunAgain() throws IOException {
    begin(false);
    String large = "x".repeat(20_000);
    for (int life = 0; life < 10; life++) {
      for (int i = 0; i < 50; i++) {
        put(tables, PINS, "pin " + i % 5, large + i);
        assertThat(disk.used()).isLessThan(2 * 120_000 + FactLog.SLACK + 25_000);
      }
      restart();
    }
    assertThat(facts(tables)).hasSize(5);
  }

  @Test
  void aFullDiskDoesNotStopALogThatHasGrownLong() throws IOException {
    begin(false);
    String large = "x".repeat(20_000);
    for (int i = 0; i < 51; i++) {
      put(tables, PINS, "pin " + i, large);
    }
    disk.capacity(disk.used() + 100_000);
    for (int i = 0; i < 4; i++) {
      put(tables, PINS, "pin " + i, large + i);
    }
    Map<String, String> before = facts(tables);
    restartWithoutIndex();
    assertThat(facts(tables)).isEqualTo(before);
  }

  @Test
  void hasTheFormThatHomesHoldAlready() {
    FactRecord record =
        new FactRecord(
            2,
            List.of(
                new FactRecord.Row("T", new byte[] {7}, Optional.of(new byte[] {8, 9})),
                new FactRecord.Row("T", new byte[] {6}, Optional.empty())));
    assertThat(HexFormat.of().formatHex(record.encode()).substring(16))
        .isEqualTo(
            "0000000000000002"
                + "0000000154"
                + "0000000107"
                + "000000020809"
                + "0000000154"
                + "0000000106"
                + "ffffffff");
  }

  /// Random changes, cut anywhere, the index lost or not: what was acknowledged is there, and log
  /// and index agree.
  @Test
  void losesNoFactWhereverThePowerIsCut() {
    Map<String, Integer> ends = new TreeMap<>();
    Property.check(1500, random -> liveAndDie(random, ends));
    assertThat(ends.keySet()).contains("lost, torn", "lost, whole", "kept");
    assertThat(ends.get("lost, whole")).isGreaterThan(250);
  }

  private static void liveAndDie(Random random, Map<String, Integer> ends) throws IOException {
    Power now = new Power(random, random.nextInt(80), 0);
    SimulatedDisk disk = new SimulatedDisk(now);
    MemoryTables index = new MemoryTables(now);
    Book book = new Book();
    for (int life = 0; life < 3; life++) {
      try {
        FactLog log = FactLog.open(disk, index, KEPT, false);
        assertThat(facts(index)).isEqualTo(book.sure);
        log.begin();
        while (true) {
          book.change(random, index);
        }
      } catch (PowerCut e) {
        // What was under way is unsure.
      }
      Power next = new Power(random, Long.MAX_VALUE, 0);
      boolean lost = random.nextBoolean();
      disk = disk.survivor(next);
      index = lost ? new MemoryTables(next) : index.survivor(next);
      boolean none = !disk.list().contains("log");
      FactLog log = FactLog.open(disk, index, KEPT, lost);
      ends.merge(lost ? log.isWhole() ? "lost, whole" : "lost, torn" : "kept", 1, Integer::sum);
      assertThat(facts(index)).isIn(book.sure, book.unsure);
      assertThat(none && !book.sure.isEmpty()).as("a log that was written is there").isFalse();
      log.begin();
      MemoryTables fromLog = new MemoryTables(next);
      FactLog.open(disk, fromLog, KEPT, true);
      assertThat(facts(fromLog)).isEqualTo(facts(index));
      book.sure = facts(index);
      book.unsure = book.sure;
      now = new Power(random, random.nextInt(80), 0);
      disk = disk.survivor(now);
      index = index.survivor(now);
    }
  }

  /// What was acknowledged, and what it would be with the change under way.
  private static final class Book {
    Map<String, String> sure = new TreeMap<>();
    Map<String, String> unsure = sure;

    void change(Random random, MemoryTables index) {
      Map<String, String> next = new TreeMap<>(sure);
      unsure = next;
      int count = 1 + random.nextInt(3);
      List<String> keys =
          java.util.stream.IntStream.range(0, count)
              .mapToObj(_ -> "pin " + random.nextInt(6))
              .toList();
      String value = "x".repeat(random.nextInt(700)) + random.nextInt();
      boolean delete = random.nextInt(3) == 0;
      for (String key : keys) {
        if (delete) {
          next.remove("PINS " + key);
        } else {
          next.put("PINS " + key, value);
        }
      }
      index.write(change -> {
        for (String key : keys) {
          if (delete) {
            change.delete(PINS, bytes(key));
          } else {
            change.put(PINS, bytes(key), bytes(value));
          }
        }
        return true;
      });
      sure = next;
    }
  }
}
