package network.cairn.lmdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.Txn;

/// A file that is not as it was written is refused by name before it is mapped, and whatever LMDB
/// writes is taken.
final class FileCheckTest {
  private static final Table SMALL = new Table("small", Table.MAX_KEY);
  private static final Table LARGE = new Table("large", 40);
  private static final List<Table> ALL = List.of(SMALL, LARGE);
  private static final String WAY_OUT = "call the one who knows";
  private static final int DAMAGES = Integer.getInteger("damages", 300);

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data.mdb");
  }

  private LmdbTables open() throws IOException {
    LmdbTables tables = LmdbTables.open(folder, WAY_OUT);
    ALL.forEach(tables::register);
    return tables;
  }

  private FileCheck.Kind check() throws IOException {
    return FileCheck.of(data(), WAY_OUT);
  }

  private static List<String> rows(Tables tables) {
    List<String> rows = new ArrayList<>();
    for (Table table : ALL) {
      tables.<Integer>read(reader -> {
        reader.scan(table, new byte[0], (key, value) -> rows.add(told(table, key, value)));
        return 0;
      });
    }
    return rows;
  }

  private static String told(Table table, byte[] key, byte[] value) {
    return table.name() + " " + HexFormat.of().formatHex(key) + " " + Arrays.hashCode(value);
  }

  private static void live(Tables tables, Random random) {
    long seed = random.nextLong();
    tables.write(change -> {
      SplittableRandom again = new SplittableRandom(seed);
      for (int i = again.nextInt(200); i > 0; i--) {
        Table table = ALL.get(again.nextInt(2));
        int most = again.nextInt(20) == 0 ? table.maxKey() : 3;
        byte[] key = new byte[1 + again.nextInt(Math.min(most, table.maxKey()))];
        again.nextBytes(key);
        if (again.nextInt(5) < 2) {
          change.delete(table, key);
        } else {
          byte[] value = new byte[again.nextInt(table.equals(LARGE) ? 12_000 : 60)];
          again.nextBytes(value);
          change.put(table, key, value);
        }
      }
      return true;
    });
  }

  /// Whatever LMDB leaves, with old pages that a snapshot keeps, grown and shrunken values and
  /// emptied tables, is whole.
  @Test
  void takesEachFileThatLmdbWrites() throws IOException {
    assertThat(check()).isEqualTo(FileCheck.Kind.NEW);
    Property.check(
        8,
        random -> {
          try (LmdbTables tables = open()) {
            try (Tables.Snapshot held = tables.snapshot()) {
              for (int i = 0; i < 12; i++) {
                live(tables, random);
                assertThat(check()).isEqualTo(FileCheck.Kind.SUMMED);
              }
              assertThat(held.get(SMALL, new byte[1])).isNotNull();
            }
            tables.write(change -> {
              Table emptied = ALL.get(random.nextInt(2));
              List<byte[]> keys = new ArrayList<>();
              change.scan(emptied, new byte[0], (key, _) -> keys.add(key));
              keys.forEach(key -> change.delete(emptied, key));
              return true;
            });
            assertThat(check()).isEqualTo(FileCheck.Kind.SUMMED);
          }
          assertThat(check()).isEqualTo(FileCheck.Kind.SUMMED);
        });
  }

  /// A flipped bit or a cut anywhere: refused with file, place and way out, or all rows are right.
  @Test
  void refusesWhateverIsDamagedOrHasTheWholeTruth() throws IOException {
    List<String> truth;
    try (LmdbTables tables = open()) {
      Random random = new Random(7);
      for (int i = 0; i < 12; i++) {
        live(tables, random);
      }
      truth = rows(tables);
    }
    byte[] whole = Files.readAllBytes(data());
    Random random = new Random(Long.getLong("property.seed", 1));
    int refused = 0;
    for (int i = 0; i < DAMAGES; i++) {
      byte[] damaged = damage(whole, random);
      Files.write(data(), damaged);
      try (LmdbTables tables = open()) {
        assertThat(rows(tables)).isEqualTo(truth);
      } catch (DamagedTables e) {
        refused++;
        assertThat(e)
            .hasMessageContaining(data().toString())
            .hasMessageContaining("damaged")
            .hasMessageContaining(WAY_OUT);
        assertThat(Files.readAllBytes(data())).isEqualTo(damaged);
      }
    }
    assertThat(refused).isGreaterThan(DAMAGES / 4);
  }

  private static byte[] damage(byte[] whole, Random random) {
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(whole, random.nextInt(whole.length));
    }
    byte[] damaged = whole.clone();
    // What says where everything is has few bytes, so it is hit on purpose as well.
    int within = random.nextInt(3) == 0 ? 2 * 4096 : whole.length;
    int at = random.nextInt(within);
    if (random.nextBoolean()) {
      at = at / 4096 * 4096 + at % 160;
    }
    damaged[Math.min(at, whole.length - 1)] ^= (byte) (1 << random.nextInt(8));
    return damaged;
  }

  @Test
  void anEmptyFileIsNoNewOne() throws IOException {
    Files.write(data(), new byte[0]);
    assertThatThrownBy(this::open)
        .isInstanceOf(DamagedTables.class)
        .hasMessageContaining("0 bytes");
  }

  /// A name that changed would open an empty table under the true one.
  @Test
  void aTableWhoseNameChangedIsNamed() throws IOException {
    List<String> told = new ArrayList<>();
    toldOfNames(told);
    try (LmdbTables tables = open()) {
      live(tables, new Random(3));
    }
    toldOfNames(told);
    assertThat(told)
        .anyMatch(message -> message.contains("has the tables [large, smalm], but lists"))
        .anyMatch(message -> message.contains("the row of table smalm with key"))
        .anyMatch(message -> message.contains("the table " + FileCheck.REGISTRY + " is missing"));
  }

  private void toldOfNames(List<String> told) throws IOException {
    List<String> truth;
    try (LmdbTables tables = open()) {
      truth = rows(tables);
    }
    byte[] whole = Files.readAllBytes(data());
    for (String name : List.of("small", FileCheck.REGISTRY)) {
      for (int at = find(whole, name, 0); at >= 0; at = find(whole, name, at + 1)) {
        byte[] damaged = whole.clone();
        damaged[at + name.length() - 1]++;
        Files.write(data(), damaged);
        try (LmdbTables tables = open()) {
          assertThat(rows(tables)).isEqualTo(truth);
        } catch (DamagedTables e) {
          told.add(String.valueOf(e.getMessage()));
        }
      }
    }
    Files.write(data(), whole);
  }

  private static int find(byte[] bytes, String text, int from) {
    byte[] sought = text.getBytes(UTF_8);
    for (int at = from; at + sought.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
        return at;
      }
    }
    return -1;
  }

  private void replace(String text, String other) throws IOException {
    byte[] bytes = Files.readAllBytes(data());
    for (int at = find(bytes, text, 0); at >= 0; at = find(bytes, text, at + 1)) {
      System.arraycopy(other.getBytes(UTF_8), 0, bytes, at, text.length());
    }
    Files.write(data(), bytes);
  }

  /// What changes behind the check, or in a file too large for it, is found when it is read.
  @Test
  void aRowThatChangedIsNotAnsweredAndNamed() throws IOException {
    try (LmdbTables tables = open()) {
      tables.write(change -> {
        change.put(SMALL, "key".getBytes(UTF_8), "a value that nobody else has".getBytes(UTF_8));
        return true;
      });
    }
    replace("nobody else has", "nobody else bas");
    assertThat(FileCheck.of(data(), WAY_OUT, 0)).isEqualTo(FileCheck.Kind.SUMMED);
    assertThatThrownBy(this::open).hasMessageContaining("table small with key 6b6579");
    replace("nobody else bas", "nobody else has");
    try (LmdbTables tables = open()) {
      byte[] bytes = Files.readAllBytes(data());
      try (FileChannel channel = FileChannel.open(data(), StandardOpenOption.WRITE)) {
        for (int at = find(bytes, "nobody", 0); at >= 0; at = find(bytes, "nobody", at + 1)) {
          channel.write(ByteBuffer.wrap(new byte[] {'N'}), at);
        }
      }
      assertThatThrownBy(() -> tables.get(SMALL, "key".getBytes(UTF_8)))
          .hasMessageContaining("table small with key 6b6579")
          .hasMessageContaining(WAY_OUT);
      assertThatThrownBy(() -> rows(tables)).hasMessageContaining("table small with key 6b6579");
    }
  }

  /// Files of before have rows without sums.
  @Test
  void aFileOfBeforeIsRewrittenOnceAndKeepsItsRows() throws IOException {
    List<String> truth = new ArrayList<>();
    try (Env<byte[]> env =
        Env.create(ByteArrayProxy.PROXY_BA)
            .setMapSize(1 << 30)
            .setMaxDbs(8)
            .open(folder.toFile())) {
      for (Table table : ALL) {
        Dbi<byte[]> dbi = env.openDbi(table.name().getBytes(UTF_8), DbiFlags.MDB_CREATE);
        try (Txn<byte[]> txn = env.txnWrite()) {
          Random random = new Random(5);
          for (int i = 0; i < (table.equals(SMALL) ? 4_500 : 30); i++) {
            byte[] key = ByteBuffer.allocate(4).putInt(i).array();
            byte[] value = Property.bytes(random, random.nextInt(table.equals(SMALL) ? 30 : 9_000));
            dbi.put(txn, key, value);
            truth.add(told(table, key, value));
          }
          txn.commit();
        }
      }
    }
    assertThat(check()).isEqualTo(FileCheck.Kind.PLAIN);
    for (int i = 0; i < 2; i++) {
      try (LmdbTables tables = open()) {
        assertThat(rows(tables)).isEqualTo(truth);
      }
      assertThat(check()).isEqualTo(FileCheck.Kind.SUMMED);
    }
  }
}
