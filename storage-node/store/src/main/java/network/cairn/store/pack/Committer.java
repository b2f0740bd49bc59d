package network.cairn.store.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.Tables;
import network.cairn.store.blockstore.StoreMetrics;
import org.jspecify.annotations.Nullable;

/// Makes appended blocks durable, for many writers at once: whoever comes first forces the packs
/// and commits the index for all that wait. Order is what matters: pack, directory, index.
/// Thread-safe.
final class Committer {
  /// A block that has a new place.
  ///
  /// @param from where it must still be for the move to count; empty for a put
  record Entry(Multihash multihash, Location to, Optional<Location> from) {
    static List<Entry> puts(Map<Multihash, Location> blocks) {
      List<Entry> entries = new ArrayList<>(blocks.size());
      blocks.forEach((multihash, to) -> entries.add(new Entry(multihash, to, Optional.empty())));
      return entries;
    }
  }

  /// The end of a pack that is to be cut.
  ///
  /// @param end where nothing live follows
  /// @param live how many live blocks lie before; with more in the pack nothing is cut
  record Cut(int pack, long end, long live) {}

  private final ReentrantLock leader = new ReentrantLock();
  private final ReentrantLock gate = new ReentrantLock();
  private List<Request> waiting = new ArrayList<>();
  private final Appender appender;
  private final Packs packs;
  private final Tables tables;
  private final StoreMetrics metrics;

  Committer(Appender appender, Packs packs, Tables tables, StoreMetrics metrics) {
    this.appender = appender;
    this.packs = packs;
    this.tables = tables;
    this.metrics = metrics;
  }

  /// Commits entries; durable when this returns.
  ///
  /// @param emptied packs to forget if nothing in them is live any more
  /// @return those that were forgotten
  Set<Integer> commit(List<Entry> entries, Set<Integer> emptied) {
    return commit(new Request(entries, emptied, Optional.empty())).forgotten;
  }

  /// Commits moves out of the end of a pack, and that the pack ends before them from now on.
  ///
  /// @return whether it does, so that the rest of the file can go
  boolean commit(List<Entry> moves, Cut cut) {
    return commit(new Request(moves, Set.of(), Optional.of(cut))).cutOff;
  }

  private Request commit(Request request) {
    gate.lock();
    try {
      waiting.add(request);
    } finally {
      gate.unlock();
    }
    leader.lock();
    try {
      if (!request.done) {
        lead();
      }
    } finally {
      leader.unlock();
    }
    if (request.failure != null) {
      throw new UncheckedIOException(
          new IOException(
              "blocks could not be made durable: " + request.failure.getMessage(),
              request.failure));
    }
    return request;
  }

  /// Counts entries as no longer waiting for a commit.
  void settle(List<Entry> entries) {
    for (Entry entry : entries) {
      packs.find(entry.to().pack()).ifPresent(pack -> pack.pending.decrementAndGet());
    }
  }

  private void lead() {
    List<Request> batch;
    gate.lock();
    try {
      batch = waiting;
      waiting = new ArrayList<>();
    } finally {
      gate.unlock();
    }
    boolean done = false;
    try {
      Map<Integer, Long> lengths = appender.force();
      List<Request> sound = batch.stream().filter(this::isSound).toList();
      index(sound, lengths);
      metrics.committed(
          sound.size(), sound.stream().mapToInt(request -> request.entries.size()).sum());
      done = true;
    } catch (IOException | RuntimeException e) {
      batch.forEach(request -> request.failure = e);
      done = true;
    } finally {
      for (Request request : batch) {
        request.done = true;
        if (!done) {
          request.failure = new IllegalStateException("the thread that committed for all died");
        }
      }
    }
  }

  private void index(List<Request> sound, Map<Integer, Long> lengths) {
    boolean indexed = false;
    try {
      tables.write(change -> apply(change, sound, lengths));
      indexed = true;
    } finally {
      if (!indexed) {
        appender.tellAgain(lengths);
      }
    }
  }

  private boolean isSound(Request request) {
    for (Entry entry : request.entries) {
      if (appender.isBroken(entry.to().pack())) {
        request.failure =
            new IOException("writing " + Pack.name(entry.to().pack()) + " failed before");
        return false;
      }
    }
    return true;
  }

  private static Boolean apply(
      Tables.Change change, List<Request> batch, Map<Integer, Long> lengths) {
    Rows rows = new Rows(change);
    lengths.forEach((pack, length) -> rows.put(pack, rows.get(pack).grownTo(length)));
    for (Request request : batch) {
      for (Entry entry : request.entries) {
        place(change, rows, entry);
      }
    }
    for (Request request : batch) {
      request.forgotten.clear();
      for (int pack : request.emptied) {
        if (rows.get(pack).liveBlocks() == 0) {
          rows.forget(pack);
          request.forgotten.add(pack);
        }
      }
      request.cutOff = request.cut.isPresent() && cut(rows, request.cut.get());
    }
    rows.flush();
    return true;
  }

  private static boolean cut(Rows rows, Cut cut) {
    PackRow row = rows.get(cut.pack());
    if (row.liveBlocks() > cut.live()) {
      return false;
    }
    rows.put(cut.pack(), row.cutTo(cut.end()));
    return true;
  }

  /// The newest place of a block wins, so that whatever an open writer relies on lies behind its
  /// start.
  private static void place(Tables.Change change, Rows rows, Entry entry) {
    byte[] key = entry.multihash().bytes();
    Optional<Location> now = change.get(Location.BLOCKS, key).map(Location::decode);
    boolean valid =
        entry.from().isPresent()
            ? now.equals(entry.from())
            : now.isEmpty() || now.get().position() < entry.to().position();
    if (!valid) {
      return;
    }
    move(change, rows, entry.multihash(), now, entry.to());
  }

  /// Puts a block's place unless a newer one is known.
  static void place(Tables.Change change, Rows rows, Multihash multihash, Location to) {
    place(change, rows, new Entry(multihash, to, Optional.empty()));
  }

  private static void move(
      Tables.Change change, Rows rows, Multihash multihash, Optional<Location> from, Location to) {
    from.ifPresent(old -> rows.put(old.pack(), rows.get(old.pack()).minus(old.length())));
    change.put(Location.BLOCKS, multihash.bytes(), to.encode());
    rows.put(to.pack(), rows.get(to.pack()).plus(to.length()));
  }

  /// Rows of PACKS as one transaction sees and changes them.
  static final class Rows {
    private final Tables.Change change;
    private final Map<Integer, PackRow> rows = new TreeMap<>();
    private final Set<Integer> forgotten = new HashSet<>();

    Rows(Tables.Change change) {
      this.change = change;
    }

    PackRow get(int pack) {
      PackRow row = rows.get(pack);
      if (row == null) {
        row = change.get(PackRow.PACKS, PackRow.key(pack)).map(PackRow::decode).orElse(PackRow.NEW);
        rows.put(pack, row);
      }
      return row;
    }

    void put(int pack, PackRow row) {
      rows.put(pack, row);
    }

    void forget(int pack) {
      forgotten.add(pack);
    }

    void flush() {
      rows.forEach((pack, row) -> {
        if (forgotten.contains(pack)) {
          change.delete(PackRow.PACKS, PackRow.key(pack));
          StoreState.emptied(change, pack);
        } else {
          change.put(PackRow.PACKS, PackRow.key(pack), row.encode());
        }
      });
    }
  }

  private static final class Request {
    final List<Entry> entries;
    final Set<Integer> emptied;
    final Optional<Cut> cut;
    final Set<Integer> forgotten = new HashSet<>();
    boolean cutOff;
    boolean done;
    @Nullable Exception failure;

    Request(List<Entry> entries, Set<Integer> emptied, Optional<Cut> cut) {
      this.entries = entries;
      this.emptied = emptied;
      this.cut = cut;
    }
  }
}
