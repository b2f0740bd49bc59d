package network.cairn.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.ledger.state.Jmt;
import network.cairn.lmdb.LmdbTables;
import network.cairn.lmdb.Tables;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A commit that is large is whole all the same: for readers of the height before, and after a
/// crash at any of its transactions.
final class TreeRedoTest {
  private static final int MANY = 10 * TreeRedo.PIECE;

  @TempDir private Path folder;

  private static byte[] key(int number) {
    return ByteBuffer.allocate(5).put((byte) 9).putInt(number).array();
  }

  private static StateStore.Change change(StateStore store, long height) {
    SortedMap<byte[], Optional<byte[]>> writes = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < MANY; i++) {
      // Some that are deleted, so that nodes go as well.
      boolean gone = height == 2 && i % 5 == 0;
      byte[] value = ByteBuffer.allocate(12).putLong(height).putInt(i).array();
      writes.put(key(i), gone ? Optional.empty() : Optional.of(value));
    }
    try (Snapshot state = store.snapshot()) {
      Jmt.Update update = Jmt.update(state, writes);
      assertThat(TreeRedo.isLarge(update.nodes())).isTrue();
      return new StateStore.Change(
          LedgerHead.newBuilder()
              .setHeight(height)
              .setAppHash(ByteString.copyFrom(update.root()))
              .build(),
          writes,
          update.nodes(),
          update.replaced(),
          List.of(),
          Map.of());
    }
  }

  /// The whole tree hashes to the head's root, and so does each value to its leaf.
  private static void requireWhole(Snapshot state, long height) {
    LedgerHead head = state.head().orElseThrow();
    assertThat(head.getHeight()).isEqualTo(height);
    SortedMap<byte[], Optional<byte[]>> all = new TreeMap<>(Arrays::compareUnsigned);
    state.scan(key(0), new byte[] {10}, (key, value) -> all.put(key, Optional.of(value)) == null);
    Jmt.Update anew = Jmt.update(Jmt.Nodes.none(), all);
    assertThat(ByteString.copyFrom(anew.root())).isEqualTo(head.getAppHash());
    anew.nodes()
        .forEach((key, node) -> assertThat(state.node(key).orElseThrow()).isEqualTo(node.get()));
  }

  /// Tables that fail at a write, as a full disk or a crash does; 0 for never.
  ///
  /// @param before runs ahead of each write
  private static Tables failing(LmdbTables tables, int at, Runnable before) {
    AtomicInteger writes = new AtomicInteger();
    return (Tables)
        Proxy.newProxyInstance(
            Tables.class.getClassLoader(),
            new Class<?>[] {Tables.class},
            (_, method, arguments) -> {
              if (method.getName().equals("write")) {
                before.run();
                if (writes.incrementAndGet() == at) {
                  throw new UncheckedIOException(new IOException("a test's disk"));
                }
              }
              try {
                return method.invoke(tables, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static LmdbStateStore store(Tables tables) {
    return new LmdbStateStore(tables, Retention.all(), _ -> {});
  }

  @Test
  void isWholeAfterACrashAtAnyOfItsTransactions() throws IOException {
    int crashes = 0;
    for (int at = 1; crashes < at; at++) {
      Path home = folder.resolve("crash-" + at);
      try (LmdbStateStore store = LmdbStateStore.openScratch(home)) {
        store.commit(change(store, 1));
      }
      boolean crashed = false;
      LmdbTables tables = LmdbTables.openScratch(home, "");
      try (LmdbStateStore store = store(failing(tables, at, () -> {}))) {
        StateStore.Change next = change(store, 2);
        try {
          store.commit(next);
        } catch (UncheckedIOException e) {
          crashed = true;
          if (at > 1) {
            assertThatThrownBy(store::snapshot).isInstanceOf(StoreFailure.class);
            assertThatThrownBy(() -> store.commit(next)).isInstanceOf(StoreFailure.class);
          }
        }
      }
      try (LmdbStateStore store = LmdbStateStore.openScratch(home);
          Snapshot state = store.snapshot()) {
        requireWhole(state, at == 1 ? 1 : 2);
      }
      if (!crashed) {
        break;
      }
      crashes++;
    }
    assertThat(crashes).as("transactions of the commit").isGreaterThan(2);
  }

  @Test
  void whoHoldsTheHeightBeforeSeesNothingOfIt() throws IOException {
    LmdbTables tables = LmdbTables.openScratch(folder, "");
    AtomicInteger looked = new AtomicInteger();
    Snapshot[] held = new Snapshot[1];
    Runnable look =
        () -> {
          if (held[0] != null) {
            requireWhole(held[0], 1);
            looked.incrementAndGet();
          }
        };
    try (LmdbStateStore store = store(failing(tables, 0, look))) {
      store.commit(change(store, 1));
      StateStore.Change next = change(store, 2);
      held[0] = store.snapshot();
      store.commit(next);
      assertThat(looked).as("between its transactions too").hasValueGreaterThan(2);
      look.run();
      held[0].close();
      try (Snapshot now = store.snapshot()) {
        requireWhole(now, 2);
      }
    }
  }
}
