package network.cairn.store.blockstore;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.Tables.Table;

/// The multihashes of the index in order, read a page at a time.
final class KeyStream {
  private static final int PAGE = 1024;

  private KeyStream() {}

  /// @param active which attached files count
  static Stream<Multihash> of(Tables tables, IntPredicate active) {
    Iterator<Multihash> merged =
        new Merged(
            new Pages(tables, Table.BLOCKS, 0, car -> true),
            new Pages(tables, Table.ATTACHED_BLOCKS, 4, active));
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            merged, Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.ORDERED),
        false);
  }

  /// Two ordered sequences as one without repetition.
  private static final class Merged implements Iterator<Multihash> {
    private final Pages left;
    private final Pages right;

    Merged(Pages left, Pages right) {
      this.left = left;
      this.right = right;
    }

    @Override
    public boolean hasNext() {
      return left.peek().isPresent() || right.peek().isPresent();
    }

    @Override
    public Multihash next() {
      Multihash next =
          Stream.concat(left.peek().stream(), right.peek().stream())
              .min(Multihash::compareTo)
              .orElseThrow(NoSuchElementException::new);
      left.pass(next);
      right.pass(next);
      return next;
    }
  }

  /// One table's keys, less a suffix that names the attached file.
  private static final class Pages {
    private final Tables tables;
    private final Table table;
    private final int suffix;
    private final IntPredicate active;
    private final Deque<Multihash> page = new ArrayDeque<>();
    private byte[] first = new byte[0];
    private boolean exhausted;

    Pages(Tables tables, Table table, int suffix, IntPredicate active) {
      this.tables = tables;
      this.table = table;
      this.suffix = suffix;
      this.active = active;
    }

    Optional<Multihash> peek() {
      while (page.isEmpty() && !exhausted) {
        load();
      }
      return Optional.ofNullable(page.peek());
    }

    void pass(Multihash multihash) {
      while (peek().filter(multihash::equals).isPresent()) {
        page.remove();
      }
    }

    private void load() {
      exhausted =
          tables.read(reader -> {
            int[] count = {0};
            reader.scan(table, first, (key, value) -> take(key, count));
            return count[0] < PAGE;
          });
    }

    private boolean take(byte[] key, int[] count) {
      first = PackBlockstore.after(key);
      if (suffix == 0 || active.test(AttachedCars.number(key))) {
        page.add(Multihash.decode(Arrays.copyOf(key, key.length - suffix)));
      }
      return ++count[0] < PAGE;
    }
  }
}
