package network.cairn.ledger.records;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/// Proven periods: period p is bit (p−1) mod 8, least significant first, of byte ⌊(p−1)/8⌋; no zero
/// byte at the end.
public final class Bits {
  private Bits() {}

  /// Whether the bit of a period is set.
  public static boolean isSet(ByteString bits, long period) {
    int at = (int) ((period - 1) / 8);
    return at < bits.size() && (bits.byteAt(at) >> ((period - 1) % 8) & 1) == 1;
  }

  /// The bits with that of a period set.
  public static ByteString with(ByteString bits, long period) {
    int at = (int) ((period - 1) / 8);
    byte[] bytes = Arrays.copyOf(bits.toByteArray(), Math.max(bits.size(), at + 1));
    bytes[at] |= (byte) (1 << ((period - 1) % 8));
    return ByteString.copyFrom(bytes);
  }
}
