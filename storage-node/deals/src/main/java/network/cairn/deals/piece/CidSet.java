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
/// read and written a place at a time, and into one of twice the size whenever half of it is full:
/// what a walk takes of the disk grows with what it brings. For one thread.
final class CidSet implements AutoCloseable {
  /// Most that are in memory.
  static final int SHARE = 1 << 16;

  private static final int FIRST = 64;
  private static final int PLACE = 2 * Long.BYTES;
  private static final String FAILED = "cannot keep what a walk over a piece has seen";

  /// Places that are read at once.
  private static final int LOOK = 16;

  private final MessageDigest sha256;
  private final WalkMemory memory;
  private final ByteBuffer look = ByteBuffer.allocate(LOOK * PLACE);
  private long[] table = new long[2 * FIRST];
  private @Nullable Spill file;

  /// Places of the file.
  private long places;

  private int size;

  CidSet(WalkMemory memory) {
    this.memory = memory;
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
    Spill now = makeRoom();
    if (!(now == null ? put(table, high, low) : put(now, places, high, low))) {
      return false;
    }
    size++;
    return true;
  }

  /// Room for one more.
  ///
  /// @return the file, if there is one
  private @Nullable Spill makeRoom() {
    Spill now = file;
    if (now != null) {
      return 2L * size >= places ? enlarged(now) : now;
    }
    if (size == SHARE) {
      return moveInto(4L * SHARE, this::copyTable);
    }
    if (4 * (size + 1) > table.length) {
      grow();
    }
    return null;
  }

  private Spill enlarged(Spill now) {
    long before = places;
    return moveInto(2 * before, (larger, count) -> copyFile(now, before, larger, count));
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

  /// Brings all that was added into a new file.
  private interface Copy {
    void into(Spill larger, long count) throws IOException;
  }

  private Spill moveInto(long count, Copy copy) {
    // All of it, until the walk ends: which places are used is a matter of chance.
    Spill larger = memory.spill((count + LOOK) * PLACE + 1);
    boolean whole = false;
    try {
      // Behind the last place, so that every place can be read.
      larger.write(ByteBuffer.wrap(new byte[1]), (count + LOOK) * PLACE);
      copy.into(larger, count);
      whole = true;
    } catch (IOException e) {
      throw new UncheckedIOException(FAILED, e);
    } finally {
      if (!whole) {
        larger.close();
      }
    }
    Spill.closeIfAny(file);
    file = larger;
    places = count;
    table = new long[0];
    return larger;
  }

  private void copyTable(Spill larger, long count) {
    for (int i = 0; i < table.length; i += 2) {
      if (table[i] != 0) {
        put(larger, count, table[i], table[i + 1]);
      }
    }
  }

  private void copyFile(Spill from, long before, Spill larger, long count) throws IOException {
    ByteBuffer part = ByteBuffer.allocate(1 << 16);
    for (long at = 0; at < before * PLACE; at += part.limit()) {
      part.clear().limit((int) Math.min(part.capacity(), before * PLACE - at));
      from.read(part, at);
      part.flip();
      while (part.hasRemaining()) {
        long high = part.getLong();
        long low = part.getLong();
        if (high != 0) {
          put(larger, count, high, low);
        }
      }
    }
  }

  private boolean put(Spill spilled, long count, long high, long low) {
    try {
      for (long at = low & (count - 1); ; at = (at + LOOK) & (count - 1)) {
        int looked = (int) Math.min(LOOK, count - at);
        look.clear().limit(looked * PLACE);
        spilled.read(look, at * PLACE);
        look.flip();
        for (int i = 0; i < looked; i++) {
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
        if (looked < LOOK) {
          at = -LOOK;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(FAILED, e);
    }
  }

  private void write(Spill spilled, long to, long high, long low) throws IOException {
    look.clear().putLong(high).putLong(low).flip();
    spilled.write(look, to);
  }

  @Override
  public void close() {
    Spill.closeIfAny(file);
  }
}
