package network.cairn.libp2p.peer;

import java.util.random.RandomGenerator;
import network.cairn.libp2p.crypto.EcdsaKeys;
import network.cairn.libp2p.crypto.Ed25519Keys;
import network.cairn.libp2p.crypto.InvalidKey;
import network.cairn.libp2p.crypto.Pkcs8;
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

  /// Makes an RSA key.
  ///
  /// @param bits 2,048 to 8,192, a multiple of 8
  /// @throws InvalidPeer for other numbers
  public static PrivateKey generateRsa(int bits, RandomGenerator random) {
    try {
      return new PrivateKey(KeyType.RSA, RsaKeys.generate(random, bits));
    } catch (InvalidKey e) {
      throw new InvalidPeer(String.valueOf(e.getMessage()), e);
    }
  }

  /// Reads a key in PKCS #8 DER without encryption.
  ///
  /// @throws InvalidPeer if it is none, or of a scheme or size that peers do not have; the message
  ///   never holds key bytes
  public static PrivateKey ofPkcs8(byte[] der) {
    try {
      Pkcs8.Parsed parsed = Pkcs8.decode(der);
      return decode(new KeyFrame(KeyType.valueOf(parsed.scheme().name()), parsed.key()).encode());
    } catch (InvalidKey e) {
      throw new InvalidPeer("parsing PKCS8 format: " + e.getMessage(), e);
    }
  }

  /// The key in PKCS #8 DER without encryption, secret: for key files only.
  public byte[] pkcs8() {
    return Pkcs8.encode(Pkcs8.Scheme.valueOf(type.name()), key.encoded());
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

  /// The scheme of the key.
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

  /// The key that others check signatures with.
  public PublicKey publicKey() {
    return publicKey;
  }

  /// The type and the public peer id.
  @Override
  public String toString() {
    return "private " + publicKey;
  }
}
