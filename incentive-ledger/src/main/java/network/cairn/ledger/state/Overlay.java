package network.cairn.ledger.state;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes above a state that stays untouched: put, delete, read through; nested overlays commit
/// into the one below or are thrown away. For one thread.
public final class Overlay implements StateView {
  private final StateView below;
  private final NavigableMap<byte[], Optional<byte[]>> writes =
      new TreeMap<>(Arrays::compareUnsigned);

  public Overlay(StateView below) {
    this.below = below;
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    Optional<byte[]> written = writes.get(key);
    return written != null ? written : below.get(key);
  }

  /// Writes a value that is not empty.
  public void put(byte[] key, byte[] value) {
    if (value.length == 0) {
      throw new IllegalArgumentException("an empty value at key " + Arrays.toString(key));
    }
    writes.put(key, Optional.of(value));
  }

  public void delete(byte[] key) {
    writes.put(key, Optional.empty());
  }

  /// An overlay on this one.
  public Overlay child() {
    return new Overlay(this);
  }

  /// Applies a child's writes here.
  public void commit(Overlay child) {
    if (child.below != this) {
      throw new IllegalArgumentException("the overlay does not lie on this one");
    }
    writes.putAll(child.writes);
    child.writes.clear();
  }

  /// What was written, by rising key; empty means deleted. A view, not to be changed.
  public SortedMap<byte[], Optional<byte[]>> writes() {
    return Collections.unmodifiableSortedMap(writes);
  }

  @Override
  public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
    Merge merge =
        new Merge(writes.subMap(fromInclusive, toExclusive).entrySet().iterator(), visitor);
    below.scan(fromInclusive, toExclusive, merge);
    merge.rest();
  }

  /// Joins own writes with the entries from below, which arrive in order.
  private static final class Merge implements Visitor {
    private final Iterator<Map.Entry<byte[], Optional<byte[]>>> own;
    private final Visitor visitor;
    private Optional<Map.Entry<byte[], Optional<byte[]>>> next;
    private boolean wanted = true;

    Merge(Iterator<Map.Entry<byte[], Optional<byte[]>>> own, Visitor visitor) {
      this.own = own;
      this.visitor = visitor;
      this.next = advance();
    }

    private Optional<Map.Entry<byte[], Optional<byte[]>>> advance() {
      return own.hasNext() ? Optional.of(own.next()) : Optional.empty();
    }

    private void emit() {
      Map.Entry<byte[], Optional<byte[]>> entry = next.orElseThrow();
      next = advance();
      entry.getValue().ifPresent(value -> wanted = visitor.visit(entry.getKey(), value));
    }

    @Override
    public boolean visit(byte[] key, byte[] value) {
      int order = 1;
      while (wanted && next.isPresent()) {
        order = Arrays.compareUnsigned(next.get().getKey(), key);
        if (order > 0) {
          break;
        }
        emit();
        if (order == 0) {
          return wanted;
        }
      }
      wanted = wanted && visitor.visit(key, value);
      return wanted;
    }

    void rest() {
      while (wanted && next.isPresent()) {
        emit();
      }
    }
  }
}
