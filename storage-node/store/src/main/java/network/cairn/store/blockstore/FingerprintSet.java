package network.cairn.store.blockstore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import network.cairn.ipld.multihash.Multihash;

/// A set of multihashes by a 128-bit fingerprint under a secret key, 16 bytes each at two thirds
/// load.
///
/// The key is drawn anew for each set, so that nobody can make two blocks that share a fingerprint.
/// Not thread-safe.
public final class FingerprintSet {
  private static final long M1 = 0x9E3779B97F4A7C15L;
  private static final long M2 = 0xC2B2AE3D27D4EB4FL;

  private final long key1;
  private final long key2;
  private long[] slots = new long[2 * 64];
  private int size;

  /// @param random draws the secret key; unpredictable where blocks of others are put in
  public FingerprintSet(RandomGenerator random) {
    this.key1 = random.nextLong();
    this.key2 = random.nextLong();
  }

  /// How many were added.
  public int size() {
    return size;
  }

  /// Adds a multihash.
  ///
  /// @param variant keeps sets of the same multihash apart
  /// @return whether it was not there
  public boolean add(Multihash multihash, long variant) {
    ByteBuffer words = words(multihash);
    long a = mix(words, key1 ^ variant, M1);
    long b = mix(words, key2 ^ variant, M2);
    if (!insert(a | 1, b)) {
      return false;
    }
    if (++size * 3L > slots.length) {
      grow();
    }
    return true;
  }

  /// Whether a multihash was added with this variant.
  public boolean contains(Multihash multihash, long variant) {
    ByteBuffer words = words(multihash);
    long a = mix(words, key1 ^ variant, M1) | 1;
    long b = mix(words, key2 ^ variant, M2);
    for (int i = slot(b); slots[i] != 0; i = i + 2 & slots.length - 1) {
      if (slots[i] == a && slots[i + 1] == b) {
        return true;
      }
    }
    return false;
  }

  private boolean insert(long a, long b) {
    int i = slot(b);
    while (slots[i] != 0) {
      if (slots[i] == a && slots[i + 1] == b) {
        return false;
      }
      i = i + 2 & slots.length - 1;
    }
    slots[i] = a;
    slots[i + 1] = b;
    return true;
  }

  private int slot(long b) {
    return (int) (b >>> 33) * 2 & slots.length - 1;
  }

  private void grow() {
    if (slots.length >= 1 << 30) {
      throw new IllegalStateException("more than " + size + " blocks in one walk");
    }
    long[] old = slots;
    slots = new long[old.length * 2];
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != 0) {
        insert(old[i], old[i + 1]);
      }
    }
  }

  private static ByteBuffer words(Multihash multihash) {
    byte[] bytes = multihash.bytes();
    return ByteBuffer.wrap(Arrays.copyOf(bytes, (bytes.length + 8) & ~7))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long mix(ByteBuffer words, long seed, long multiplier) {
    long hash = seed;
    for (int i = 0; i < words.limit(); i += 8) {
      long word = hash ^ words.getLong(i);
      hash =
          word * multiplier
              ^ Math.unsignedMultiplyHigh(word, multiplier)
              ^ Long.rotateLeft(seed, i);
    }
    hash ^= hash >>> 32;
    return hash * multiplier ^ hash >>> 29;
  }
}
