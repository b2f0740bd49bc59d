package network.cairn.ledger.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is held of a height stays as it was, whatever is committed after it, and costs no disk.
final class HeldStateTest {
  private static final int KEYS = 40;

  @TempDir private Path folder;

  /// What a height holds.
  private record Model(
      Optional<Long> height,
      SortedMap<String, String> values,
      SortedMap<String, String> nodes,
      Map<String, Long> txs,
      List<String> events) {
    static Model empty() {
      return new Model(
          Optional.empty(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] key(int number) {
    return new byte[] {(byte) (number % 3), (byte) number};
  }

  private static SortedMap<byte[], Optional<byte[]>> rows(SplittableRandom random, int most) {
    SortedMap<byte[], Optional<byte[]>> rows = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      byte[] value = new byte[1 + random.nextInt(30)];
      random.nextBytes(value);
      rows.put(
          key(random.nextInt(KEYS)),
          random.nextInt(3) == 0 ? Optional.empty() : Optional.of(value));
    }
    return rows;
  }

  private static void apply(SortedMap<String, String> to, Map<byte[], Optional<byte[]>> rows) {
    rows.forEach((key, value) ->
        value.ifPresentOrElse(v -> to.put(hex(key), hex(v)), () -> to.remove(hex(key))));
  }

  private static StateStore.Change change(SplittableRandom random, long height) {
    SortedMap<byte[], TxRecord> txs = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = random.nextInt(3); i > 0; i--) {
      txs.put(
          key(random.nextInt(KEYS)), TxRecord.newBuilder().setHeight(height).setIndex(i).build());
    }
    List<byte[]> events = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      events.add(ByteBuffer.allocate(8).putLong(random.nextLong()).array());
    }
    return new StateStore.Change(
        LedgerHead.newBuilder()
            .setHeight(height)
            .setAppHash(ByteString.copyFromUtf8("root " + height))
            .build(),
        rows(random, 8),
        rows(random, 8),
        events,
        txs);
  }

  private static Model after(Model before, StateStore.Change change) {
    SortedMap<String, String> values = new TreeMap<>(before.values);
    apply(values, change.writes());
    SortedMap<String, String> nodes = new TreeMap<>(before.nodes);
    apply(nodes, change.nodes());
    Map<String, Long> txs = new TreeMap<>(before.txs);
    change.txs().forEach((id, record) -> txs.put(hex(id), record.getHeight()));
    List<String> events = new ArrayList<>(before.events);
    change.events().forEach(event -> events.add(change.head().getHeight() + " " + hex(event)));
    return new Model(Optional.of(change.head().getHeight()), values, nodes, txs, events);
  }

  private static SortedMap<String, String> scan(Snapshot state, byte[] from, byte[] to) {
    SortedMap<String, String> found = new TreeMap<>();
    state.scan(from, to, (key, value) -> found.put(hex(key), hex(value)) == null);
    return found;
  }

  private static void requireSame(Snapshot state, Model model) {
    assertThat(state.head().map(LedgerHead::getHeight)).isEqualTo(model.height);
    for (int i = 0; i < KEYS; i++) {
      String name = hex(key(i));
      assertThat(state.get(key(i)).map(HeldStateTest::hex))
          .isEqualTo(Optional.ofNullable(model.values.get(name)));
      assertThat(state.node(key(i)).map(HeldStateTest::hex))
          .isEqualTo(Optional.ofNullable(model.nodes.get(name)));
      assertThat(state.tx(key(i)).map(TxRecord::getHeight))
          .isEqualTo(Optional.ofNullable(model.txs.get(name)));
    }
    assertThat(scan(state, new byte[1], new byte[] {9})).isEqualTo(model.values);
    assertThat(scan(state, new byte[] {1}, new byte[] {2, 20}))
        .isEqualTo(model.values.subMap("01", "0214"));
    List<String> events = new ArrayList<>();
    state.events(0, -1, (height, _, event) -> events.add(height + " " + hex(event)));
    assertThat(events).isEqualTo(model.events);
  }

  @Test
  void everyHeightThatIsHeldStaysAsItWas() {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Map<Snapshot, Model> held = new LinkedHashMap<>();
      try (StateStore store = LmdbStateStore.openScratch(folder.resolve("s" + seed))) {
        Model now = Model.empty();
        for (int height = 1; height < 40; height++) {
          if (random.nextInt(3) > 0) {
            held.put(store.snapshot(), now);
          }
          StateStore.Change change = change(random, height);
          store.commit(change);
          now = after(now, change);
          held.forEach(HeldStateTest::requireSame);
          if (random.nextInt(4) == 0 && !held.isEmpty()) {
            Snapshot any = List.copyOf(held.keySet()).get(random.nextInt(held.size()));
            any.close();
            held.remove(any);
            assertThatThrownBy(any::head).hasMessageContaining("closed");
            assertThatThrownBy(() -> any.get(key(1))).hasMessageContaining("closed");
          }
        }
        held.keySet().forEach(Snapshot::close);
      }
    }
  }

  @Test
  void aReaderSeesOneHeightWhileCommitsGoOn() throws Exception {
    try (StateStore store = LmdbStateStore.openScratch(folder)) {
      store.commit(numbered(0));
      AtomicReference<Snapshot> shown = new AtomicReference<>(store.snapshot());
      AtomicReference<Throwable> failed = new AtomicReference<>();
      AtomicBoolean done = new AtomicBoolean();
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                while (!done.get() && failed.get() == null) {
                  Snapshot state = shown.get();
                  String height = "root " + state.head().orElseThrow().getHeight();
                  for (int i = 0; i < KEYS; i++) {
                    if (!height.equals(new String(state.get(key(i)).orElseThrow(), UTF_8))) {
                      failed.set(new AssertionError(height + " reads another at key " + i));
                    }
                  }
                  state.scan(
                      new byte[1],
                      new byte[] {9},
                      (_, value) -> {
                        if (!height.equals(new String(value, UTF_8))) {
                          failed.set(new AssertionError(height + " scans another"));
                        }
                        return true;
                      });
                }
              });
      List<Snapshot> all = new ArrayList<>();
      for (int height = 1; height < 200; height++) {
        all.add(shown.get());
        store.commit(numbered(height));
        if (height % 7 == 0) {
          shown.set(store.snapshot());
        }
      }
      done.set(true);
      reader.join();
      assertThat(failed.get()).isNull();
      all.forEach(Snapshot::close);
      shown.get().close();
    }
  }

  /// All keys have the height as their value.
  private static StateStore.Change numbered(long height) {
    SortedMap<byte[], Optional<byte[]>> rows = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < KEYS; i++) {
      rows.put(key(i), Optional.of(("root " + height).getBytes(UTF_8)));
    }
    return new StateStore.Change(
        LedgerHead.newBuilder().setHeight(height).build(),
        rows,
        new TreeMap<>(Arrays::compareUnsigned),
        List.of(),
        Map.of());
  }

  /// Who holds one height alone still knows what all later ones keep for it.
  @Test
  void aHeldHeightCountsAllThatCameAfterIt() {
    try (StateStore store = LmdbStateStore.openScratch(folder)) {
      store.commit(numbered(0));
      Snapshot first = store.snapshot();
      assertThat(first.laterBytes()).isZero();
      long sum = 0;
      for (int height = 1; height < 20; height++) {
        try (Snapshot before = store.snapshot()) {
          store.commit(numbered(height));
          sum += before.heldBytes();
        }
        assertThat(first.laterBytes()).isEqualTo(sum).isGreaterThan((long) height * KEYS);
      }
      first.close();
    }
  }

  /// Who reads a piece of an old height does not go through all that changed since.
  @Test
  void aPieceOfAHeldHeightTakesLittleMemory() {
    try (StateStore store = LmdbStateStore.openScratch(folder)) {
      store.commit(many(0));
      Snapshot first = store.snapshot();
      store.commit(many(1));
      firstRow(first);
      com.sun.management.ThreadMXBean threads =
          ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class);
      long before = threads.getCurrentThreadAllocatedBytes();
      firstRow(first);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
      first.close();
    }
  }

  private static void firstRow(Snapshot state) {
    state.scan(
        new byte[1],
        new byte[] {9},
        (_, value) -> {
          assertThat(value).isEqualTo(new byte[] {1});
          return false;
        });
  }

  private static StateStore.Change many(long height) {
    SortedMap<byte[], Optional<byte[]>> rows = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < 20_000; i++) {
      rows.put(
          ByteBuffer.allocate(5).put((byte) 1).putInt(i).array(),
          Optional.of(new byte[] {(byte) (height + 1)}));
    }
    return new StateStore.Change(
        LedgerHead.newBuilder().setHeight(height).build(),
        rows,
        new TreeMap<>(Arrays::compareUnsigned),
        List.of(),
        Map.of());
  }

  @Test
  void heldHeightsTakeNoDisk() throws IOException {
    long free = sizeWith(0);
    assertThat(sizeWith(48)).isLessThan(2 * free);
  }

  /// Bytes of the tables after many changes to few rows while so many heights are held.
  private long sizeWith(int holding) throws IOException {
    Path place = folder.resolve("h" + holding);
    Deque<Snapshot> held = new ArrayDeque<>();
    SplittableRandom random = new SplittableRandom(7);
    try (StateStore store = LmdbStateStore.openScratch(place)) {
      for (long height = 0; height < 150; height++) {
        SortedMap<byte[], Optional<byte[]>> rows = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < 200; i++) {
          byte[] value = new byte[100];
          random.nextBytes(value);
          rows.put(
              ByteBuffer.allocate(4).putInt(random.nextInt(2_000)).array(), Optional.of(value));
        }
        store.commit(
            new StateStore.Change(
                LedgerHead.newBuilder().setHeight(height).build(),
                rows,
                new TreeMap<>(Arrays::compareUnsigned),
                List.of(),
                Map.of()));
        held.add(store.snapshot());
        if (held.size() > holding) {
          held.remove().close();
        }
      }
      held.forEach(Snapshot::close);
    }
    return Files.size(place.resolve("data.mdb"));
  }
}
