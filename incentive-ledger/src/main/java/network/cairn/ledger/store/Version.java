package network.cairn.ledger.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.jspecify.annotations.Nullable;

/// The state of one height. While it is the newest it is what the tables hold; later it is that of
/// the next height but for what the commit between them replaced. So an old height keeps no pages
/// of the tables, which LMDB would have to write around: it keeps what changed since, in memory,
/// until nobody holds a height at or below it. Thread-safe; readers wait for nobody.
final class Version {
  /// Rows of the tables whose range is read as one piece: of the first, and the most.
  private static final int FIRST_PIECE = 8;

  private static final int MOST_PIECE = 1_024;

  private final Optional<LedgerHead> head;

  /// For those who hold an older height and come here over the steps between.
  private volatile Pinned rows;

  private volatile @Nullable Step step;

  /// The way to the next height.
  private record Step(Undo undo, Version next) {}

  /// @param rows of this height, until [#follow]
  Version(Optional<LedgerHead> head, Pinned rows) {
    this.head = head;
    this.rows = rows;
  }

  Optional<LedgerHead> head() {
    return head;
  }

  /// From now on another is the newest.
  ///
  /// @param undo what the commit replaced; empty if nobody holds this height or an older one
  void follow(Optional<Undo> undo, Version next) {
    undo.ifPresent(what -> step = new Step(what, next));
    close();
  }

  /// The tables of now, which hold for those who come here what the ones before held.
  void renew(Pinned now) {
    Pinned before = rows;
    rows = now;
    before.release();
  }

  /// Lets go of the tables.
  void close() {
    rows.release();
  }

  /// What this height alone keeps in memory, in bytes.
  long heldBytes() {
    Step to = step;
    return to == null ? 0 : to.undo.bytes();
  }

  /// What this height and the ones after it keep in memory, in bytes.
  long laterBytes() {
    long bytes = 0;
    for (Step to = step; to != null; to = to.next.step) {
      bytes += to.undo.bytes();
    }
    return bytes;
  }

  Optional<byte[]> row(Table table, byte[] key) {
    Version at = this;
    while (true) {
      Step to = at.step;
      if (to == null) {
        Optional<Pinned> held = at.acquire();
        if (held.isPresent()) {
          try {
            return held.get().rows().get(table, key);
          } finally {
            held.get().release();
          }
        }
      } else {
        Optional<Optional<byte[]>> before = to.undo.before(table, key);
        if (before.isPresent()) {
          return before.get();
        }
        at = to.next;
      }
    }
  }

  /// The tables, to be released; empty if a commit came, or newer ones, so that it is tried again.
  private Optional<Pinned> acquire() {
    Pinned now = rows;
    if (now.acquire()) {
      return Optional.of(now);
    }
    if (step == null && now == rows) {
      throw new IllegalStateException("the state's store is closed");
    }
    return Optional.empty();
  }

  /// Visits rows as they were here, a piece of the range after the other: of what changed since,
  /// only what lies in the piece is gone through.
  void scan(Table table, byte[] from, byte[] to, StateView.Visitor visitor) {
    List<Undo> undos = new ArrayList<>();
    Pinned newest = newest(undos);
    try {
      Rows rows = new Rows(newest.rows(), table);
      byte[] at = from;
      int size = FIRST_PIECE;
      while (true) {
        Optional<byte[]> end = undos.isEmpty() ? Optional.empty() : rows.after(at, to, size);
        boolean more = scan(rows, undos, at, end.orElse(to), visitor);
        if (!more || end.isEmpty()) {
          return;
        }
        at = end.get();
        size = Math.min(2 * size, MOST_PIECE);
      }
    } finally {
      newest.release();
    }
  }

  /// @return false if the visitor wants no more
  private static boolean scan(
      Rows rows, List<Undo> undos, byte[] from, byte[] to, StateView.Visitor visitor) {
    Overlay here = new Overlay(rows);
    for (Undo undo : undos.reversed()) {
      undo.before(
          rows.table,
          from,
          to,
          (key, value) -> value.ifPresentOrElse(v -> here.put(key, v), () -> here.delete(key)));
    }
    AtomicBoolean more = new AtomicBoolean(true);
    here.scan(
        from,
        to,
        (key, value) -> {
          more.set(visitor.visit(key, value));
          return more.get();
        });
    return more.get();
  }

  /// The newest version's tables, held, and what lies between.
  private Pinned newest(List<Undo> undos) {
    Version at = this;
    while (true) {
      Step to = at.step;
      if (to == null) {
        Optional<Pinned> held = at.acquire();
        if (held.isPresent()) {
          return held.get();
        }
      } else {
        undos.add(to.undo);
        at = to.next;
      }
    }
  }

  /// Reads the newest tables, whatever height they are of.
  void newest(TableReader reader) {
    Pinned newest = newest(new ArrayList<>());
    try {
      reader.read(newest.rows());
    } finally {
      newest.release();
    }
  }

  /// Reads tables.
  interface TableReader {
    void read(Tables.Reader rows);
  }

  /// One table as a state.
  record Rows(Tables.Reader rows, Table table) implements StateView {
    @Override
    public Optional<byte[]> get(byte[] key) {
      return rows.get(table, key);
    }

    /// The key of the row that stands so many rows after the first of a range; empty if the range
    /// ends before.
    Optional<byte[]> after(byte[] fromInclusive, byte[] toExclusive, int count) {
      AtomicInteger left = new AtomicInteger(count);
      AtomicReference<Optional<byte[]>> found = new AtomicReference<>(Optional.empty());
      scan(
          fromInclusive,
          toExclusive,
          (key, _) -> {
            if (left.getAndDecrement() > 0) {
              return true;
            }
            found.set(Optional.of(key));
            return false;
          });
      return found.get();
    }

    @Override
    public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
      rows.scan(
          table,
          fromInclusive,
          (key, value) ->
              Arrays.compareUnsigned(key, toExclusive) < 0 && visitor.visit(key, value));
    }
  }
}
