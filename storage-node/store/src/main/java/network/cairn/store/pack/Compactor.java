package network.cairn.store.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.base.files.DeadTail;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.CorruptBlock;
import network.cairn.store.blockstore.HashPolicy;
import org.jspecify.annotations.Nullable;

/// Gives back the space of packs that are mostly dead: copies what is live to the end of the store,
/// commits the new places, deletes the file.
///
/// The disk may be full. So packs without a live block go first, which takes no room, and then
/// those with the least to copy. A pack whose live blocks do not fit into what is free is emptied
/// from its end, as many blocks at a time as fit, and its file is cut behind those that are left:
/// one free block is enough to go on. Where not even that is free, the end says what is missing.
///
/// Every copied block is hashed again; a damaged one stays where it is, and its pack with it.
final class Compactor {
  private static final long SMALL = 64 << 10;
  private static final int MAX_GATHERED = 1 << 20;

  /// What the index may grow by with one commit, in bytes.
  private static final long INDEX_ROOM = 256 << 10;

  private final PackBlockstore store;
  private final Set<Integer> stuck = new HashSet<>();
  private long freed;
  private long missing = Long.MAX_VALUE;
  private @Nullable Exception failure;

  Compactor(PackBlockstore store) {
    this.store = store;
  }

  private record Live(Multihash multihash, Location location) {
    long end() {
      return location.offset() + location.length();
    }

    Cid cid() {
      return Cid.v1(location.codec(), multihash);
    }

    long section() {
      return Appender.sectionSize(cid(), location.length());
    }
  }

  /// A fault of one pack keeps no other from being rewritten.
  ///
  /// @return bytes by which the packs shrank
  /// @throws UncheckedIOException once nothing further can be done, if a pack could not be
  ///   rewritten; the message says why
  long compact() {
    try {
      rollIfWasteful();
      dropEmpty();
      rewriteAll(candidates());
      long before = -1;
      while (!stuck.isEmpty() && freed > before) {
        before = freed;
        List<Integer> again = candidates().stream().filter(stuck::contains).toList();
        stuck.clear();
        missing = Long.MAX_VALUE;
        rewriteAll(again);
      }
      store.packs().disk().forceDirectory();
    } catch (IOException e) {
      throw failed(e);
    }
    if (failure != null) {
      throw failed(failure);
    }
    if (!stuck.isEmpty()) {
      throw failed(noRoom());
    }
    return freed;
  }

  private static UncheckedIOException failed(Exception e) {
    IOException cause = e instanceof IOException io ? io : new IOException(e.getMessage(), e);
    return new UncheckedIOException("rewriting packs: " + e.getMessage(), cause);
  }

  private IOException noRoom() throws UncheckedIOException {
    Map<Integer, PackRow> rows = PackRow.all(store.tables());
    long dead =
        stuck.stream()
            .map(id -> rows.getOrDefault(id, PackRow.NEW))
            .mapToLong(row -> row.length() - row.liveBytes())
            .sum();
    return new IOException(
        "the disk is full: "
            + dead
            + " bytes that nothing needs lie between blocks that are needed, and moving those takes"
            + " "
            + missing
            + " more free bytes; "
            + freed
            + " bytes were freed. Delete other files on this disk, then collect again");
  }

  private void rollIfWasteful() throws IOException {
    int newest = store.packs().ids().stream().mapToInt(Integer::intValue).max().orElse(-1);
    PackRow row = PackRow.all(store.tables()).get(newest);
    if (row != null && row.length() > SMALL && isWasteful(row, isTight())) {
      store.appender().roll();
      commitNothing(Set.of());
    }
  }

  /// Whether so little is free that packs are worth rewriting for less.
  private boolean isTight() throws IOException {
    return store.packs().disk().usable() < store.options().packSize();
  }

  private static boolean isWasteful(PackRow row, boolean tight) {
    long worth = tight ? row.length() / 8 : row.length() / 2;
    return row.liveBlocks() == 0 || row.length() - row.liveBytes() > worth;
  }

  private boolean isSettled(int id) {
    return store.packs().find(id).filter(store.appender()::isSettled).isPresent();
  }

  private void dropEmpty() throws IOException {
    Set<Integer> empty = new HashSet<>();
    PackRow.all(store.tables())
        .forEach((id, row) -> {
          if (row.liveBlocks() == 0 && isSettled(id)) {
            empty.add(id);
          }
        });
    if (!empty.isEmpty()) {
      for (int id : commitNothing(empty)) {
        drop(id);
      }
    }
  }

  /// What other writers have appended is written with a commit. Where that does not fit it is given
  /// up, and the next commit has nothing to write.
  private Set<Integer> commitNothing(Set<Integer> emptied) {
    try {
      return store.committer().commit(List.of(), emptied);
    } catch (UncheckedIOException _) {
      return store.committer().commit(List.of(), emptied);
    }
  }

  /// Wasteful packs, those with the least to copy first.
  private List<Integer> candidates() throws IOException {
    Map<Integer, PackRow> rows = PackRow.all(store.tables());
    boolean tight = isTight();
    return store.packs().ids().stream()
        .filter(id -> isWasteful(rows.getOrDefault(id, PackRow.NEW), tight))
        .filter(this::isSettled)
        .sorted(Comparator.comparingLong(id -> rows.getOrDefault(id, PackRow.NEW).liveBytes()))
        .toList();
  }

  private void rewriteAll(List<Integer> candidates) {
    List<Integer> waiting = candidates;
    while (!waiting.isEmpty()) {
      Map<Integer, List<Live>> group = gather(waiting);
      group.forEach(this::rewrite);
      waiting = waiting.stream().filter(id -> !group.containsKey(id)).toList();
    }
  }

  /// The live blocks of as many candidates as fit into memory, by one pass over the index.
  private Map<Integer, List<Live>> gather(List<Integer> candidates) {
    Map<Integer, PackRow> rows = PackRow.all(store.tables());
    Map<Integer, List<Live>> group = new LinkedHashMap<>();
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

  private void rewrite(int id, List<Live> live) {
    live.sort(Comparator.comparingLong(entry -> entry.location().offset()));
    try {
      boolean whole = false;
      while (!whole) {
        int from = firstThatFits(live);
        if (from > 0 && from == live.size()) {
          if (!cutsEnd(id, live)) {
            stuck.add(id);
            return;
          }
          continue;
        }
        boolean sound = move(id, live.subList(0, from), live.subList(from, live.size()));
        whole = from == 0 || !sound;
        live = live.subList(0, from);
      }
    } catch (IOException | UncheckedIOException e) {
      failure = failure == null ? e : failure;
    }
  }

  /// From where on the blocks of a pack fit into what is free; the number of blocks if the last one
  /// does not.
  private int firstThatFits(List<Live> live) throws IOException {
    long newPacks = 2L * Pack.header().remaining();
    long index = Math.min(INDEX_ROOM, store.options().packSize() / 64);
    long room = store.packs().disk().usable() - newPacks - index;
    int first = live.size();
    while (first > 0 && live.get(first - 1).section() <= room) {
      room -= live.get(--first).section();
    }
    if (first == live.size() && first > 0) {
      missing = Math.min(missing, live.getLast().section() - room);
    }
    return first;
  }

  /// Takes the dead end off a pack of which no block can be moved.
  ///
  /// @return whether it went; not where there is none, or where the index counts more blocks in the
  ///   pack than were found, some of which may lie there
  private boolean cutsEnd(int id, List<Live> live) throws IOException {
    if (!hasDeadTail(id, live)) {
      return false;
    }
    cut(List.of(), new Committer.Cut(id, live.getLast().end(), live.size()));
    return !hasDeadTail(id, live);
  }

  private boolean hasDeadTail(int id, List<Live> live) throws IOException {
    Optional<Pack> pack = store.packs().find(id);
    return pack.isPresent() && pack.get().file().size() > live.getLast().end();
  }

  /// Moves blocks out of the end of a pack, and takes the end off the file or, where nothing stays,
  /// the file away.
  ///
  /// @return whether none of them was damaged
  private boolean move(int id, List<Live> staying, List<Live> moving) throws IOException {
    List<Live> left = new ArrayList<>(staying);
    List<Committer.Entry> moves = new ArrayList<>();
    long copied = 0;
    try {
      for (Live block : moving) {
        Optional<byte[]> content = intact(block);
        if (content.isEmpty()) {
          left.add(block);
          continue;
        }
        Location to = store.appender().append(block.cid(), content.get());
        moves.add(new Committer.Entry(block.multihash(), to, Optional.of(block.location())));
        copied += block.section();
      }
      if (left.isEmpty()) {
        if (store.committer().commit(moves, Set.of(id)).contains(id)) {
          store.metrics().compacted(drop(id), copied);
        }
      } else {
        cut(moves, new Committer.Cut(id, left.getLast().end(), left.size()));
      }
    } finally {
      freed -= copied;
      store.options().admission().count(copied);
      store.committer().settle(moves);
    }
    return left.size() == staying.size();
  }

  private Optional<byte[]> intact(Live block) {
    try {
      return store
          .packs()
          .read(block.cid(), block.location())
          .filter(bytes -> HashPolicy.matches(store.options().hashing(), block.multihash(), bytes));
    } catch (CorruptBlock e) {
      return Optional.empty();
    }
  }

  private void cut(List<Committer.Entry> moves, Committer.Cut cut) throws IOException {
    Optional<Pack> pack = store.packs().find(cut.pack());
    if (store.committer().commit(moves, cut) && pack.isPresent()) {
      gone(DeadTail.cut(pack.get().file(), cut.end()));
    }
  }

  /// @return bytes of the file
  private long drop(int id) throws IOException {
    Optional<Pack> pack = store.packs().find(id);
    if (pack.isEmpty()) {
      return 0;
    }
    long length = pack.get().file().size();
    store.packs().remove(id);
    gone(length);
    return length;
  }

  private void gone(long bytes) {
    freed += bytes;
    store.options().admission().giveBack(bytes);
  }
}
