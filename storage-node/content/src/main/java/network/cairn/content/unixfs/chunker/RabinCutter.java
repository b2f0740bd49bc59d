package network.cairn.content.unixfs.chunker;

import java.util.Arrays;

/// Rabin fingerprints over 16 bytes, as Kubo takes them: a piece ends where the low bits of the
/// fingerprint are zero, as many as the average size has digits.
///
/// Only the last bytes before the least size and those behind are looked at, and each piece begins
/// with a window that holds a 1.
final class RabinCutter implements Cutter {
  static final int WINDOW = 16;

  /// Irreducible, of degree 53.
  private static final long POLYNOMIAL = 17437180132763653L;

  private static final int DEGREE = 63 - Long.numberOfLeadingZeros(POLYNOMIAL);
  private static final long[] OUT = new long[256];
  private static final long[] MOD = new long[256];

  static {
    for (int b = 0; b < 256; b++) {
      long hash = mod(b);
      for (int i = 1; i < WINDOW; i++) {
        hash = mod(hash << 8);
      }
      OUT[b] = hash;
      MOD[b] = mod((long) b << DEGREE) | (long) b << DEGREE;
    }
  }

  private final int least;
  private final int most;
  private final long mask;
  private final byte[] window = new byte[WINDOW];
  private int place;
  private int count;
  private long hash;

  RabinCutter(int least, int average, int most) {
    this.least = least;
    this.most = most;
    this.mask = Integer.highestOneBit(average) - 1L;
    begin();
  }

  /// The remainder of division by the polynomial.
  private static long mod(long value) {
    long left = value;
    for (int degree = 63 - Long.numberOfLeadingZeros(left);
        left != 0 && degree >= DEGREE;
        degree = 63 - Long.numberOfLeadingZeros(left)) {
      left ^= POLYNOMIAL << (degree - DEGREE);
    }
    return left;
  }

  private void begin() {
    Arrays.fill(window, (byte) 0);
    place = 0;
    count = 0;
    hash = 0;
    slide((byte) 1);
  }

  private void slide(byte b) {
    hash ^= OUT[window[place] & 0xff];
    window[place] = b;
    place = (place + 1) % WINDOW;
    int index = (int) (hash >>> (DEGREE - 8));
    hash = (hash << 8 | (b & 0xff)) ^ MOD[index];
  }

  @Override
  public int end(byte[] bytes, int from, int to) {
    int at = from + Math.min(to - from, Math.max(0, least - WINDOW - count));
    count += at - from;
    while (at < to) {
      slide(bytes[at++]);
      count++;
      if (count >= least && ((hash & mask) == 0 || count >= most)) {
        begin();
        return at;
      }
    }
    return -1;
  }
}
