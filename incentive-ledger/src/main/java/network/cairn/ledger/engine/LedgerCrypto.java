package network.cairn.ledger.engine;

import java.util.Optional;
import network.cairn.ledger.crypto.EcVrf;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.rules.Crypto;

/// The checks that count: the module's one Ed25519 and its VRF.
public final class LedgerCrypto implements Crypto {
  @Override
  public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
    return Ed25519.verify(pubkey, message, signature);
  }

  @Override
  public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
    return EcVrf.verify(pubkey, alpha, pi);
  }
}
