package network.cairn.libp2p.crypto;

/// The public half of a signature key. Immutable, thread-safe.
public interface VerifyingKey {
  /// The key in its scheme's form, a copy.
  byte[] encoded();

  /// Whether the signature is this key's over the message; anything malformed is not.
  boolean verify(byte[] message, byte[] signature);
}
