package network.cairn.lmdb;

import java.nio.ByteBuffer;

/// One of the two first pages, which LMDB writes by turns and of which the newer counts.
record MetaPage(
    int pageSize, TreeRecord free, TreeRecord main, long mapSize, long lastPage, long transaction) {
  private static final int MAGIC = 0xBEEFC0DE;
  private static final int VERSION = 1;
  private static final int META = 0x08;
  private static final int INTEGER_KEY = 0x08;
  private static final int BYTES = 152;

  /// The newer one, after both were looked at.
  static MetaPage newest(PageFile file) throws DamagedTables {
    if (file.size() < 2L * PageFile.MIN_PAGE) {
      throw file.damaged("it has " + file.size() + " bytes, less than its two first pages");
    }
    MetaPage first = read(file, 0, 0);
    file.setPageSize(first.pageSize);
    file.requireInFile(0, 2);
    MetaPage second = read(file, 1, first.pageSize);
    if (second.pageSize != first.pageSize) {
      throw file.damaged(1, "it tells another size of pages than page 0");
    }
    return newer(file, first, second);
  }

  /// Each change writes the page whose turn it is, so their numbers are one apart.
  private static MetaPage newer(PageFile file, MetaPage first, MetaPage second)
      throws DamagedTables {
    long even = first.transaction;
    long odd = second.transaction;
    boolean fresh = even == 0 && odd == 0;
    boolean turns = even % 2 == 0 && odd % 2 == 1 && Math.abs(even - odd) == 1;
    if (even < 0 || odd < 0 || !(fresh || turns)) {
      throw file.damaged(
          "page 0 and page 1 tell transactions " + even + " and " + odd + ", which no writer does");
    }
    return odd > even ? second : first;
  }

  private static MetaPage read(PageFile file, int number, long at) throws DamagedTables {
    ByteBuffer page = file.read(at, BYTES + PageFile.HEADER);
    int flags = Short.toUnsignedInt(page.getShort(10));
    if (page.getLong(0) != number
        || flags != META
        || page.getInt(16) != MAGIC
        || page.getInt(20) != VERSION) {
      throw file.damaged("page " + number + " at byte " + at + " is no first page of tables");
    }
    MetaPage meta =
        new MetaPage(
            page.getInt(40),
            TreeRecord.read(page, 40),
            TreeRecord.read(page, 88),
            page.getLong(32),
            page.getLong(136),
            page.getLong(144));
    meta.require(file, number);
    return meta;
  }

  private void require(PageFile file, int number) throws DamagedTables {
    boolean size =
        pageSize >= PageFile.MIN_PAGE
            && pageSize <= PageFile.MAX_PAGE
            && Integer.bitCount(pageSize) == 1;
    if (!size) {
      throw file.damaged("page " + number + " tells pages of " + pageSize + " bytes");
    }
    if (lastPage < 1 || mapSize < 0 || lastPage >= mapSize / pageSize) {
      throw file.damaged(
          "page " + number + " tells last page " + lastPage + " of " + mapSize + " bytes");
    }
    if (free.flags() != INTEGER_KEY || main.flags() != 0) {
      throw file.damaged(
          "page " + number + " tells trees of kinds " + free.flags() + " and " + main.flags());
    }
  }
}
