package network.cairn.content.unixfs.hamt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The hash that places a name in a shard: the first 64 bits of murmur3-x64-128 with seed 0
/// (multicodec 0x22).
final class NameHash {
  /// The multicodec that shards name in their `hashType`.
  static final long MULTICODEC = 0x22;

  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private NameHash() {}

  static long of(String name) {
    return of(name.getBytes(StandardCharsets.UTF_8));
  }

  static long of(byte[] name) {
    long h1 = 0;
    long h2 = 0;
    int whole = name.length & ~15;
    for (int i = 0; i < whole; i += 16) {
      h1 ^= mixFirst((long) LONGS.get(name, i));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mixSecond((long) LONGS.get(name, i + 8));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    h1 ^= mixFirst(tail(name, whole, Math.min(name.length, whole + 8)));
    h2 ^= mixSecond(tail(name, whole + 8, name.length));
    h1 ^= name.length;
    h2 ^= name.length;
    h1 += h2;
    h2 += h1;
    return avalanche(h1) + avalanche(h2);
  }

  private static long mixFirst(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mixSecond(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  private static long tail(byte[] name, int from, int to) {
    long value = 0;
    for (int i = to - 1; i >= from; i--) {
      value = value << 8 | name[i] & 0xff;
    }
    return value;
  }

  private static long avalanche(long k) {
    long first = (k ^ k >>> 33) * 0xff51afd7ed558ccdL;
    long second = (first ^ first >>> 33) * 0xc4ceb9fe1a85ec53L;
    return second ^ second >>> 33;
  }
}
