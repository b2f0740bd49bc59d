package network.cairn.libp2p.peer;

import java.util.random.RandomGenerator;
import network.cairn.libp2p.crypto.EcdsaKeys;
import network.cairn.libp2p.crypto.Ed25519Keys;
import network.cairn.libp2p.crypto.InvalidKey;
import network.cairn.libp2p.crypto.RsaKeys;
import network.cairn.libp2p.crypto.Secp256k1Keys;
import network.cairn.libp2p.crypto.SigningKey;

/// A peer's private key. Immutable; its text never shows the secret.
///
/// Serialized as the protobuf of libp2p specs, peer-ids, with the key forms of go-libp2p: Ed25519
/// seed and public key (the old form with the public key twice is read too), secp256k1 scalar, RSA
/// PKCS#1, ECDSA SEC1.
public final class PrivateKey {
  private final KeyType type;
  private final SigningKey key;
  private final PublicKey publicKey;

  private PrivateKey(KeyType type, SigningKey key) {
    this.type = type;
    this.key = key;
    this.publicKey = new PublicKey(type, key.publicKey());
  }

  /// Makes a key; RSA gets 2,048 bits, ECDSA P-256.
  ///
  /// @param random a `SecureRandom` for every key that is to be used; anything else only for
  ///   simulations
  public static PrivateKey generate(KeyType type, RandomGenerator random) {
    SigningKey key =
        switch (type) {
          case RSA -> RsaKeys.generate(random);
          case ED25519 -> Ed25519Keys.generate(random);
          case SECP256K1 -> Secp256k1Keys.generate(random);
          case ECDSA -> EcdsaKeys.generate(random);
        };
    return new PrivateKey(type, key);
  }

  /// Reads a serialized key.
  ///
  /// @throws InvalidPeer if the frame or the key in it breaks its format or bounds; the message
  ///   never holds key bytes
  public static PrivateKey decode(byte[] protobuf) {
    KeyFrame frame = KeyFrame.decode(protobuf);
    try {
      SigningKey key =
          switch (frame.type()) {
            case RSA -> RsaKeys.privateKey(frame.data());
            case ED25519 -> Ed25519Keys.privateKey(frame.data());
            case SECP256K1 -> Secp256k1Keys.privateKey(frame.data());
            case ECDSA -> EcdsaKeys.privateKey(frame.data());
          };
      return new PrivateKey(frame.type(), key);
    } catch (InvalidKey e) {
      throw new InvalidPeer(frame.type() + " private key refused: " + e.getMessage(), e);
    }
  }

  public KeyType type() {
    return type;
  }

  /// The serialized key, secret: for key files only.
  public byte[] protobuf() {
    return new KeyFrame(type, key.encoded()).encode();
  }

  /// Signs the message itself, not a hash of it.
  public byte[] sign(byte[] message) {
    return key.sign(message);
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  /// The type and the public peer id.
  @Override
  public String toString() {
    return "private " + publicKey;
  }
}
