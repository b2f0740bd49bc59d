package network.cairn.content.unixfs.hamt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Names whose hash is chosen: murmur3 is no secret and runs backwards, so anybody can make them.
///
/// A name is one block of 16 ASCII characters; one try in 65 536 is that.
final class ChosenNames {
  private static final long NOT_ASCII = 0x8080808080808080L;
  private static final long C1 = inverse(0x87c37b91114253d5L);
  private static final long C2 = inverse(0x4cf5ad432745937fL);
  private static final long FIVE = inverse(5);
  private static final long FINAL1 = inverse(0xff51afd7ed558ccdL);
  private static final long FINAL2 = inverse(0xc4ceb9fe1a85ec53L);
  private static final int LENGTH = 16;

  private ChosenNames() {}

  /// A name with this hash; another one for another state of the generator.
  static String withHash(long hash, Random random) {
    while (true) {
      long first = random.nextLong();
      long h1 = calm(first);
      long h2 = calm(hash - first);
      h2 -= h1;
      h1 -= h2;
      h1 ^= LENGTH;
      h2 ^= LENGTH;
      long k1 = Long.rotateRight((h1 - 0x52dce729) * FIVE, 27);
      k1 = Long.rotateRight(k1 * C2, 31) * C1;
      long k2 = Long.rotateRight((h2 - 0x38495ab5) * FIVE - h1, 31);
      k2 = Long.rotateRight(k2 * C1, 33) * C2;
      if (((k1 | k2) & NOT_ASCII) == 0) {
        byte[] name = new byte[LENGTH];
        ByteBuffer.wrap(name).order(ByteOrder.LITTLE_ENDIAN).putLong(k1).putLong(k2);
        return new String(name, StandardCharsets.US_ASCII);
      }
    }
  }

  /// The last mixing of a half, backwards.
  private static long calm(long mixed) {
    long k = mixed ^ mixed >>> 33;
    k *= FINAL2;
    k ^= k >>> 33;
    k *= FINAL1;
    return k ^ k >>> 33;
  }

  /// Of an odd number, modulo 2^64, by Newton's steps.
  private static long inverse(long odd) {
    long x = odd;
    for (int i = 0; i < 6; i++) {
      x *= 2 - odd * x;
    }
    return x;
  }
}
