package network.cairn.ledger.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/// The verifier of votes: they are CometBFT's, which takes signatures by ZIP-215, so that a commit
/// is judged as those judged it who made the block. For nothing else.
///
/// Any encoding of a point is taken, of whatever order, and the equation holds if eight times its
/// difference is nothing; S is below the order. What [Ed25519] takes is among that.
public final class Zip215 {
  private Zip215() {}

  /// Whether the signature is the key's over the message. Wrong lengths are false, never an error.
  public static boolean verify(byte[] pub, byte[] msg, byte[] sig) {
    if (pub.length != Ed25519.KEY_SIZE || sig.length != Ed25519.SIGNATURE_SIZE) {
      return false;
    }
    return Ed25519.verify(pub, msg, sig) || holds(pub, msg, sig);
  }

  /// By the definition alone; slow, and rarely needed.
  private static boolean holds(byte[] pub, byte[] msg, byte[] sig) {
    byte[] commitment = Arrays.copyOf(sig, EdPoint.SIZE);
    BigInteger s = Scalars.read(sig, EdPoint.SIZE, Scalars.SIZE);
    Optional<EdPoint> key = EdPoint.decodeAny(pub);
    Optional<EdPoint> r = EdPoint.decodeAny(commitment);
    if (s.compareTo(Scalars.ORDER) >= 0 || key.isEmpty() || r.isEmpty()) {
      return false;
    }
    BigInteger k = Scalars.read(Sha512.hash(commitment, pub, msg)).mod(Scalars.ORDER);
    EdPoint difference = key.get().negate().timesPlusBase(k, s).plus(r.get().negate());
    return difference.timesCofactor().isIdentity();
  }
}
