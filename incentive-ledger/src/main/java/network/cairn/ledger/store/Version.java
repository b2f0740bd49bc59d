package network.cairn.ledger.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
  private final Optional<LedgerHead> head;

  /// For those who hold an older height and come here over the steps between.
  private final Pinned rows;

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

  /// Lets go of the tables.
  void close() {
    rows.release();
  }

  /// What this height alone keeps in memory, in bytes.
  long heldBytes() {
    Step to = step;
    return to == null ? 0 : to.undo.bytes();
  }

  Optional<byte[]> row(Table table, byte[] key) {
    Version at = this;
    while (true) {
      Step to = at.step;
      if (to == null) {
        if (at.rows.acquire()) {
          try {
            return at.rows.rows().get(table, key);
          } finally {
            at.rows.release();
          }
        }
        at.requireFollowed();
      } else {
        Optional<Optional<byte[]>> before = to.undo.before(table, key);
        if (before.isPresent()) {
          return before.get();
        }
        at = to.next;
      }
    }
  }

  /// The tables were let go of: a commit came, or the store was closed.
  private void requireFollowed() {
    if (step == null) {
      throw new IllegalStateException("the state's store is closed");
    }
  }

  /// Visits rows as they were here.
  void scan(Table table, byte[] from, byte[] to, StateView.Visitor visitor) {
    List<Undo> undos = new ArrayList<>();
    Version newest = newest(undos);
    try {
      Overlay here = new Overlay(new Rows(newest.rows.rows(), table));
      for (Undo undo : undos.reversed()) {
        undo.before(table, from, to)
            .forEach((key, value) ->
                value.ifPresentOrElse(v -> here.put(key, v), () -> here.delete(key)));
      }
      here.scan(from, to, visitor);
    } finally {
      newest.rows.release();
    }
  }

  /// The newest version, its tables held, and what lies between.
  private Version newest(List<Undo> undos) {
    Version at = this;
    while (true) {
      Step to = at.step;
      if (to == null) {
        if (at.rows.acquire()) {
          return at;
        }
        at.requireFollowed();
      } else {
        undos.add(to.undo);
        at = to.next;
      }
    }
  }

  /// Reads the newest tables, whatever height they are of.
  void newest(TableReader reader) {
    Version newest = newest(new ArrayList<>());
    try {
      reader.read(newest.rows.rows());
    } finally {
      newest.rows.release();
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
