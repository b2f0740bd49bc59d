package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import network.cairn.proto.ledger.KeyRef;

/// An Ed25519 signature with the key that made it. Of a decoded one nothing is checked yet: the
/// verifier refuses wrong lengths. Immutable.
public record Sig(int keyType, ByteString pubkey, ByteString signature) {
  static final byte ED25519 = 1;

  public static Sig ed25519(byte[] pubkey, byte[] signature) {
    return new Sig(ED25519, ByteString.copyFrom(pubkey), ByteString.copyFrom(signature));
  }

  /// Whether key type and lengths are those of Ed25519.
  public boolean isWellFormed() {
    return keyType == ED25519 && pubkey.size() == 32 && signature.size() == 64;
  }

  static Sig of(network.cairn.proto.ledger.Sig wire) {
    return new Sig(wire.getKey().getType(), wire.getKey().getPubkey(), wire.getSignature());
  }

  network.cairn.proto.ledger.Sig toWire() {
    return network.cairn.proto.ledger.Sig.newBuilder()
        .setKey(KeyRef.newBuilder().setType(keyType).setPubkey(pubkey))
        .setSignature(signature)
        .build();
  }
}
