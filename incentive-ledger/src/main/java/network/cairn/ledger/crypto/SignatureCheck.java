package network.cairn.ledger.crypto;

/// Whether a signature is an Ed25519 key's over a message, as [Ed25519#verify] says; somebody may
/// know the answer already. Never throws.
@FunctionalInterface
public interface SignatureCheck {
  boolean verify(byte[] pubkey, byte[] message, byte[] signature);
}
