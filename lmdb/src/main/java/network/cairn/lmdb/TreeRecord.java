package network.cairn.lmdb;

import java.nio.ByteBuffer;

/// What LMDB keeps of one tree (`MDB_db`).
///
/// @param pad the page size in the record of the free pages, nothing elsewhere
/// @param depth levels of pages; 0 for an empty tree
/// @param root page number; [#NO_PAGE] for an empty tree
record TreeRecord(
    int pad,
    int flags,
    int depth,
    long branches,
    long leaves,
    long overflows,
    long entries,
    long root) {
  static final int BYTES = 48;
  static final long NO_PAGE = -1;

  /// A cursor of LMDB has no room for more.
  static final int MAX_DEPTH = 32;

  static TreeRecord read(ByteBuffer from, int at) {
    return new TreeRecord(
        from.getInt(at),
        Short.toUnsignedInt(from.getShort(at + 4)),
        Short.toUnsignedInt(from.getShort(at + 6)),
        from.getLong(at + 8),
        from.getLong(at + 16),
        from.getLong(at + 24),
        from.getLong(at + 32),
        from.getLong(at + 40));
  }
}
