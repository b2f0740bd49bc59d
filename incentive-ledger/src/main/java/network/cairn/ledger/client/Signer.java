package network.cairn.ledger.client;

import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Sig;

/// A key that signs for one account; the secret stays behind it. Thread-safe.
public interface Signer {
  Address address();

  /// Signs the message itself, not a hash of it.
  Sig sign(byte[] message);
}
