package network.cairn.ledger.rules;

import java.util.Optional;
import network.cairn.ledger.crypto.EcVrf;
import network.cairn.ledger.crypto.Ed25519;

/// The two checks of signatures that the rules need; the ledger's `crypto` has the only ones that
/// count, tests of histories may bring cheaper ones.
public interface Crypto {
  /// Whether `signature` is the Ed25519 key's over the message. Never throws.
  boolean verify(byte[] pubkey, byte[] message, byte[] signature);

  /// The output of a true ECVRF proof over alpha, otherwise empty. Never throws.
  Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi);

  /// The checks that count.
  static Crypto strict() {
    return new Crypto() {
      @Override
      public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
        return Ed25519.verify(pubkey, message, signature);
      }

      @Override
      public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
        return EcVrf.verify(pubkey, alpha, pi);
      }
    };
  }
}
