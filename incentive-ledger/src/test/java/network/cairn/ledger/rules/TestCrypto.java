package network.cairn.ledger.rules;

import java.util.Optional;
import network.cairn.base.hash.Sha256;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// True signatures; a beacon that is cheap to make, whose proof is its key, alpha and padding.
final class TestCrypto implements Crypto {
  @Override
  public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
    return Ed25519.verify(signature, 0, pubkey, 0, message, 0, message.length);
  }

  @Override
  public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
    return java.util.Arrays.equals(pi, prove(pubkey, alpha))
        ? Optional.of(Sha256.of(pi))
        : Optional.empty();
  }

  static byte[] prove(byte[] pubkey, byte[] alpha) {
    return java.util.Arrays.copyOf(Sha256.of(pubkey, alpha), Validation.PI_BYTES);
  }
}
