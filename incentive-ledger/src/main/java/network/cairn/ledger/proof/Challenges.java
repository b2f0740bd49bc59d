package network.cairn.ledger.proof;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import network.cairn.ledger.types.Domain;

/// Which leaves a provider must show: derived from the beacon, so that nobody can choose them.
///
/// Pure functions of their arguments. All integers enter the hashes as fixed-width big-endian.
public final class Challenges {
  /// Challenges after a counted miss and for a repair proof, whatever the size of the piece.
  public static final int HARD = 64;

  private static final int BASE = 8;
  private static final int SMALL_LOG = 20;
  private static final long MAX_LEAVES = 1L << PieceCid.MAX_HEIGHT;

  private Challenges() {}

  /// Challenges of an ordinary period: 8, and one more for each doubling above 2^20 leaves (32
  /// MiB).
  public static int count(long leafCount) {
    requireLeaves(leafCount);
    int log = Long.SIZE - 1 - Long.numberOfLeadingZeros(leafCount);
    return BASE + Math.max(0, log - SMALL_LOG);
  }

  /// The seed of all challenges drawn at `height`: SHA-256(domain ‖ chainRef ‖ u64 height ‖
  /// R(height)).
  ///
  /// @param chainRef 32 bytes that bind the seed to one chain
  /// @param random R(height), 32 bytes
  public static byte[] seed(byte[] chainRef, long height, byte[] random) {
    require32("chain reference", chainRef);
    require32("beacon value", random);
    MessageDigest sha256 = NodeHasher.sha256();
    sha256.update(Domain.PDP_SEED.bytes());
    sha256.update(chainRef);
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(height).flip());
    return sha256.digest(random);
  }

  /// The `count` leaf indices of a set's period, in order of their number; they may repeat and
  /// `count` may exceed `leafCount`. Index i = SHA-256(domain ‖ seed ‖ u64 set ‖ u64 period ‖ u32
  /// i) mod leafCount.
  public static long[] indices(byte[] seed, long set, long period, long leafCount, int count) {
    require32("seed", seed);
    requireLeaves(leafCount);
    byte[] domain = Domain.PDP_IDX.bytes();
    ByteBuffer message =
        ByteBuffer.allocate(domain.length + seed.length + 2 * Long.BYTES + Integer.BYTES);
    message.put(domain).put(seed).putLong(set).putLong(period);
    int number = message.position();
    MessageDigest sha256 = NodeHasher.sha256();
    long[] indices = new long[count];
    for (int i = 0; i < count; i++) {
      message.putInt(number, i);
      indices[i] = mod(sha256.digest(message.array()), leafCount);
    }
    return indices;
  }

  private static long mod(byte[] digest, long modulus) {
    long rest = 0;
    for (byte next : digest) {
      rest = (rest << 8 | (next & 0xff)) % modulus;
    }
    return rest;
  }

  private static void requireLeaves(long leafCount) {
    if (leafCount < 1 || leafCount > MAX_LEAVES) {
      throw new IllegalArgumentException("leaf count " + leafCount + " is not in 1..2^50");
    }
  }

  private static void require32(String what, byte[] bytes) {
    if (bytes.length != 32) {
      throw new IllegalArgumentException("a " + what + " has 32 bytes, not " + bytes.length);
    }
  }
}
