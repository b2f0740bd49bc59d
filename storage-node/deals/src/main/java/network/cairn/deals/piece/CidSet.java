package network.cairn.deals.piece;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import network.cairn.ipld.cid.Cid;
import org.jspecify.annotations.Nullable;

/// CIDs by the first 128 bits of their SHA-256. Both sides of a deal use the same function, so that
/// even an equal fingerprint, which nobody can make, would only be taken for a repetition by both.
///
/// The first [#SHARE] are in memory, 32 bytes each; with the next one all move into a file that is
/// read and written a place at a time. For one thread.
final class CidSet implements AutoCloseable {
  /// Most that are in memory.
  static final int SHARE = 1 << 16;

  private static final int FIRST = 64;
  private static final int PLACE = 2 * Long.BYTES;

  /// Places that are read at once.
  private static final int LOOK = 16;

  private final MessageDigest sha256;
  private final WalkMemory memory;
  private final long places;
  private final ByteBuffer look = ByteBuffer.allocate(LOOK * PLACE);
  private long[] table = new long[2 * FIRST];
  private @Nullable Spill file;
  private int size;

  /// @param most CIDs that are ever added
  CidSet(WalkMemory memory, int most) {
    this.memory = memory;
    this.places = Math.max(LOOK, 4L * Integer.highestOneBit(Math.max(1, most)));
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
    // The lowest bit marks a place as taken.
    long high = digest.getLong() | 1;
    long low = digest.getLong();
    if (file == null && size == SHARE) {
      file = spill();
    } else if (file == null && 4 * (size + 1) > table.length) {
      grow();
    }
    if (!(file == null ? put(table, high, low) : put(file, high, low))) {
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

  private Spill spill() {
    // All of it, until the walk ends: which places are used is a matter of chance.
    Spill spilled = memory.spill((places + LOOK) * PLACE + 1);
    try {
      // Behind the last place, so that every place can be read.
      spilled.write(ByteBuffer.wrap(new byte[1]), (places + LOOK) * PLACE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep what a walk over a piece has seen", e);
    }
    for (int i = 0; i < table.length; i += 2) {
      if (table[i] != 0) {
        put(spilled, table[i], table[i + 1]);
      }
    }
    table = new long[0];
    return spilled;
  }

  private boolean put(Spill spilled, long high, long low) {
    try {
      for (long at = low & (places - 1); ; at = (at + LOOK) & (places - 1)) {
        int count = (int) Math.min(LOOK, places - at);
        look.clear().limit(count * PLACE);
        spilled.read(look, at * PLACE);
        look.flip();
        for (int i = 0; i < count; i++) {
          long first = look.getLong();
          long second = look.getLong();
          if (first == high && second == low) {
            return false;
          }
          if (first == 0) {
            write(spilled, (at + i) * PLACE, high, low);
            return true;
          }
        }
        if (count < LOOK) {
          at = -LOOK;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep what a walk over a piece has seen", e);
    }
  }

  private void write(Spill spilled, long to, long high, long low) throws IOException {
    look.clear().putLong(high).putLong(low).flip();
    spilled.write(look, to);
  }

  @Override
  public void close() {
    Spill.close(file);
  }
}
