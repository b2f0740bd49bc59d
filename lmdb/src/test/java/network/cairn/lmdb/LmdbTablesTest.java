package network.cairn.lmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LmdbTablesTest {
  private static final Table NUMBERS = new Table("numbers", 4);
  private static final Table NAMES = new Table("names", 480);

  @TempDir private Path folder;

  private static boolean put(Tables tables, Table table, int key, int value) {
    return tables.write(change -> {
      change.put(table, new byte[] {(byte) key}, new byte[] {(byte) value});
      return true;
    });
  }

  private static List<Integer> keys(Tables.Reader reader, Table table, byte[] first) {
    List<Integer> keys = new ArrayList<>();
    reader.scan(
        table,
        first,
        (key, _) -> {
          keys.add((int) key[0]);
          return keys.size() < 3;
        });
    return keys;
  }

  @Test
  void keepsEachTableApartOverARestart() throws IOException {
    try (Tables tables = LmdbTables.open(folder)) {
      tables.register(NUMBERS);
      tables.register(NUMBERS);
      put(tables, NUMBERS, 1, 10);
    }
    try (Tables tables = LmdbTables.open(folder)) {
      tables.register(NAMES);
      tables.register(NUMBERS);
      assertThat(tables.get(NUMBERS, new byte[] {1})).contains(new byte[] {10});
      assertThat(tables.get(NAMES, new byte[] {1})).isEmpty();
    }
  }

  @Test
  void refusesATableThatNobodyRegisteredOrThatHasAnotherBound() throws IOException {
    try (Tables tables = LmdbTables.open(folder)) {
      tables.register(NUMBERS);
      assertThatThrownBy(() -> tables.get(NAMES, new byte[] {1}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("names");
      assertThatThrownBy(() -> tables.register(new Table("numbers", 5)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another bound");
    }
  }

  @Test
  void refusesAKeyOverItsTablesBoundAndLeavesTheRestOfTheChangeOut() throws IOException {
    try (Tables tables = LmdbTables.open(folder)) {
      tables.register(NUMBERS);
      assertThatThrownBy(() ->
              tables.write(change -> {
                change.put(NUMBERS, new byte[] {1}, new byte[] {1});
                change.put(NUMBERS, new byte[5], new byte[] {1});
                return true;
              }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 4 bytes, not 5");
      assertThat(tables.get(NUMBERS, new byte[] {1})).isEmpty();
    }
  }

  @Test
  void scansInOrderFromAKeyUntilTheVisitorHasEnough() throws IOException {
    try (Tables tables = LmdbTables.open(folder)) {
      tables.register(NUMBERS);
      for (int key : new int[] {4, 2, 5, 1, 3}) {
        put(tables, NUMBERS, key, key);
      }
      assertThat(tables.<List<Integer>>read(r -> keys(r, NUMBERS, new byte[0])))
          .containsExactly(1, 2, 3);
      assertThat(tables.<List<Integer>>read(r -> keys(r, NUMBERS, new byte[] {4})))
          .containsExactly(4, 5);
      assertThat(tables.<List<Integer>>read(r -> keys(r, NUMBERS, Tables.after(new byte[] {4}))))
          .containsExactly(5);
    }
  }

  @Test
  void aSnapshotStaysAsItWasUntilItIsClosed() throws IOException {
    try (Tables tables = LmdbTables.open(folder)) {
      tables.register(NUMBERS);
      put(tables, NUMBERS, 1, 1);
      Tables.Snapshot before = tables.snapshot();
      put(tables, NUMBERS, 1, 2);
      assertThat(before.get(NUMBERS, new byte[] {1})).contains(new byte[] {1});
      assertThat(tables.get(NUMBERS, new byte[] {1})).contains(new byte[] {2});
      before.close();
      before.close();
      assertThatThrownBy(() -> before.get(NUMBERS, new byte[] {1}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void aChangeThatFailsHarmsNoneOfThoseMergedWithIt() throws Exception {
    try (Tables tables = LmdbTables.open(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      tables.register(NUMBERS);
      List<Future<Boolean>> writes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int key = i;
        writes.add(
            threads.submit(
                () -> key % 10 == 9 ? tables.write(_ -> fail()) : put(tables, NUMBERS, key, 1)));
      }
      for (int i = 0; i < 100; i++) {
        boolean bad = i % 10 == 9;
        Future<Boolean> write = writes.get(i);
        if (bad) {
          assertThatThrownBy(write::get).hasRootCauseMessage("no");
        } else {
          assertThat(write.get()).isTrue();
        }
        assertThat(tables.get(NUMBERS, new byte[] {(byte) i}).isPresent()).isEqualTo(!bad);
      }
    }
  }

  private static Boolean fail() {
    throw new IllegalStateException("no");
  }

  /// A table may grow over any bound that it was opened with, under readers of every kind.
  @Test
  void growsUnderReadersAndSnapshots() throws Exception {
    int values = 2_000;
    AtomicBoolean over = new AtomicBoolean();
    List<Tables.Snapshot> held = new ArrayList<>();
    try (Tables tables = LmdbTables.open(folder, "restore it", 256 << 10);
        ExecutorService threads = Executors.newFixedThreadPool(6)) {
      tables.register(NUMBERS);
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        readers.add(threads.submit(() -> read(tables, over)));
      }
      for (int i = 0; i < values; i += 50) {
        int from = i;
        tables.write(change -> {
          for (int key = from; key < from + 50; key++) {
            change.put(NUMBERS, bytes(key), value(key));
          }
          return true;
        });
        if (i % 500 == 0) {
          held.add(tables.snapshot());
        }
      }
      over.set(true);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
      for (int i = 0; i < held.size(); i++) {
        assertThat(count(held.get(i))).isEqualTo(i * 500 + 50);
      }
      assertThat(tables.<Integer>read(LmdbTablesTest::count)).isEqualTo(values);
      assertThat(tables.sizeOnDisk()).isGreaterThan(values * 4_000L);
      held.forEach(Tables.Snapshot::close);
    }
    try (Tables tables = LmdbTables.open(folder, "restore it", 256 << 10)) {
      tables.register(NUMBERS);
      assertThat(tables.<Integer>read(LmdbTablesTest::count)).isEqualTo(values);
      tables.write(change -> {
        change.put(NUMBERS, bytes(values), value(values));
        return true;
      });
      assertThat(tables.get(NUMBERS, bytes(values))).contains(value(values));
    }
  }

  private static int read(Tables tables, AtomicBoolean over) {
    int rounds = 0;
    while (!over.get()) {
      try (Tables.Snapshot snapshot = tables.snapshot()) {
        int seen = count(snapshot);
        assertThat(seen % 50).isZero();
        if (seen > 0) {
          assertThat(snapshot.get(NUMBERS, bytes(seen - 1))).contains(value(seen - 1));
        }
        assertThat(snapshot.get(NUMBERS, bytes(seen))).isEmpty();
      }
      rounds += tables.get(NUMBERS, bytes(0)).isPresent() ? 1 : 0;
    }
    return rounds;
  }

  private static int count(Tables.Reader reader) {
    int[] seen = {0};
    reader.scan(
        NUMBERS,
        new byte[0],
        (key, value) -> {
          assertThat(value).isEqualTo(value(ByteBuffer.wrap(key).getInt()));
          seen[0]++;
          return true;
        });
    return seen[0];
  }

  private static byte[] bytes(int key) {
    return ByteBuffer.allocate(4).putInt(key).array();
  }

  private static byte[] value(int key) {
    byte[] value = new byte[4_000];
    Arrays.fill(value, (byte) key);
    return value;
  }
}
