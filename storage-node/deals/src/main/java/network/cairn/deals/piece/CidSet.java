package network.cairn.deals.piece;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import network.cairn.ipld.cid.Cid;

/// CIDs by the first 128 bits of their SHA-256, 32 bytes each at most. Both sides of a deal use the
/// same function, so that even an equal fingerprint, which nobody can make, would only be taken for
/// a repetition by both.
final class CidSet {
  private static final int FIRST = 64;
  private final MessageDigest sha256;
  private long[] table = new long[2 * FIRST];
  private int size;

  CidSet() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  int size() {
    return size;
  }

  /// Adds a CID; false if it was there.
  boolean add(Cid cid) {
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest(cid.bytes()));
    if (4 * (size + 1) > table.length) {
      grow();
    }
    // The lowest bit marks a place as taken.
    if (!put(table, digest.getLong() | 1, digest.getLong())) {
      return false;
    }
    size++;
    return true;
  }

  private void grow() {
    long[] larger = new long[2 * table.length];
    for (int i = 0; i < table.length; i += 2) {
      if (table[i] != 0) {
        put(larger, table[i], table[i + 1]);
      }
    }
    table = larger;
  }

  private static boolean put(long[] table, long high, long low) {
    int mask = table.length / 2 - 1;
    int at = (int) (low & mask);
    while (table[2 * at] != 0) {
      if (table[2 * at] == high && table[2 * at + 1] == low) {
        return false;
      }
      at = (at + 1) & mask;
    }
    table[2 * at] = high;
    table[2 * at + 1] = low;
    return true;
  }
}
