package network.cairn.store.pack;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// The multihashes of the index in order, read a page at a time.
final class KeyStream {
  private static final int PAGE = 1024;

  private KeyStream() {}

  /// A table whose keys hold multihashes in order.
  ///
  /// @param multihash the one in a key; empty if it does not count
  record Source(Table table, Function<byte[], Optional<Multihash>> multihash) {}

  static Stream<Multihash> of(Tables tables, List<Source> sources) {
    Iterator<Multihash> merged =
        new Merged(sources.stream().map(source -> new Pages(tables, source)).toList());
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            merged, Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.ORDERED),
        false);
  }

  /// Ordered sequences as one without repetition.
  private record Merged(List<Pages> parts) implements Iterator<Multihash> {
    @Override
    public boolean hasNext() {
      return parts.stream().anyMatch(part -> part.peek().isPresent());
    }

    @Override
    public Multihash next() {
      Multihash next =
          parts.stream()
              .flatMap(part -> part.peek().stream())
              .min(Multihash::compareTo)
              .orElseThrow(NoSuchElementException::new);
      parts.forEach(part -> part.pass(next));
      return next;
    }
  }

  /// One table, a page at a time.
  private static final class Pages {
    private final Tables tables;
    private final Source source;
    private final Deque<Multihash> page = new ArrayDeque<>();
    private byte[] first = new byte[0];
    private boolean exhausted;

    Pages(Tables tables, Source source) {
      this.tables = tables;
      this.source = source;
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
            reader.scan(source.table(), first, (key, value) -> take(key, count));
            return count[0] < PAGE;
          });
    }

    private boolean take(byte[] key, int[] count) {
      first = Tables.after(key);
      source.multihash().apply(key).ifPresent(page::add);
      return ++count[0] < PAGE;
    }
  }
}
