package network.cairn.ledger.proof;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The whole padded tree of a payload, made the slow and obvious way: fr32 on integers, every node
/// hashed.
final class NaiveTree implements TreeReader {
  private final List<byte[][]> levels = new ArrayList<>();

  NaiveTree(byte[] payload) {
    int blocks = 1;
    while (blocks * 127 < payload.length) {
      blocks *= 2;
    }
    byte[] padded = Arrays.copyOf(payload, blocks * 127);
    byte[][] leaves = new byte[blocks * 4][];
    for (int block = 0; block < blocks; block++) {
      BigInteger bits = littleEndian(Arrays.copyOfRange(padded, block * 127, block * 127 + 127));
      for (int quarter = 0; quarter < 4; quarter++) {
        BigInteger mask = BigInteger.ONE.shiftLeft(254).subtract(BigInteger.ONE);
        leaves[block * 4 + quarter] = littleEndian32(bits.shiftRight(254 * quarter).and(mask));
      }
    }
    levels.add(leaves);
    while (levels.getLast().length > 1) {
      byte[][] below = levels.getLast();
      byte[][] next = new byte[below.length / 2][];
      for (int i = 0; i < next.length; i++) {
        next[i] = join(below[2 * i], below[2 * i + 1]);
      }
      levels.add(next);
    }
  }

  int height() {
    return levels.size() - 1;
  }

  byte[] root() {
    return levels.getLast()[0];
  }

  byte[] node(int level, long position) {
    return levels.get(level)[(int) position];
  }

  @Override
  public void node(int level, long position, byte[] out, int at) {
    System.arraycopy(node(level, position), 0, out, at, 32);
  }

  static byte[] join(byte[] left, byte[] right) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(left);
      byte[] digest = sha256.digest(right);
      digest[31] &= 0x3f;
      return digest;
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static BigInteger littleEndian(byte[] bytes) {
    return new BigInteger(1, reversed(bytes));
  }

  private static byte[] littleEndian32(BigInteger value) {
    byte[] bigEndian = value.toByteArray();
    byte[] out = new byte[32];
    for (int i = 0; i < Math.min(32, bigEndian.length); i++) {
      out[i] = bigEndian[bigEndian.length - 1 - i];
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
