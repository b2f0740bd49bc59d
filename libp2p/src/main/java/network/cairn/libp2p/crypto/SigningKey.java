package network.cairn.libp2p.crypto;

/// The private half of a signature key. Immutable, thread-safe.
public interface SigningKey {
  /// The secret key in its scheme's form, a copy.
  byte[] encoded();

  VerifyingKey publicKey();

  byte[] sign(byte[] message);
}
