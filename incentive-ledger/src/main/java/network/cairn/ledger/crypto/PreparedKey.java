package network.cairn.ledger.crypto;

import java.util.Arrays;
import java.util.Optional;
import network.cairn.ledger.crypto.OddMultiples.Term;

/// An Ed25519 key made ready to check signatures: that costs about as much as two checks, and needs
/// to be done once. Judges as [Ed25519#verify]; takes about 8 KiB. Immutable.
public final class PreparedKey {
  /// Scalars are taken in quarters, so that a sum needs a quarter of the doublings.
  private static final int PARTS = 4;

  private static final int PART_BITS = 64;
  private static final int WIDTH = 5;
  private static final int BASE_WIDTH = 8;
  private static final OddMultiples[] BASE = parts(EdPoint.base(), BASE_WIDTH);

  private final byte[] pub;

  /// Of the key with the other sign: it times 1, 2^64, 2^128 and 2^192.
  private final OddMultiples[] negative;

  private PreparedKey(byte[] pub, EdPoint point) {
    this.pub = pub;
    this.negative = parts(point.negate(), WIDTH);
  }

  /// Nothing for bytes that are no canonical point or one of small order: no signature of theirs
  /// counts. Never throws.
  public static Optional<PreparedKey> of(byte[] pub) {
    return pub.length == Ed25519.KEY_SIZE
        ? EdPoint.decode(pub)
            .filter(point -> !point.timesCofactor().isIdentity())
            .map(point -> new PreparedKey(pub.clone(), point))
        : Optional.empty();
  }

  /// Whether the signature is this key's over the message. A wrong length is false, never an error.
  public boolean verify(byte[] msg, byte[] sig) {
    if (sig.length != Ed25519.SIGNATURE_SIZE) {
      return false;
    }
    byte[] commitment = Arrays.copyOf(sig, EdPoint.SIZE);
    byte[] s = Arrays.copyOfRange(sig, EdPoint.SIZE, Ed25519.SIGNATURE_SIZE);
    if (Scalars.read(s).compareTo(Scalars.ORDER) >= 0) {
      return false;
    }
    byte[] k =
        Scalars.littleEndian(Scalars.read(Sha512.hash(commitment, pub, msg)).mod(Scalars.ORDER));
    Term[] terms = new Term[2 * PARTS];
    for (int i = 0; i < PARTS; i++) {
      terms[i] = BASE[i].times(s, PART_BITS * i, PART_BITS);
      terms[PARTS + i] = negative[i].times(k, PART_BITS * i, PART_BITS);
    }
    EdPoint r = OddMultiples.sum(terms);
    // What is encoded here is canonical, so whatever is not differs.
    return Arrays.equals(r.encode(), commitment) && !r.timesCofactor().isIdentity();
  }

  private static OddMultiples[] parts(EdPoint point, int width) {
    OddMultiples[] parts = new OddMultiples[PARTS];
    EdPoint shifted = point;
    for (int i = 0; i < PARTS; i++) {
      parts[i] = new OddMultiples(shifted, width);
      for (int bit = 0; bit < PART_BITS && i < PARTS - 1; bit++) {
        shifted = shifted.twice();
      }
    }
    return parts;
  }
}
