package network.cairn.libp2p.peer;

import java.util.Arrays;
import network.cairn.libp2p.crypto.EcdsaKeys;
import network.cairn.libp2p.crypto.Ed25519Keys;
import network.cairn.libp2p.crypto.InvalidKey;
import network.cairn.libp2p.crypto.RsaKeys;
import network.cairn.libp2p.crypto.Secp256k1Keys;
import network.cairn.libp2p.crypto.VerifyingKey;

/// A peer's public key. Immutable; equal if the serialized forms are.
///
/// Serialized as the protobuf of libp2p specs, peer-ids: exactly one encoding of a key is accepted.
/// Bounds: RSA 2,048 to 8,192 bits with an odd exponent of at most 2^31-1, Ed25519 32 bytes,
/// secp256k1 33 bytes on the curve, ECDSA on P-224, P-256, P-384 or P-521 by name.
public final class PublicKey {
  private final KeyType type;
  private final VerifyingKey key;
  private final byte[] protobuf;

  PublicKey(KeyType type, VerifyingKey key) {
    this.type = type;
    this.key = key;
    this.protobuf = new KeyFrame(type, key.encoded()).encode();
  }

  /// Reads a serialized key.
  ///
  /// @throws InvalidPeer if the frame or the key in it breaks its format or bounds
  public static PublicKey decode(byte[] protobuf) {
    KeyFrame frame = KeyFrame.decode(protobuf);
    return of(frame.type(), frame.data());
  }

  /// The key of this type from its raw data.
  ///
  /// @throws InvalidPeer if it breaks the type's format or bounds
  public static PublicKey of(KeyType type, byte[] data) {
    try {
      VerifyingKey key =
          switch (type) {
            case RSA -> RsaKeys.publicKey(data);
            case ED25519 -> Ed25519Keys.publicKey(data);
            case SECP256K1 -> Secp256k1Keys.publicKey(data);
            case ECDSA -> EcdsaKeys.publicKey(data);
          };
      return new PublicKey(type, key);
    } catch (InvalidKey e) {
      throw new InvalidPeer(type + " public key refused: " + e.getMessage(), e);
    }
  }

  /// The scheme of the key.
  public KeyType type() {
    return type;
  }

  /// The serialized key, a copy.
  public byte[] protobuf() {
    return protobuf.clone();
  }

  /// The key without its frame, a copy: 32 bytes for Ed25519, 33 for secp256k1, else DER.
  public byte[] data() {
    return key.encoded();
  }

  /// Whether the signature is this key's over the message; a malformed one is not.
  public boolean verify(byte[] message, byte[] signature) {
    return key.verify(message, signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey that && Arrays.equals(protobuf, that.protobuf);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(protobuf);
  }

  /// The type and the peer id.
  @Override
  public String toString() {
    return type + ":" + PeerId.of(this);
  }
}
