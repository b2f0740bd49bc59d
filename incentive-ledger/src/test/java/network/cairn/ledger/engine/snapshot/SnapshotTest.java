package network.cairn.ledger.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import network.cairn.base.hash.Sha256;
import network.cairn.base.time.SimScheduler;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.state.Jmt;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotTest {
  @TempDir private Path home;

  private EmbeddedEngine engine(String name) {
    return new EmbeddedEngine(
        TestChain.genesis(),
        TestChain.keys(),
        LmdbStateStore.open(home.resolve(name)),
        BlockLog.open(home.resolve("blocks")),
        TestChain.ticking(),
        LedgerMetrics.none());
  }

  /// A chain of so many blocks, a payment to somebody new in each.
  private LedgerHead chain(int blocks) {
    try (EmbeddedEngine engine = engine("state")) {
      long from = engine.height() + 1;
      for (long i = from; i < from + blocks; i++) {
        engine.submit(
            TestChain.transfer(
                TestChain.TREASURY,
                0,
                i,
                TestChain.address(TestChain.seed("to " + i)),
                Amount.ofCairn(1),
                i + 50));
        engine.step();
      }
      return engine.head();
    }
  }

  private Manifest take(String states, String snapshots, int most) {
    try (StateStore store = LmdbStateStore.open(home.resolve(states));
        Snapshot state = store.snapshot()) {
      return SnapshotFolder.open(home.resolve(snapshots)).take(state, most);
    }
  }

  private Map<String, String> files(String folder) {
    try (Stream<Path> files = Files.list(home.resolve(folder))) {
      Map<String, String> found = new TreeMap<>();
      for (Path file : files.toList()) {
        found.put(
            String.valueOf(file.getFileName()),
            HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(file))));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LedgerHead restore(String snapshots, long height, String states) {
    try (StateStore store = LmdbStateStore.open(home.resolve(states))) {
      return SnapshotFolder.open(home.resolve(snapshots)).restore(height, store);
    }
  }

  @Test
  void aRestoredStateIsTheSameAndGoesOn() {
    LedgerHead head = chain(20);
    Manifest manifest = take("state", "snapshots", 2);
    assertThat(manifest.head()).isEqualTo(head);
    assertThat(restore("snapshots", 20, "again")).isEqualTo(head);
    assertThat(take("again", "others", 2).hash()).isEqualTo(manifest.hash());
    assertThat(files("others")).isEqualTo(files("snapshots")).hasSize(2);
    LedgerHead later = chain(5);
    try (EmbeddedEngine engine = engine("again")) {
      assertThat(engine.head()).isEqualTo(later);
    }
  }

  @Test
  void commitsGoOnWhileOneIsTaken() {
    LedgerHead head = chain(3);
    try (EmbeddedEngine engine = engine("state");
        StateStore other = LmdbStateStore.open(home.resolve("again"))) {
      Manifest before =
          engine.read(state -> {
            for (int i = 0; i < 5; i++) {
              engine.step();
            }
            return SnapshotFolder.open(home.resolve("snapshots")).take(state, 2);
          });
      assertThat(before.head()).isEqualTo(head);
      assertThat(engine.height()).isEqualTo(8);
      assertThat(SnapshotFolder.open(home.resolve("snapshots")).restore(3, other)).isEqualTo(head);
    }
  }

  @Test
  void keepsTheNewestAndForgetsWhatACrashLeft() throws IOException {
    for (int i = 1; i <= 4; i++) {
      chain(1);
      take("state", "snapshots", 2);
    }
    Path folder = home.resolve("snapshots");
    assertThat(SnapshotFolder.open(folder).heights()).containsExactly(4L, 3L);
    assertThat(files("snapshots")).hasSize(4);
    Files.delete(folder.resolve("0000000000000004.manifest"));
    assertThat(SnapshotFolder.open(folder).heights()).containsExactly(3L);
    assertThat(files("snapshots")).hasSize(2);
  }

  /// What fails leaves the room that it took to the ledger, and the snapshots of before.
  @Test
  void aSnapshotThatFailsLeavesNothing() throws IOException {
    chain(1);
    take("state", "snapshots", 2);
    Map<String, String> before = files("snapshots");
    chain(1);
    Path draft = home.resolve("snapshots").resolve("0000000000000002.manifest.new");
    Files.createDirectories(draft.resolve("in the way"));
    assertThatThrownBy(() -> take("state", "snapshots", 2))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("the snapshot of height 2 cannot be kept");
    Files.delete(draft.resolve("in the way"));
    Files.delete(draft);
    assertThat(files("snapshots")).isEqualTo(before);
    assertThat(take("state", "snapshots", 2).height()).isEqualTo(2);
  }

  @Test
  void noSnapshotIsTakenWhereTheDiskIsShort() {
    chain(1);
    AtomicLong left = new AtomicLong();
    SnapshotFolder folder = SnapshotFolder.open(home.resolve("snapshots"), left::get);
    try (StateStore store = LmdbStateStore.open(home.resolve("state"));
        Snapshot state = store.snapshot()) {
      assertShort(folder, state);
      assertThat(files("snapshots")).isEmpty();
      left.set(Long.MAX_VALUE);
      folder.take(state, 2);
    }
    long size = size("snapshots");
    chain(1);
    Map<String, String> before = files("snapshots");
    try (StateStore store = LmdbStateStore.open(home.resolve("state"));
        Snapshot state = store.snapshot()) {
      left.set(2 * size - 1);
      assertShort(folder, state);
      assertThat(files("snapshots")).isEqualTo(before);
      left.set(2 * size);
      assertThat(folder.take(state, 2).height()).isEqualTo(2);
    }
  }

  /// What came from others has no blocks to be made of again: its first snapshot stays owed.
  @Test
  void anOwedSnapshotThatFailedIsTriedAgainLater() {
    chain(1);
    AtomicLong left = new AtomicLong();
    SnapshotFolder folder = SnapshotFolder.open(home.resolve("snapshots"), left::get);
    List<Long> begun = new ArrayList<>();
    SimScheduler time = new SimScheduler(1);
    try (StateStore store = LmdbStateStore.open(home.resolve("state"))) {
      time.run(() -> {
        try (SnapshotTaker taker = new SnapshotTaker(folder, Keeping.standard(), time, _ -> {})) {
          taker.owe();
          long again = 1 + SnapshotTaker.RETRY_BLOCKS;
          for (long height : new long[] {1, 2, again - 1, again, again + 1, 2 * again}) {
            if (height == again) {
              left.set(Long.MAX_VALUE);
            }
            taker.committed(
                height,
                () -> {
                  begun.add(height);
                  return store.snapshot();
                });
            time.sleep(Duration.ofSeconds(1));
            assertThat(folder.heights().isEmpty()).isEqualTo(height < again);
          }
        }
      });
    }
    assertThat(begun).containsExactly(1L, 1 + SnapshotTaker.RETRY_BLOCKS);
  }

  private boolean isBegunAfterAStart(SnapshotFolder folder, StateStore store) {
    AtomicBoolean begun = new AtomicBoolean();
    SimScheduler time = new SimScheduler(1);
    time.run(() -> {
      try (SnapshotTaker taker = new SnapshotTaker(folder, Keeping.standard(), time, _ -> {})) {
        taker.committed(
            1,
            () -> {
              begun.set(true);
              return store.snapshot();
            });
        time.sleep(Duration.ofSeconds(1));
      }
    });
    return begun.get();
  }

  /// A state that is made of a snapshot has no outcomes of before it: one of own blocks owes none.
  @Test
  void onlyAStateThatGoesBackToOthersOwesASnapshotAtAStart() {
    chain(1);
    SnapshotFolder folder = SnapshotFolder.open(home.resolve("snapshots"));
    try (StateStore store = LmdbStateStore.open(home.resolve("state"))) {
      assertThat(isBegunAfterAStart(folder, store)).isFalse();
      folder.noteOthers();
      folder.forgetOthers();
      assertThat(isBegunAfterAStart(folder, store)).isFalse();
      folder.noteOthers();
      assertThat(isBegunAfterAStart(SnapshotFolder.open(home.resolve("snapshots")), store))
          .isTrue();
      assertThat(folder.heights()).containsExactly(1L);
      assertThat(isBegunAfterAStart(folder, store)).as("one is there").isFalse();
    }
  }

  private static void assertShort(SnapshotFolder folder, Snapshot state) {
    assertThatThrownBy(() -> folder.take(state, 2))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("; make room");
  }

  private long size(String folder) {
    try (Stream<Path> files = Files.list(home.resolve(folder))) {
      long size = 0;
      for (Path file : files.toList()) {
        size += Files.size(file);
      }
      return size;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What others send must not fill the disk before its root shows what it is.
  @Test
  void aSnapshotOfOthersLeavesAsMuchRoomAsItTakes() {
    chain(1);
    Manifest manifest = take("state", "snapshots", 1);
    ByteString chunk = SnapshotFolder.open(home.resolve("snapshots")).chunk(1, 0).orElseThrow();
    try (StateStore store = LmdbStateStore.open(home.resolve("again"))) {
      Restoration tight = new Restoration(store, manifest, () -> chunk.size() - 1L);
      assertThatThrownBy(() -> tight.add(chunk))
          .isInstanceOfSatisfying(
              InvalidSnapshot.class, e -> assertThat(e.part()).isEqualTo(InvalidSnapshot.Part.ROOM))
          .hasMessageContaining("; make room");
      tight.giveUp();
      Restoration fitting = new Restoration(store, manifest, chunk::size);
      fitting.add(chunk);
      assertThat(fitting.finish()).isEqualTo(manifest.head());
    }
  }

  /// Blocks that change more than the memory should keep end a snapshot, which is left out.
  @Test
  void aSnapshotThatHoldsTooMuchIsGivenUp() {
    chain(1);
    SnapshotFolder folder = SnapshotFolder.open(home.resolve("snapshots"));
    try (StateStore store = LmdbStateStore.open(home.resolve("state"))) {
      Snapshot heavy = withLater(store.snapshot(), SnapshotFolder.MOST_LATER + 1);
      assertThatThrownBy(() -> folder.take(heavy, 2))
          .isInstanceOf(StoreFailure.class)
          .hasMessageContaining("blocks change the state faster than it is written");
      assertThat(files("snapshots")).isEmpty();
      Snapshot bearable = withLater(store.snapshot(), SnapshotFolder.MOST_LATER);
      assertThat(folder.take(bearable, 2).height()).isEqualTo(1);
      heavy.close();
      bearable.close();
    }
  }

  private static Snapshot withLater(Snapshot state, long bytes) {
    return (Snapshot)
        Proxy.newProxyInstance(
            Snapshot.class.getClassLoader(),
            new Class<?>[] {Snapshot.class},
            (_, method, args) ->
                method.getName().equals("laterBytes") ? bytes : method.invoke(state, args));
  }

  @Test
  void refusesEveryChangedByte() throws IOException {
    chain(10);
    take("state", "snapshots", 1);
    SplittableRandom random = new SplittableRandom(1);
    List<Path> files;
    try (Stream<Path> all = Files.list(home.resolve("snapshots"))) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      byte[] right = Files.readAllBytes(file);
      for (int i = 0; i < 15; i++) {
        byte[] wrong = right.clone();
        wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, wrong);
        refused(() -> restore("snapshots", 10, "again"));
      }
      Files.write(file, Arrays.copyOf(right, right.length - 1));
      refused(() -> restore("snapshots", 10, "again"));
      Files.write(file, right);
    }
    assertThat(restore("snapshots", 10, "again").getHeight()).isEqualTo(10);
    Files.delete(files.getFirst());
    refused(() -> restore("snapshots", 10, "again"));
    refused(() -> restore("snapshots", 11, "again"));
  }

  private static void refused(Runnable restoring) {
    assertThatThrownBy(restoring::run).isInstanceOf(InvalidSnapshot.class);
  }

  /// What a store held before, and half a state, is gone after a crash.
  @Test
  void aStoreThatWasNotFilledIsEmpty() {
    chain(10);
    Manifest manifest = take("state", "snapshots", 1);
    SnapshotFolder folder = SnapshotFolder.open(home.resolve("snapshots"));
    try (StateStore store = LmdbStateStore.open(home.resolve("state"))) {
      new Restoration(store, manifest).add(folder.chunk(10, 0).orElseThrow());
    }
    try (StateStore store = LmdbStateStore.open(home.resolve("state"));
        Snapshot state = store.snapshot()) {
      assertThat(state.head()).isEmpty();
      assertThat(state.get(StateKeys.params())).isEmpty();
      assertThat(Jmt.root(state)).isEqualTo(Jmt.root(Jmt.Nodes.none()));
    }
    assertThat(restore("snapshots", 10, "state")).isEqualTo(manifest.head());
  }

  /// A head that its own state does not bear out, though root and hashes are right.
  @Test
  void refusesAHeadThatIsNotItsStates() {
    chain(10);
    Manifest right = take("state", "snapshots", 1);
    ByteString chunk = SnapshotFolder.open(home.resolve("snapshots")).chunk(10, 0).orElseThrow();
    List<LedgerHead> wrong =
        List.of(
            right.head().toBuilder().setHeight(9).build(),
            right.head().toBuilder().setHeight(11).build(),
            right.head().toBuilder().setChainId("cairn-dev-other").build(),
            right.head().toBuilder().setAppHash(right.head().getChainRef()).build(),
            right.head().toBuilder().setChainRef(right.head().getAppHash()).build(),
            right.head().toBuilder()
                .setTime(right.head().getTime().toBuilder().setNanos(7))
                .build());
    try (StateStore store = LmdbStateStore.open(home.resolve("again"))) {
      for (LedgerHead head : wrong) {
        Restoration one =
            new Restoration(store, new Manifest(head, right.entries(), right.chunks()));
        one.add(chunk);
        refused(one::finish);
      }
      Restoration counted =
          new Restoration(store, new Manifest(right.head(), right.entries() + 1, right.chunks()));
      counted.add(chunk);
      refused(counted::finish);
      LedgerHead proven = right.proven().head();
      assertThat(proven.getBlockId()).isEqualTo(BlockId.getDefaultInstance());
      assertThat(proven.getAppHash()).isEqualTo(right.head().getAppHash());
      assertThatThrownBy(() ->
              new Manifest(
                  right.head().toBuilder().setSchema(BlockExecution.SCHEMA + 1).build(),
                  right.entries(),
                  right.chunks()))
          .isInstanceOf(InvalidSnapshot.class)
          .hasMessageContaining("form " + (BlockExecution.SCHEMA + 1));
    }
  }

  /// Any entries come back in the chunks that they must be in, whatever their sizes.
  @Test
  void chunksHoldAllEntriesInOrder() {
    Property.check(
        20,
        random -> {
          SortedMap<byte[], Optional<byte[]>> entries = new TreeMap<>(Arrays::compareUnsigned);
          for (int i = random.nextInt(40); i >= 0; i--) {
            byte[] key = new byte[1 + random.nextInt(200)];
            random.nextBytes(key);
            key[0] = (byte) (1 + random.nextInt(20));
            byte[] value = new byte[1 + random.nextInt(1 << (1 + random.nextInt(20)))];
            random.nextBytes(value);
            entries.put(key, Optional.of(value));
          }
          Overlay state = new Overlay(StateView.empty());
          entries.forEach((key, value) -> state.put(key, value.orElseThrow()));
          SortedMap<byte[], Optional<byte[]>> read = new TreeMap<>(Arrays::compareUnsigned);
          List<Integer> sizes = new ArrayList<>();
          byte[] last = new byte[0];
          for (Optional<Chunks.Piece> piece = Chunks.next(state, last);
              piece.isPresent();
              piece = Chunks.next(state, last)) {
            SortedMap<byte[], Optional<byte[]>> some = Chunks.read(piece.get().bytes(), last);
            assertThat(some).hasSize((int) piece.get().entries());
            assertThat(some.lastKey()).isEqualTo(piece.get().last());
            read.putAll(some);
            sizes.add(piece.get().bytes().length);
            last = piece.get().last();
          }
          assertThat(sizes).allMatch(size -> size <= Manifest.MAX_CHUNK);
          assertThat(read.size()).isEqualTo(entries.size());
          entries.forEach((key, value) ->
              assertThat(read.getOrDefault(key, Optional.empty()).orElseThrow())
                  .isEqualTo(value.orElseThrow()));
        });
  }

  @Test
  void aChunkIsNoOtherThing() {
    for (byte[] wrong :
        List.of(
            new byte[0],
            new byte[] {1, 0, 0, 0, 1, 5},
            new byte[] {0, 0, 0, 0, 1, 5},
            new byte[] {1, 0, 0, 0, 0, 5},
            new byte[] {1, -1, -1, -1, -1, 5, 6},
            new byte[] {1, 0, 0, 0, 1, 5, 6, 1},
            new byte[] {1, 0, 0, 0, 1, 5, 6, 1, 0, 0, 0, 1, 5, 6},
            new byte[] {1, 0, 0, 0, 1, 5, 6, 1, 0, 0, 0, 1, 4, 6})) {
      assertThatThrownBy(() -> Chunks.read(wrong, new byte[0])).isInstanceOf(InvalidSnapshot.class);
    }
    assertThatThrownBy(() -> Chunks.read(new byte[] {1, 0, 0, 0, 1, 5, 6}, new byte[] {5}))
        .isInstanceOf(InvalidSnapshot.class);
  }
}
