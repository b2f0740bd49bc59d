package network.cairn.ledger.crypto;

import java.math.BigInteger;
import java.util.Arrays;

/// Numbers modulo the order of edwards25519's prime group, in little-endian bytes.
final class Scalars {
  static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  static final int SIZE = 32;

  private Scalars() {}

  static BigInteger read(byte[] littleEndian) {
    return new BigInteger(1, reversed(littleEndian));
  }

  static BigInteger read(byte[] from, int offset, int length) {
    return read(Arrays.copyOfRange(from, offset, offset + length));
  }

  /// The 32 bytes of a number below 2^256.
  static byte[] littleEndian(BigInteger value) {
    byte[] big = value.toByteArray();
    byte[] out = new byte[SIZE];
    for (int i = 0; i < Math.min(big.length, SIZE); i++) {
      out[i] = big[big.length - 1 - i];
    }
    return out;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] out = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      out[i] = bytes[bytes.length - 1 - i];
    }
    return out;
  }
}
