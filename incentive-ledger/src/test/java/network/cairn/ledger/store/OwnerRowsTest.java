package network.cairn.ledger.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.lmdb.LmdbTables;
import network.cairn.lmdb.Table;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.TicketRecord;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is whose follows the state's entries, block by block, and can be made from them again.
final class OwnerRowsTest {
  private static final int OWNERS = 4;
  private static final int IDS = 30;
  private static final Table META = new Table("meta", 16);

  @TempDir private Path folder;
  private final SortedMap<byte[], byte[]> state = new TreeMap<>(Arrays::compareUnsigned);

  private static ByteString owner(int number) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) number);
    return ByteString.copyFrom(bytes);
  }

  private static ByteString any(SplittableRandom random) {
    return owner(random.nextInt(OWNERS));
  }

  private static Optional<byte[]> value(byte prefix, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return Optional.empty();
    }
    return Optional.of(
            switch (prefix) {
              case 4 -> AgreementRecord.newBuilder().setTerm(random.nextInt(9)).setClient(owner(1));
              case 5 ->
                  SetRecord.newBuilder()
                      .setProvider(any(random))
                      .setStatus(SetStatus.forNumber(random.nextInt(3)));
              default ->
                  TicketRecord.newBuilder()
                      .setSlot(random.nextInt(9) + 1)
                      .setReservedBy(random.nextBoolean() ? any(random) : ByteString.EMPTY);
            })
        .map(record -> record.build().toByteArray());
  }

  private StateStore.Change change(long height, SplittableRandom random) {
    SortedMap<byte[], Optional<byte[]>> writes = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = random.nextInt(12); i > 0; i--) {
      long id = 1L + random.nextInt(IDS);
      byte[] key =
          switch (random.nextInt(3)) {
            case 0 -> StateKeys.agreement(id);
            case 1 -> StateKeys.set(id);
            default -> StateKeys.ticket(id);
          };
      writes.put(key, value(key[0], random));
    }
    writes.put(StateKeys.beacon(height), Optional.of(new byte[] {1}));
    writes.forEach(
        (key, value) -> value.ifPresentOrElse(v -> state.put(key, v), () -> state.remove(key)));
    return new StateStore.Change(
        LedgerHead.newBuilder().setHeight(height).build(),
        writes,
        new TreeMap<>(Arrays::compareUnsigned),
        List.of(),
        Map.of());
  }

  /// What the state's own entries say.
  private List<Long> wanted(Owned.Kind kind, ByteString owner, long after) {
    List<Long> ids = new ArrayList<>();
    state.forEach((key, value) ->
        Owned.kind(key)
            .filter(kind::equals)
            .flatMap(k -> Owned.of(k, key, value))
            .filter(owned -> owned.owner().equals(owner) && owned.id() > after)
            .ifPresent(owned -> ids.add(owned.id())));
    return ids;
  }

  private void requireSame(StateStore store) {
    try (Snapshot snapshot = store.snapshot()) {
      for (Owned.Kind kind : Owned.Kind.values()) {
        for (int number = 0; number < OWNERS; number++) {
          for (long after : new long[] {0, 7, IDS}) {
            List<Long> ids = new ArrayList<>();
            snapshot.owned(kind, owner(number), after, ids::add);
            assertThat(ids).isEqualTo(wanted(kind, owner(number), after));
          }
        }
      }
    }
  }

  @Test
  void followsEveryBlock() {
    SplittableRandom random = new SplittableRandom(1);
    for (int home = 0; home < 2; home++) {
      state.clear();
      // With readers, whose undo knows what was before, and without.
      boolean read = home == 0;
      try (StateStore store = LmdbStateStore.openScratch(folder.resolve("home-" + home))) {
        for (long height = 0; height < 150; height++) {
          Optional<Snapshot> reader = read ? Optional.of(store.snapshot()) : Optional.empty();
          store.commit(change(height, random));
          reader.ifPresent(Snapshot::close);
          requireSame(store);
        }
        for (Owned.Kind kind : Owned.Kind.values()) {
          assertThat(wanted(kind, owner(1), 0)).as("%s", kind).isNotEmpty();
        }
      }
    }
  }

  @Test
  void followsAStateThatComesInPieces() {
    SplittableRandom random = new SplittableRandom(4);
    try (StateStore store = LmdbStateStore.open(folder)) {
      for (long height = 0; height < 20; height++) {
        store.commit(change(height, random));
      }
      state.clear();
      StateStore.Filling filling = store.fill();
      for (long height = 100; height < 140; height++) {
        StateStore.Change piece = change(height, random);
        filling.add(piece.writes(), piece.nodes());
      }
      filling.finish(LedgerHead.newBuilder().setHeight(139).build());
      requireSame(store);
      store.commit(change(140, random));
      requireSame(store);
    }
    try (StateStore store = LmdbStateStore.open(folder)) {
      requireSame(store);
    }
  }

  private void alter(long owners) throws IOException {
    try (LmdbTables tables = LmdbTables.open(folder)) {
      tables.register(META);
      tables.register(OwnerRows.TABLE);
      tables.write(rows -> {
        List<byte[]> keys = new ArrayList<>();
        rows.scan(OwnerRows.TABLE, new byte[0], (key, _) -> keys.add(key));
        assertThat(keys).isNotEmpty();
        keys.forEach(key -> rows.delete(OwnerRows.TABLE, key));
        byte[] wrong = keys.getFirst();
        wrong[wrong.length - 1] = 99;
        rows.put(OwnerRows.TABLE, wrong, new byte[] {1});
        byte[] mark = "owners".getBytes(US_ASCII);
        if (owners < 0) {
          rows.delete(META, mark);
        } else {
          rows.put(META, mark, ByteBuffer.allocate(Long.BYTES).putLong(owners).array());
        }
        return true;
      });
    }
  }

  /// A home of before these rows; and one that another program went on with for some blocks.
  @Test
  void isMadeAgainWhereItIsNotOfTheStatesHeight() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    try (StateStore store = LmdbStateStore.open(folder)) {
      for (long height = 0; height < 40; height++) {
        store.commit(change(height, random));
      }
    }
    for (long mark : new long[] {-1, 38}) {
      alter(mark);
      try (StateStore store = LmdbStateStore.open(folder)) {
        requireSame(store);
      }
    }
  }

  /// The rows are of a height that the state is of: nothing is made, so that a start stays short.
  @Test
  void isNotMadeAgainAtEveryStart() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    try (StateStore store = LmdbStateStore.open(folder)) {
      for (long height = 0; height < 40; height++) {
        store.commit(change(height, random));
      }
    }
    alter(39);
    try (StateStore store = LmdbStateStore.open(folder);
        Snapshot snapshot = store.snapshot()) {
      List<Long> ids = new ArrayList<>();
      snapshot.owned(Owned.Kind.AGREEMENT, owner(1), 0, ids::add);
      assertThat(ids).containsExactly(99L);
    }
  }
}
