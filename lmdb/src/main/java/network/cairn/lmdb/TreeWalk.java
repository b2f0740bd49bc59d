package network.cairn.lmdb;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// One tree of pages, looked at in the order of its keys. Holds one page of each level.
final class TreeWalk {
  private static final int BRANCH = 0x01;
  private static final int LEAF = 0x02;
  private static final int OVERFLOW = 0x04;

  /// The value lies in pages of its own; the node has their number.
  private static final int BIG = 0x01;

  private static final int NODE = 8;

  private final PageFile file;
  private final String name;
  private final TreeRecord record;
  private final long lastPage;
  private final BitSet used;
  private final Comparator<byte[]> order;
  private final Entries entries;
  private final Deque<Level> levels = new ArrayDeque<>();
  private long branches;
  private long leaves;
  private long overflows;
  private long count;

  /// Takes what the leaves hold.
  interface Entries {
    void take(Entry entry) throws DamagedTables;
  }

  /// One row.
  ///
  /// @param page that has the node
  /// @param flags of the node, without the one of big values
  /// @param value where the value is
  /// @param length of the value in bytes, all of them in the file
  record Entry(long page, byte[] key, int flags, Value value, int length) {}

  /// Gives a piece of a value.
  interface Value {
    ByteBuffer read(int from, int length) throws DamagedTables;
  }

  /// A page whose entries from `next` on are still to be seen.
  private static final class Level {
    final long number;
    final ByteBuffer page;
    final boolean leaf;
    final int keys;
    final byte @Nullable [] low;
    final byte @Nullable [] high;
    int next;

    Level(
        long number,
        ByteBuffer page,
        boolean leaf,
        int keys,
        byte @Nullable [] low,
        byte @Nullable [] high) {
      this.number = number;
      this.page = page;
      this.leaf = leaf;
      this.keys = keys;
      this.low = low;
      this.high = high;
    }
  }

  /// @param used the pages of all trees so far, to which this one's are added
  /// @param order of the keys
  TreeWalk(
      PageFile file,
      String name,
      TreeRecord record,
      long lastPage,
      BitSet used,
      Comparator<byte[]> order,
      Entries entries) {
    this.file = file;
    this.name = name;
    this.record = record;
    this.lastPage = lastPage;
    this.used = used;
    this.order = order;
    this.entries = entries;
  }

  void run() throws DamagedTables {
    boolean empty = record.root() == TreeRecord.NO_PAGE;
    if (empty != (record.depth() == 0) || record.depth() > TreeRecord.MAX_DEPTH) {
      throw file.damaged(name + " tells a depth of " + record.depth());
    }
    if (!empty) {
      descend(record.root(), null, null);
    }
    while (!levels.isEmpty()) {
      step(levels.element());
    }
    if (branches != record.branches()
        || leaves != record.leaves()
        || overflows != record.overflows()
        || count != record.entries()) {
      throw file.damaged(
          name + " tells " + record.entries() + " rows and other pages, " + count + " are there");
    }
  }

  private void step(Level level) throws DamagedTables {
    if (level.next == level.keys) {
      levels.pop();
      return;
    }
    int index = level.next++;
    if (level.leaf) {
      row(level, index);
      return;
    }
    int at = node(level.page, index);
    byte[] low = index == 0 ? level.low : key(level, index);
    byte[] high = index + 1 == level.keys ? level.high : key(level, index + 1);
    descend(child(level.page, at), low, high);
  }

  private static int node(ByteBuffer page, int index) {
    return Short.toUnsignedInt(page.getShort(PageFile.HEADER + 2 * index));
  }

  private static byte[] key(Level level, int index) {
    int at = node(level.page, index);
    byte[] key = new byte[keyLength(level.page, at)];
    level.page.get(at + NODE, key);
    return key;
  }

  private static int keyLength(ByteBuffer page, int at) {
    return Short.toUnsignedInt(page.getShort(at + 6));
  }

  private static int flags(ByteBuffer page, int at) {
    return Short.toUnsignedInt(page.getShort(at + 4));
  }

  /// The two halves of a value's length, the lower first on every machine that we run on.
  private static long halves(ByteBuffer page, int at) {
    return Short.toUnsignedLong(page.getShort(at))
        | Short.toUnsignedLong(page.getShort(at + 2)) << 16;
  }

  private static long child(ByteBuffer page, int at) {
    return halves(page, at) | (long) flags(page, at) << 32;
  }

  private void descend(long number, byte @Nullable [] low, byte @Nullable [] high)
      throws DamagedTables {
    claim(number, 1);
    ByteBuffer page = file.page(number);
    boolean leaf = levels.size() + 1 == record.depth();
    int flags = Short.toUnsignedInt(page.getShort(10));
    if (page.getLong(0) != number || flags != (leaf ? LEAF : BRANCH)) {
      throw file.damaged(number, "it is not the page that " + name + " has there");
    }
    Level level = new Level(number, page, leaf, keys(number, page), low, high);
    requireNodes(level);
    if (leaf) {
      leaves++;
    } else {
      branches++;
    }
    requireOrder(level);
    levels.push(level);
  }

  private void claim(long number, long pages) throws DamagedTables {
    if (number < 2 || number > lastPage || pages < 1 || pages > lastPage - number + 1) {
      throw file.damaged(name + " names page " + number + ", the last one is " + lastPage);
    }
    file.requireInFile(number, pages);
    int from = Math.toIntExact(number);
    int to = Math.toIntExact(number + pages);
    int twice = used.nextSetBit(from);
    if (twice >= 0 && twice < to) {
      throw file.damaged(twice, "it is in use twice, once in " + name);
    }
    used.set(from, to);
  }

  private int keys(long number, ByteBuffer page) throws DamagedTables {
    int lower = Short.toUnsignedInt(page.getShort(12));
    int upper = Short.toUnsignedInt(page.getShort(14));
    if (lower <= PageFile.HEADER || lower % 2 != 0 || lower > upper || upper > file.pageSize()) {
      throw file.damaged(number, "its bounds are " + lower + " and " + upper);
    }
    return (lower - PageFile.HEADER) / 2;
  }

  /// Each node lies in the page behind the upper bound, and together they fill that part.
  private void requireNodes(Level level) throws DamagedTables {
    int upper = Short.toUnsignedInt(level.page.getShort(14));
    long filled = 0;
    for (int i = 0; i < level.keys; i++) {
      int at = node(level.page, i);
      if (at < upper || at % 2 != 0 || at > file.pageSize() - NODE) {
        throw file.damaged(level.number, "entry " + i + " lies at " + at);
      }
      long length = length(level, at);
      if (at + length > file.pageSize()) {
        throw file.damaged(level.number, "entry " + i + " has " + length + " bytes");
      }
      filled += length + length % 2;
    }
    if (filled != file.pageSize() - upper) {
      throw file.damaged(level.number, "its entries have other lengths than it has room for");
    }
  }

  private static long length(Level level, int at) {
    long head = NODE + (long) keyLength(level.page, at);
    if (!level.leaf) {
      return head;
    }
    return head + ((flags(level.page, at) & BIG) != 0 ? Long.BYTES : halves(level.page, at));
  }

  /// The first key of a branch stands for all that is lower, whatever it says.
  private void requireOrder(Level level) throws DamagedTables {
    byte[] before = level.low;
    boolean mayEqual = true;
    for (int i = level.leaf ? 0 : 1; i < level.keys; i++) {
      byte[] key = key(level, i);
      if (key.length == 0 || key.length > Table.MAX_KEY) {
        throw file.damaged(level.number, "a key of " + name + " has " + key.length + " bytes");
      }
      int more = before == null ? 1 : order.compare(key, before);
      if (more < 0 || (more == 0 && !mayEqual)) {
        throw file.damaged(level.number, "the keys of " + name + " are not in order");
      }
      before = key;
      mayEqual = false;
    }
    if (before != null && level.high != null && order.compare(before, level.high) >= 0) {
      throw file.damaged(level.number, "the keys of " + name + " are not in order");
    }
  }

  private void row(Level level, int index) throws DamagedTables {
    int at = node(level.page, index);
    byte[] key = key(level, index);
    int flags = flags(level.page, at);
    long length = halves(level.page, at);
    if (length > Integer.MAX_VALUE - PageFile.HEADER) {
      throw file.damaged(level.number, "a value of " + name + " has " + length + " bytes");
    }
    int start = at + NODE + key.length;
    Value value;
    if ((flags & BIG) != 0) {
      long big = overflow(level.page.getLong(start), length);
      value = (from, most) -> file.read(big + from, most);
    } else {
      value = (from, most) -> level.page.slice(start + from, most).order(level.page.order());
    }
    count++;
    entries.take(new Entry(level.number, key, flags & ~BIG, value, (int) length));
  }

  /// @return the byte where the value begins
  private long overflow(long number, long length) throws DamagedTables {
    if (number < 2 || number > lastPage) {
      throw file.damaged(name + " names page " + number + ", the last one is " + lastPage);
    }
    ByteBuffer page = file.page(number);
    long pages = Integer.toUnsignedLong(page.getInt(12));
    long needed = (PageFile.HEADER - 1 + length) / file.pageSize() + 1;
    if (page.getLong(0) != number
        || Short.toUnsignedInt(page.getShort(10)) != OVERFLOW
        || pages < needed) {
      throw file.damaged(number, "it is no value of " + length + " bytes of " + name);
    }
    claim(number, pages);
    overflows += pages;
    return number * file.pageSize() + PageFile.HEADER;
  }

  static Comparator<byte[]> bytes() {
    return Arrays::compareUnsigned;
  }
}
