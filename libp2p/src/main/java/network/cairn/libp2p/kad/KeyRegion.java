package network.cairn.libp2p.kad;

import java.nio.ByteBuffer;
import network.cairn.base.hash.Sha256;

/// All places of the key space that begin with the same bits.
///
/// @param bits how many, 0 to [#MAX_BITS]
/// @param start the first 64 bits of its first place, unsigned; all behind its own are 0
public record KeyRegion(int bits, long start) {
  /// Of a network of more than a million peers.
  public static final int MAX_BITS = 16;

  /// The whole key space.
  public static final KeyRegion ALL = new KeyRegion(0, 0);

  public KeyRegion {
    if (bits < 0 || bits > MAX_BITS || (start & ~mask(bits)) != 0) {
      throw new IllegalArgumentException(
          "no region of " + bits + " bits begins at " + Long.toHexString(start));
    }
  }

  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (Long.SIZE - bits);
  }

  /// The region of so many bits that has a place in it.
  public static KeyRegion of(int bits, long place) {
    return new KeyRegion(bits, place & mask(bits));
  }

  /// The first 64 bits of a key's place, unsigned.
  public static long place(byte[] key) {
    return ByteBuffer.wrap(Sha256.of(key)).getLong();
  }

  /// The first 64 bits of its last place, unsigned.
  public long last() {
    return start | ~mask(bits);
  }

  public boolean contains(long place) {
    return (place & mask(bits)) == start;
  }

  /// Whether all of another is in this one.
  public boolean contains(KeyRegion other) {
    return other.bits >= bits && contains(other.start);
  }

  /// The one with a bit less that has this one in it; that of no bits is its own.
  public KeyRegion parent() {
    return of(Math.max(0, bits - 1), start);
  }

  /// The other half of its parent; that of no bits has none.
  ///
  /// @throws IllegalStateException if this is the whole key space
  public KeyRegion sibling() {
    if (bits == 0) {
      throw new IllegalStateException("the whole key space has no sibling");
    }
    return new KeyRegion(bits, start ^ 1L << (Long.SIZE - bits));
  }

  /// Its bits as 0 and 1.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bits; i++) {
      text.append(start << i < 0 ? '1' : '0');
    }
    return text.toString();
  }
}
