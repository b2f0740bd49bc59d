package network.cairn.libp2p.peer;

/// The signature schemes of peer keys; numbers as in `keys.proto`.
public enum KeyType {
  RSA(0),
  ED25519(1),
  SECP256K1(2),
  ECDSA(3);

  private final int code;

  KeyType(int code) {
    this.code = code;
  }

  /// The number on the wire.
  public int code() {
    return code;
  }

  static KeyType of(int code) {
    for (KeyType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new InvalidPeer(
        "key type " + code + " is unknown; known are 0 RSA, 1 Ed25519, 2 secp256k1, 3 ECDSA");
  }
}
