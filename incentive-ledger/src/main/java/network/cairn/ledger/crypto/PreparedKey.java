package network.cairn.ledger.crypto;

import java.util.Arrays;
import java.util.Optional;
import network.cairn.ledger.crypto.OddMultiples.Term;

/// An Ed25519 key made ready to check signatures: that costs about two thirds of a check, and needs
/// to be done once. Judges as [Ed25519#verify]; takes about 4 KiB. Immutable.
public final class PreparedKey {
  /// Scalars are taken in halves, so that a sum needs half of the doublings.
  private static final int HALF = 128;

  private static final int WIDTH = 5;
  private static final int BASE_WIDTH = 8;

  private static final OddMultiples BASE = new OddMultiples(EdPoint.base(), BASE_WIDTH);
  private static final OddMultiples BASE_HIGH =
      new OddMultiples(shifted(EdPoint.base()), BASE_WIDTH);

  private final byte[] pub;

  /// Of the key with the other sign.
  private final OddMultiples low;

  private final OddMultiples high;

  private PreparedKey(byte[] pub, EdPoint point) {
    EdPoint negative = point.negate();
    this.pub = pub;
    this.low = new OddMultiples(negative, WIDTH);
    this.high = new OddMultiples(shifted(negative), WIDTH);
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
    EdPoint r =
        OddMultiples.sum(
            half(BASE, s, 0), half(BASE_HIGH, s, HALF), half(low, k, 0), half(high, k, HALF));
    // What is encoded here is canonical, so whatever is not differs.
    return Arrays.equals(r.encode(), commitment) && !r.timesCofactor().isIdentity();
  }

  private static Term half(OddMultiples of, byte[] number, int from) {
    return of.times(number, from, HALF);
  }

  private static EdPoint shifted(EdPoint point) {
    EdPoint sum = point;
    for (int i = 0; i < HALF; i++) {
      sum = sum.twice();
    }
    return sum;
  }
}
