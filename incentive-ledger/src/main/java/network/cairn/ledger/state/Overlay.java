package network.cairn.ledger.state;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes above a state that stays untouched: put, delete, read through; nested overlays commit
/// into the one below or are thrown away. Each value below is read once. For one thread.
public final class Overlay implements StateView {
  private final StateView below;

  /// What was read below or written here, found by hash: blocks ask for few keys very often.
  private final Map<Name, Cell> known = new HashMap<>();

  /// The cells that were written, in order.
  private final NavigableMap<byte[], Cell> writes = new TreeMap<>(Arrays::compareUnsigned);

  /// A key.
  private static final class Name {
    final byte[] key;
    final int hash;

    Name(byte[] key) {
      this.key = key;
      this.hash = Arrays.hashCode(key);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Name name && Arrays.equals(key, name.key);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /// A value in one of its two forms, or both: the other is made when it is asked for.
  private static final class Cell {
    private Optional<byte[]> value = Optional.empty();
    private @Nullable MessageLite message;
    boolean written;

    Optional<byte[]> bytes() {
      if (value.isEmpty() && message != null) {
        value = Optional.of(message.toByteArray());
      }
      return value;
    }

    <M extends MessageLite> Optional<M> message(Parser<M> parser)
        throws InvalidProtocolBufferException {
      MessageLite known = message;
      if (known != null && known.getParserForType().equals(parser)) {
        @SuppressWarnings("unchecked") // A parser makes messages of its own type.
        M same = (M) known;
        return Optional.of(same);
      }
      Optional<byte[]> bytes = bytes();
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      M parsed = parser.parseFrom(bytes.get());
      message = parsed;
      return Optional.of(parsed);
    }

    void set(Optional<byte[]> bytes, @Nullable MessageLite same) {
      value = bytes;
      message = same;
    }

    void set(Cell other) {
      set(other.value, other.message);
    }
  }

  public Overlay(StateView below) {
    this.below = below;
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return cell(key).bytes();
  }

  /// As [#get], decoded; a value is decoded once, and one that was put as a message never.
  public <M extends MessageLite> Optional<M> get(byte[] key, Parser<M> parser)
      throws InvalidProtocolBufferException {
    return cell(key).message(parser);
  }

  private Cell cell(byte[] key) {
    Name name = new Name(key);
    Cell cell = known.get(name);
    if (cell == null) {
      cell = new Cell();
      if (below instanceof Overlay lower) {
        cell.set(lower.cell(key));
      } else {
        cell.set(below.get(key), null);
      }
      known.put(name, cell);
    }
    return cell;
  }

  /// Writes a value that is not empty.
  public void put(byte[] key, byte[] value) {
    if (value.length == 0) {
      throw new IllegalArgumentException("an empty value at key " + Arrays.toString(key));
    }
    written(key).set(Optional.of(value), null);
  }

  /// Writes a value that is not empty; its bytes are made when somebody asks for them.
  public void put(byte[] key, MessageLite value) {
    if (value.getSerializedSize() == 0) {
      throw new IllegalArgumentException("an empty value at key " + Arrays.toString(key));
    }
    written(key).set(Optional.empty(), value);
  }

  public void delete(byte[] key) {
    written(key).set(Optional.empty(), null);
  }

  private Cell written(byte[] key) {
    Cell cell = known.computeIfAbsent(new Name(key), _ -> new Cell());
    if (!cell.written) {
      cell.written = true;
      writes.put(key, cell);
    }
    return cell;
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
    child.writes.forEach((key, cell) -> written(key).set(cell));
    child.writes.clear();
    child.known.clear();
  }

  /// What was written up to now, by rising key; empty means deleted. Not to be changed.
  public SortedMap<byte[], Optional<byte[]>> writes() {
    SortedMap<byte[], Optional<byte[]>> all = new TreeMap<>(Arrays::compareUnsigned);
    writes.forEach((key, cell) -> all.put(key, cell.bytes()));
    return Collections.unmodifiableSortedMap(all);
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
    private final Iterator<Map.Entry<byte[], Cell>> own;
    private final Visitor visitor;
    private Optional<Map.Entry<byte[], Cell>> next;
    private boolean wanted = true;

    Merge(Iterator<Map.Entry<byte[], Cell>> own, Visitor visitor) {
      this.own = own;
      this.visitor = visitor;
      this.next = advance();
    }

    private Optional<Map.Entry<byte[], Cell>> advance() {
      return own.hasNext() ? Optional.of(own.next()) : Optional.empty();
    }

    private void emit() {
      Map.Entry<byte[], Cell> entry = next.orElseThrow();
      next = advance();
      entry.getValue().bytes().ifPresent(value -> wanted = visitor.visit(entry.getKey(), value));
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
