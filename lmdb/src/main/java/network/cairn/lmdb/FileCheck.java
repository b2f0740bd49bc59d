package network.cairn.lmdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/// Looks at LMDB's data file before it is mapped.
///
/// LMDB believes every byte of it: a file that was cut ends the process with SIGBUS, a page that
/// changed with SIGSEGV, or rows are missing and nobody is told. So all pages that are in use are
/// read first, and each row's sum is checked where the file is not larger than [#ROWS_UP_TO]; in a
/// larger one a row's sum is checked when it is read. Changes nothing. Memory: two bits a page, and
/// one page for each level of a tree.
final class FileCheck {
  /// The table that names all others, one row each; a name that changed is found by it.
  static final String REGISTRY = "lmdb-format";

  /// Value of its rows: how the rows of that table are written.
  static final byte SUMMED = 1;

  /// Files up to so many bytes have all their values read.
  static final long ROWS_UP_TO = 1L << 30;

  private static final int SUB_TREE = 0x02;
  private static final int MOST_TABLES = 1024;
  private static final int PIECE = 64 << 10;

  private final PageFile file;
  private final MetaPage meta;
  private final long rowsUpTo;
  private final BitSet used = new BitSet();
  private final BitSet free = new BitSet();
  private final Map<String, TreeRecord> tables = new LinkedHashMap<>();
  private final Set<String> registered = new HashSet<>();
  private boolean anySummed;

  private FileCheck(PageFile file, long rowsUpTo) throws DamagedTables {
    this.file = file;
    this.meta = MetaPage.newest(file);
    this.rowsUpTo = rowsUpTo;
  }

  /// What a whole file is.
  enum Kind {
    /// There is none yet, or one without tables.
    NEW,
    /// Its rows have no sums.
    PLAIN,
    /// Its rows have sums.
    SUMMED
  }

  /// @param wayOut what to do about damage, the end of the message
  /// @throws DamagedTables if the file is not as LMDB and this program wrote it
  static Kind of(Path data, String wayOut) throws IOException {
    return of(data, wayOut, ROWS_UP_TO);
  }

  static Kind of(Path data, String wayOut, long rowsUpTo) throws IOException {
    if (!Files.exists(data)) {
      return Kind.NEW;
    }
    try (PageFile file = new PageFile(data, wayOut)) {
      return new FileCheck(file, rowsUpTo).run();
    }
  }

  private Kind run() throws DamagedTables {
    walk("the list of free pages", meta.free(), FileCheck::byNumber, this::freed);
    walk("the list of tables", meta.main(), TreeWalk.bytes(), this::table);
    boolean summed = tables.containsKey(REGISTRY);
    for (Map.Entry<String, TreeRecord> table : tables.entrySet()) {
      rows(table.getKey(), table.getValue(), summed);
    }
    BitSet both = (BitSet) used.clone();
    both.and(free);
    if (!both.isEmpty()) {
      throw file.damaged(both.nextSetBit(0), "it is in use, but listed as free");
    }
    if (summed) {
      requireRegistered();
      return Kind.SUMMED;
    }
    if (anySummed) {
      throw file.damaged("the table " + REGISTRY + " is missing");
    }
    return tables.isEmpty() ? Kind.NEW : Kind.PLAIN;
  }

  private void walk(
      String name, TreeRecord record, Comparator<byte[]> order, TreeWalk.Entries entries)
      throws DamagedTables {
    new TreeWalk(file, name, record, meta.lastPage(), used, order, entries).run();
  }

  private static long number(byte[] key) {
    return ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getLong();
  }

  /// Keys of another length are refused where their row is taken.
  private static int byNumber(byte[] one, byte[] other) {
    if (one.length != Long.BYTES || other.length != Long.BYTES) {
      return Integer.compare(one.length, other.length);
    }
    return Long.compareUnsigned(number(one), number(other));
  }

  /// Pages that a transaction left: their count, then their numbers, the highest first.
  private void freed(TreeWalk.Entry entry) throws DamagedTables {
    if (entry.key().length != Long.BYTES
        || number(entry.key()) > meta.transaction()
        || entry.flags() != 0
        || entry.length() < Long.BYTES) {
      throw file.damaged(entry.page(), "it has no list of free pages");
    }
    long count = entry.value().read(0, Long.BYTES).getLong();
    if (count < 0 || count > entry.length() / Long.BYTES - 1) {
      throw file.damaged(entry.page(), "its list of free pages tells " + count);
    }
    long before = Long.MAX_VALUE;
    long end = (count + 1) * Long.BYTES;
    for (long at = Long.BYTES; at < end; at += PIECE) {
      ByteBuffer numbers = entry.value().read((int) at, (int) Math.min(PIECE, end - at));
      while (numbers.hasRemaining()) {
        long page = numbers.getLong();
        if (page >= before || page < 2 || page > meta.lastPage()) {
          throw file.damaged(entry.page(), "its list of free pages names page " + page);
        }
        free(entry, page);
        before = page;
      }
    }
  }

  /// A page behind the file's end was never written, so nothing can be in it.
  private void free(TreeWalk.Entry entry, long page) throws DamagedTables {
    if (page >= file.pages()) {
      return;
    }
    int bit = Math.toIntExact(page);
    if (free.get(bit)) {
      throw file.damaged(entry.page(), "it lists page " + page + " as free twice");
    }
    free.set(bit);
  }

  private void table(TreeWalk.Entry entry) throws DamagedTables {
    String name = new String(entry.key(), StandardCharsets.UTF_8);
    if (entry.flags() != SUB_TREE
        || entry.length() != TreeRecord.BYTES
        || tables.size() == MOST_TABLES) {
      throw file.damaged(entry.page(), "the list of tables has something else in it");
    }
    TreeRecord record = TreeRecord.read(entry.value().read(0, TreeRecord.BYTES), 0);
    if (record.flags() != 0 || record.pad() != 0) {
      throw file.damaged(entry.page(), "table " + name + " is of no kind that this program makes");
    }
    tables.put(name, record);
  }

  private void rows(String table, TreeRecord record, boolean summed) throws DamagedTables {
    byte[] name = RowSum.name(table);
    boolean registry = table.equals(REGISTRY);
    boolean look = registry || file.size() <= rowsUpTo;
    boolean[] first = {true};
    walk(
        "table " + table,
        record,
        TreeWalk.bytes(),
        entry -> {
          if (entry.flags() != 0) {
            throw file.damaged(entry.page(), "a row of table " + table + " is of no kind");
          }
          if (summed && look && !fits(name, entry)) {
            throw file.damaged(entry.page(), Rows.wrong(table, entry.key()));
          }
          if (!summed && first[0]) {
            anySummed |= fits(name, entry);
          }
          first[0] = false;
          if (registry) {
            registered(entry);
          }
        });
  }

  private boolean fits(byte[] table, TreeWalk.Entry entry) throws DamagedTables {
    int length = entry.length() - RowSum.BYTES;
    if (length < 0) {
      return false;
    }
    CRC32C sum = RowSum.begin(table, entry.key());
    for (long at = 0; at < length; at += PIECE) {
      sum.update(entry.value().read((int) at, (int) Math.min(PIECE, length - at)));
    }
    ByteBuffer told = entry.value().read(length, RowSum.BYTES).order(ByteOrder.BIG_ENDIAN);
    return told.getInt() == (int) sum.getValue();
  }

  private void registered(TreeWalk.Entry entry) throws DamagedTables {
    boolean known = entry.length() == 1 + RowSum.BYTES && entry.value().read(0, 1).get() == SUMMED;
    if (!known) {
      throw file.damaged(
          entry.page(), "its tables were written by a newer version of this program");
    }
    registered.add(new String(entry.key(), StandardCharsets.UTF_8));
  }

  private void requireRegistered() throws DamagedTables {
    Set<String> others = new TreeSet<>(tables.keySet());
    others.remove(REGISTRY);
    if (!others.equals(registered)) {
      throw file.damaged(
          "it has the tables " + others + ", but lists " + new TreeSet<>(registered));
    }
  }
}
