package network.cairn.lmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import network.cairn.base.files.Power;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What any tables promise, on LMDB and in memory, and what LMDB's do when they are closed.
final class TablesLawsTest {
  private static final Table TABLE = new Table("table", Table.MAX_KEY);

  @TempDir private Path folder;

  private LmdbTables open() throws IOException {
    LmdbTables tables = LmdbTables.open(folder);
    tables.register(TABLE);
    return tables;
  }

  private static byte[] put(Tables tables, int key, int value) {
    return tables.write(change -> {
      change.put(TABLE, new byte[] {(byte) key}, new byte[] {(byte) value});
      return new byte[] {(byte) key};
    });
  }

  private static List<String> all(Tables.Reader reader, byte[] first) {
    List<String> entries = new ArrayList<>();
    reader.scan(
        TABLE,
        first,
        (key, value) -> entries.add(Arrays.toString(key) + "=" + Arrays.toString(value)));
    return entries;
  }

  @ParameterizedTest
  @CsvSource({"'', 4", "a, 0", "a, -1", "a, 512"})
  void aTableHasANameAndKeysThatFit(String name, int maxKey) {
    assertThatThrownBy(() -> new Table(name, maxKey)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theFirstKeyAfterAnotherIsItWithAZero() {
    assertThat(Tables.after(new byte[] {1, (byte) 255})).containsExactly(1, 255, 0);
    assertThat(Tables.after(new byte[0])).containsExactly(0);
  }

  /// A random life of both; each change sees its own writes, and keys are ordered as unsigned
  /// bytes.
  @Test
  void tablesInMemoryDoWhatLmdbDoes() throws IOException {
    try (LmdbTables lmdb = open()) {
      Property.check(
          30,
          random -> {
            MemoryTables memory = new MemoryTables(new Power(random, Long.MAX_VALUE, 0));
            memory.register(TABLE);
            lmdb.write(change -> {
              List<byte[]> keys = new ArrayList<>();
              change.scan(TABLE, new byte[0], (key, value) -> keys.add(key));
              keys.forEach(key -> change.delete(TABLE, key));
              return true;
            });
            for (int i = 0; i < 10; i++) {
              long seed = random.nextLong();
              List<String> told = live(memory, new Random(seed));
              assertThat(live(lmdb, new Random(seed))).isEqualTo(told);
              byte[] first = Property.bytes(random, random.nextInt(3));
              assertThat(lmdb.<List<String>>read(reader -> all(reader, first)))
                  .isEqualTo(memory.<List<String>>read(reader -> all(reader, first)));
            }
          });
    }
  }

  private static List<String> live(Tables tables, Random random) {
    long seed = random.nextLong();
    boolean fail = random.nextInt(4) == 0;
    try {
      return tables.write(change -> {
        Random again = new Random(seed);
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          byte[] key = Property.bytes(again, 1 + again.nextInt(2));
          key[0] &= (byte) 0x83;
          switch (again.nextInt(3)) {
            case 0 -> change.put(TABLE, key, Property.bytes(again, again.nextInt(4)));
            case 1 -> told.add(String.valueOf(change.delete(TABLE, key)));
            default -> told.add(change.get(TABLE, key).map(Arrays::toString).orElse("none"));
          }
        }
        if (fail) {
          throw new IllegalStateException("no");
        }
        return told;
      });
    } catch (IllegalStateException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  /// Notes what it is told, and fails on request.
  private static final class Notes implements CommitLog {
    final List<String> told = new ArrayList<>();
    boolean failing;

    @Override
    public boolean keeps(Table table, byte[] key) {
      return key[0] < 10;
    }

    @Override
    public void write(Tables.Change change, List<Row> rows) {
      if (failing) {
        throw new IllegalStateException("the log is full");
      }
      change.put(TABLE, new byte[] {99}, new byte[] {(byte) told.size()});
      told.add(
          rows.stream()
              .map(row -> row.key()[0] + "=" + row.value().map(Arrays::toString).orElse("-"))
              .toList()
              .toString());
    }

    @Override
    public void takeBack() {
      told.add("not");
    }
  }

  @Test
  void aLogIsToldOfTheRowsThatItKeepsBeforeTheyAreCommitted() throws IOException {
    try (LmdbTables real = open()) {
      MemoryTables memory = new MemoryTables(new Power(new Random(1), Long.MAX_VALUE, 0));
      memory.register(TABLE);
      for (Tables tables : List.of(real, memory)) {
        put(tables, 1, 1);
        Notes log = new Notes();
        tables.log(log);
        assertThatThrownBy(() -> tables.log(new Notes())).isInstanceOf(IllegalStateException.class);
        put(tables, 10, 1);
        tables.write(change -> {
          change.put(TABLE, new byte[] {2}, new byte[] {7});
          change.put(TABLE, new byte[] {50}, new byte[] {7});
          change.delete(TABLE, new byte[] {1});
          return change.delete(TABLE, new byte[] {3});
        });
        put(tables, 2, 8);
        assertThatThrownBy(() ->
                tables.write(change -> {
                  change.put(TABLE, new byte[] {4}, new byte[0]);
                  throw new IllegalArgumentException("no");
                }))
            .isInstanceOf(IllegalArgumentException.class);
        log.failing = true;
        assertThatThrownBy(() -> put(tables, 2, 9)).hasMessage("the log is full");
        put(tables, 11, 1);
        assertThat(log.told).containsExactly("[2=[7], 1=-]", "[2=[8]]");
        assertThat(tables.<List<String>>read(reader -> all(reader, new byte[0])))
            .containsExactly("[2]=[8]", "[10]=[1]", "[11]=[1]", "[50]=[7]", "[99]=[1]");
      }
    }
  }

  @Test
  void takesTheLongestKeyAndNoLongerOrEmptyOne() throws IOException {
    try (LmdbTables tables = open()) {
      byte[] longest = new byte[Table.MAX_KEY];
      tables.write(change -> {
        change.put(TABLE, longest, new byte[0]);
        return true;
      });
      assertThat(tables.get(TABLE, longest)).contains(new byte[0]);
      for (int length : new int[] {0, Table.MAX_KEY + 1}) {
        assertThatThrownBy(() ->
                tables.write(change -> {
                  change.put(TABLE, new byte[length], new byte[0]);
                  return true;
                }))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("1 to 511 bytes, not " + length);
      }
      assertThat(tables.<Boolean>write(change -> change.delete(TABLE, longest))).isTrue();
      assertThat(tables.<Boolean>write(change -> change.delete(TABLE, longest))).isFalse();
    }
  }

  @Test
  void keepsWhatWasWrittenOverARestartAndSaysHowLargeItIs() throws IOException {
    try (LmdbTables tables = open()) {
      for (int i = 0; i < 20; i++) {
        put(tables, i, i);
      }
      assertThat(tables.sizeOnDisk()).isPositive();
    }
    try (LmdbTables tables = open()) {
      assertThat(tables.<List<String>>read(reader -> all(reader, new byte[0]))).hasSize(20);
    }
  }

  @Test
  void refusesEverythingOnceItIsClosed() throws IOException {
    LmdbTables tables = open();
    put(tables, 1, 1);
    tables.close();
    tables.close();
    assertThatThrownBy(() -> tables.get(TABLE, new byte[] {1}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> put(tables, 1, 2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(tables::snapshot).isInstanceOf(IllegalStateException.class);
  }

  /// A writer that comes while they are closed is told so and never waits for ever.
  @Test
  void everyWriterBesideAClosingEnds() throws Exception {
    for (int round = 0; round < 20; round++) {
      LmdbTables tables = open();
      CountDownLatch begun = new CountDownLatch(4);
      try (ExecutorService threads = Executors.newCachedThreadPool()) {
        List<Future<Boolean>> writers =
            IntStream.range(0, 4)
                .mapToObj(i -> threads.submit(() -> writeUntilClosed(tables, begun)))
                .toList();
        begun.await();
        tables.close();
        for (Future<Boolean> writer : writers) {
          assertThat(writer.get(30, TimeUnit.SECONDS)).isTrue();
        }
      }
    }
  }

  private static boolean writeUntilClosed(Tables tables, CountDownLatch begun) {
    try {
      put(tables, 1, 1);
      begun.countDown();
      while (true) {
        put(tables, 1, 1);
      }
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage()).contains("closed");
    }
  }

  @Test
  void closingWaitsForAReaderUnderWay() throws Exception {
    LmdbTables tables = open();
    byte[] key = put(tables, 1, 7);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Optional<byte[]>> reading =
          threads.submit(() ->
              tables.read(reader -> {
                inside.countDown();
                awaitQuietly(go);
                return reader.get(TABLE, key);
              }));
      inside.await();
      Thread closing = Thread.ofPlatform().start(tables::close);
      while (closing.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      go.countDown();
      assertThat(reading.get()).contains(new byte[] {7});
      closing.join();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // lets others in between on purpose
  @Test
  void moreReadersThanPlacesTakeTurns() throws Exception {
    try (LmdbTables tables = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      byte[] key = put(tables, 1, 7);
      List<Future<Optional<byte[]>>> reads = new ArrayList<>();
      for (int i = 0; i < 1500; i++) {
        reads.add(
            threads.submit(() ->
                tables.read(reader -> {
                  Thread.yield();
                  return reader.get(TABLE, key);
                })));
      }
      for (Future<Optional<byte[]>> read : reads) {
        assertThat(read.get()).contains(new byte[] {7});
      }
    }
  }

  /// One change moves an amount from one key to the other; nobody ever sees it half done.
  @Test
  void aReaderSeesAChangeWhollyOrNotAtAll() throws Exception {
    try (LmdbTables tables = open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      tables.write(change -> set(change, 100, 0));
      Future<?> writing =
          threads.submit(() -> {
            for (int i = 0; i < 100; i++) {
              int moved = i;
              tables.write(change -> set(change, 100 - moved, moved));
            }
          });
      while (!writing.isDone()) {
        assertThat(tables.<Integer>read(TablesLawsTest::sum)).isEqualTo(100);
        try (Tables.Snapshot snapshot = tables.snapshot()) {
          assertThat(sum(snapshot)).isEqualTo(100);
        }
      }
      writing.get();
    }
  }

  private static boolean set(Tables.Change change, int left, int right) {
    change.put(TABLE, new byte[] {1}, new byte[] {(byte) left});
    change.put(TABLE, new byte[] {2}, new byte[] {(byte) right});
    return true;
  }

  private static int sum(Tables.Reader reader) {
    return reader.get(TABLE, new byte[] {1}).orElseThrow()[0]
        + reader.get(TABLE, new byte[] {2}).orElseThrow()[0];
  }

  @Test
  void anInterruptedWriterWritesAndStaysInterrupted() throws IOException {
    try (LmdbTables tables = open()) {
      Thread.currentThread().interrupt();
      byte[] key = put(tables, 1, 7);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(tables.get(TABLE, key)).contains(new byte[] {7});
    }
  }

  @Test
  void anErrorInAChangeReachesItsCallerAndHarmsNobodyElse() throws IOException {
    try (LmdbTables tables = open()) {
      assertThatThrownBy(() ->
              tables.write(change -> {
                change.put(TABLE, new byte[] {1}, new byte[] {1});
                throw new AssertionError("a fault of the caller");
              }))
          .isInstanceOf(AssertionError.class)
          .hasMessage("a fault of the caller");
      byte[] key = put(tables, 2, 2);
      assertThat(tables.get(TABLE, new byte[] {1})).isEmpty();
      assertThat(tables.get(TABLE, key)).isPresent();
    }
  }

  @Test
  void aTableInMemoryLosesAChangeWhollyWithItsPower() {
    TreeMap<Integer, Integer> seen = new TreeMap<>();
    for (int seed = 0; seed < 40; seed++) {
      Power power = new Power(new Random(seed), 3, 0);
      MemoryTables tables = new MemoryTables(power);
      tables.register(TABLE);
      int done = 0;
      try {
        for (; done < 10; done++) {
          tables.write(change -> set(change, 1, 1));
          put(tables, 3 + done, 1);
        }
      } catch (network.cairn.base.files.PowerCut e) {
        assertThat(power.isOff()).isTrue();
      }
      Power next = new Power(new Random(seed), Long.MAX_VALUE, 0);
      int left = tables.survivor(next).read(reader -> all(reader, new byte[0])).size();
      assertThat(left).isBetween(2, 5);
      seen.merge(left, 1, Integer::sum);
    }
    assertThat(seen).as("cut before or after a commit").hasSizeGreaterThan(1);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
