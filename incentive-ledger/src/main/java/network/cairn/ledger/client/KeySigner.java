package network.cairn.ledger.client;

import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Sig;

/// Signs with a key of the keystore.
public final class KeySigner implements Signer {
  private final network.cairn.ledger.wallet.Signer key;

  public KeySigner(network.cairn.ledger.wallet.Signer key) {
    this.key = key;
  }

  @Override
  public Address address() {
    return key.address();
  }

  @Override
  public Sig sign(byte[] message) {
    return Sig.ed25519(key.pubkey().toByteArray(), key.sign(message));
  }
}
