package network.cairn.store.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.libp2p.kad.KadPeer;
import network.cairn.libp2p.kad.MemoryProviders;
import network.cairn.libp2p.kad.ProviderRecords;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.lmdb.LmdbTables;
import network.cairn.lmdb.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
final class LmdbProvidersTest {
  private static final MemoryProviders.Bounds FEW = new MemoryProviders.Bounds(3, 5, 8);
  private static final long HOUR = 3_600_000;

  @TempDir private Path folder;
  private final AtomicLong now = new AtomicLong(1_000 * HOUR);

  private static PeerId peer(int number) {
    byte[] id = new byte[34];
    id[0] = 0x12;
    id[1] = 32;
    id[2] = (byte) number;
    return PeerId.decode(id);
  }

  private static KadPeer provider(int number) {
    return new KadPeer(peer(number), List.of(Multiaddr.parse("/ip4/10.0.0." + number + "/tcp/1")));
  }

  private static byte[] key(int number) {
    return new byte[] {(byte) number, 1};
  }

  private LmdbProviders records(Tables tables, MemoryProviders.Bounds bounds) {
    LmdbProviders records = new LmdbProviders(tables, "lan", bounds, now::get, () -> true);
    records.check();
    return records;
  }

  /// What is in memory knows the same; every now and then the process ends.
  @Test
  void tellsWhatMemoryTellsWhateverHappens() throws IOException {
    for (int seed = 0; seed < 8; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      MemoryProviders memory = new MemoryProviders(FEW, now::get);
      Path file = folder.resolve("seed" + seed);
      for (int life = 0; life < 5; life++) {
        try (Tables tables = LmdbTables.openScratch(file, "")) {
          LmdbProviders disk = records(tables, FEW);
          assertSame(disk, memory, seed);
          for (int step = 0; step < 60; step++) {
            now.addAndGet(1 + (random.nextInt(10) == 0 ? random.nextLong(30 * HOUR) : 0));
            byte[] key = key(random.nextInt(5));
            KadPeer provider = provider(random.nextInt(6));
            disk.add(key, provider);
            memory.add(key, provider);
            assertSame(disk, memory, seed);
          }
        }
      }
    }
  }

  private static void assertSame(LmdbProviders disk, ProviderRecords memory, int seed) {
    for (int key = 0; key < 5; key++) {
      assertThat(disk.of(key(key))).as("seed %d", seed).isEqualTo(memory.of(key(key)));
    }
    assertThat(disk.size()).isLessThanOrEqualTo(FEW.inAll());
  }

  @Test
  void keepsEachDhtsRecordsApart() throws IOException {
    try (ProviderStore store = ProviderStore.open(folder)) {
      ProviderRecords lan = store.records("lan", FEW, now::get, () -> true);
      ProviderRecords wan = store.records("wan", FEW, now::get, () -> true);
      lan.add(key(1), provider(1));
      assertThat(lan.of(key(1))).containsExactly(provider(1));
      assertThat(wan.of(key(1))).isEmpty();
    }
  }

  @Test
  void dropsOnOpeningWhatHasExpiredOrIsOfALaterTimeOrOverTheBound() throws IOException {
    try (Tables tables = LmdbTables.openScratch(folder, "")) {
      LmdbProviders records = records(tables, FEW);
      records.add(key(1), provider(1));
      now.addAndGet(47 * HOUR);
      records.add(key(2), provider(2));
      records.add(key(3), provider(2));
      now.addAndGet(10 * HOUR);
      records.add(key(4), provider(3));
    }
    now.addAndGet(-5 * HOUR);
    try (Tables tables = LmdbTables.openScratch(folder, "")) {
      LmdbProviders records = records(tables, FEW);
      assertThat(records.size()).isEqualTo(2);
      assertThat(records.of(key(2))).containsExactly(provider(2));
      assertThat(records.of(key(4))).isEmpty();
      assertThat(records(tables, new MemoryProviders.Bounds(1, 1, 1)).size()).isEqualTo(1);
    }
  }

  @Test
  void beginsAnewWhereRowsDoNotAgree() throws IOException {
    RecordRows.Shape shape = RecordRows.Shape.of("lan");
    for (var table : List.of(shape.records(), shape.ages(), shape.ofProvider(), shape.counts())) {
      try (Tables tables = LmdbTables.openScratch(folder.resolve(table.name()), "")) {
        LmdbProviders records = records(tables, FEW);
        records.add(key(1), provider(1));
        records.add(key(2), provider(1));
        List<byte[]> keys = new ArrayList<>();
        tables.read(reader -> {
          reader.scan(table, new byte[] {0}, (key, _) -> keys.add(key));
          return true;
        });
        tables.write(change -> change.delete(table, keys.getFirst()));
        assertThat(records(tables, FEW).size()).as(table.name()).isZero();
        records.add(key(1), provider(1));
        assertThat(records.of(key(1))).containsExactly(provider(1));
        tables.write(change -> {
          change.put(table, new byte[] {9}, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
          return true;
        });
        records(tables, FEW);
        assertThat(records.of(key(1))).as("a strange row in " + table.name()).isEmpty();
      }
    }
  }

  @Test
  void beginsAnewWhereTheFileIsDamaged() throws IOException {
    try (ProviderStore store = ProviderStore.open(folder)) {
      store.records("lan", FEW, now::get, () -> true).add(key(1), provider(1));
    }
    byte[] bytes = new byte[64 << 10];
    new SplittableRandom(1).nextBytes(bytes);
    Files.write(folder.resolve("data.mdb"), bytes);
    try (ProviderStore store = ProviderStore.open(folder)) {
      ProviderRecords records = store.records("lan", FEW, now::get, () -> true);
      assertThat(records.of(key(1))).isEmpty();
      records.add(key(1), provider(1));
      assertThat(records.of(key(1))).containsExactly(provider(1));
    }
  }

  @Test
  void keepsNoKeysThatNoDhtHasAndServesNothingAfterItsEnd() throws IOException {
    ProviderStore store = ProviderStore.open(folder);
    ProviderRecords records = store.records("lan", FEW, now::get, () -> true);
    records.add(new byte[81], provider(1));
    records.add(new byte[0], provider(1));
    assertThat(records.of(new byte[81])).isEmpty();
    records.add(new byte[80], provider(1));
    assertThat(records.of(new byte[80])).hasSize(1);
    store.close();
    records.add(key(1), provider(1));
    assertThat(records.of(key(1))).isEmpty();
  }

  /// Strangers do not fill the disk's reserve.
  @Test
  void addsNothingWhileTheDiskHasNoRoom() throws IOException {
    AtomicBoolean room = new AtomicBoolean();
    try (ProviderStore store = ProviderStore.open(folder)) {
      ProviderRecords records = store.records("lan", FEW, now::get, room::get);
      for (int i = 0; i < LmdbProviders.LOOK_EVERY; i++) {
        records.add(key(1), provider(1));
        room.set(true);
      }
      assertThat(records.of(key(1))).isEmpty();
      records.add(key(1), provider(1));
      assertThat(records.of(key(1))).containsExactly(provider(1));
    }
  }
}
