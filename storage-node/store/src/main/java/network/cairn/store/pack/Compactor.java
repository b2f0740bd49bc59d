package network.cairn.store.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.CorruptBlock;
import network.cairn.store.blockstore.HashPolicy;

/// Rewrites packs that are mostly dead: copies what is live to the end of the store, commits the
/// new places, deletes the file.
///
/// Every copied block is hashed again. A pack with a damaged block stays as it is, so that nothing
/// else of it is lost. Works on one pack at a time, so the space it needs meanwhile is at most half
/// a pack.
final class Compactor {
  private static final long SMALL = 64 << 10;
  private static final int MAX_GATHERED = 1 << 20;

  private final PackBlockstore store;

  Compactor(PackBlockstore store) {
    this.store = store;
  }

  private record Live(Multihash multihash, Location location) {}

  /// @return bytes by which the packs shrank
  long compact() {
    long freed = 0;
    try {
      rollIfWasteful();
      List<Integer> candidates = candidates();
      while (!candidates.isEmpty()) {
        Map<Integer, List<Live>> group = gather(candidates);
        for (Map.Entry<Integer, List<Live>> pack : group.entrySet()) {
          freed += rewrite(pack.getKey(), pack.getValue());
        }
        candidates = candidates.stream().filter(id -> !group.containsKey(id)).toList();
      }
      store.packs().disk().forceDirectory();
    } catch (IOException e) {
      throw new UncheckedIOException("rewriting packs: " + e.getMessage(), e);
    }
    return freed;
  }

  private void rollIfWasteful() throws IOException {
    int newest = store.packs().ids().stream().mapToInt(Integer::intValue).max().orElse(-1);
    PackRow row = PackRow.all(store.tables()).get(newest);
    if (row != null && row.length() > SMALL && isWasteful(row)) {
      store.appender().roll();
      store.committer().commit(List.of(), Set.of());
    }
  }

  private static boolean isWasteful(PackRow row) {
    return row.liveBlocks() == 0 || row.liveBytes() * 2 < row.length();
  }

  private List<Integer> candidates() {
    Map<Integer, PackRow> rows = PackRow.all(store.tables());
    return store.packs().ids().stream()
        .filter(id -> isWasteful(rows.getOrDefault(id, PackRow.NEW)))
        .filter(id -> store.packs().find(id).filter(store.appender()::isSettled).isPresent())
        .toList();
  }

  /// The live blocks of as many candidates as fit into memory, by one pass over the index.
  private Map<Integer, List<Live>> gather(List<Integer> candidates) {
    Map<Integer, PackRow> rows = PackRow.all(store.tables());
    Map<Integer, List<Live>> group = new HashMap<>();
    long expected = 0;
    for (int id : candidates) {
      expected += rows.getOrDefault(id, PackRow.NEW).liveBlocks();
      if (group.isEmpty() || expected <= MAX_GATHERED) {
        group.put(id, new ArrayList<>());
      }
    }
    store.forEachBlock(page -> {
      page.forEach((multihash, location) -> {
        List<Live> pack = group.get(location.pack());
        if (pack != null) {
          pack.add(new Live(multihash, location));
        }
      });
      return true;
    });
    return group;
  }

  private long rewrite(int id, List<Live> live) throws IOException {
    live.sort(Comparator.comparingLong(entry -> entry.location().offset()));
    List<Committer.Entry> moves = new ArrayList<>();
    long copied = 0;
    boolean dropped = false;
    try {
      for (Live block : live) {
        Optional<byte[]> content = intact(block);
        if (content.isEmpty()) {
          return 0;
        }
        Cid cid = Cid.v1(block.location().codec(), block.multihash());
        Location to = store.appender().append(cid, content.get());
        moves.add(new Committer.Entry(block.multihash(), to, Optional.of(block.location())));
        copied += Appender.sectionSize(cid, content.get().length);
      }
      Set<Integer> forgotten = store.committer().commit(moves, Set.of(id));
      dropped = forgotten.contains(id);
      return dropped ? drop(id, copied) : 0;
    } finally {
      if (!dropped) {
        store.options().admission().count(copied);
      }
      store.committer().settle(moves);
    }
  }

  private Optional<byte[]> intact(Live block) {
    try {
      return store
          .packs()
          .read(block.multihash(), block.location())
          .filter(bytes -> HashPolicy.matches(store.options().hashing(), block.multihash(), bytes));
    } catch (CorruptBlock e) {
      return Optional.empty();
    }
  }

  private long drop(int id, long copied) throws IOException {
    Optional<Pack> pack = store.packs().find(id);
    if (pack.isEmpty()) {
      return 0;
    }
    long length = pack.get().file().size();
    store.packs().remove(id);
    store.options().admission().giveBack(length - copied);
    store.metrics().compacted(length, copied);
    return length - copied;
  }
}
