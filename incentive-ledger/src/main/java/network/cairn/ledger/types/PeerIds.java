package network.cairn.ledger.types;

import com.google.protobuf.ByteString;

/// Identity peer ids of Ed25519 keys, the only ones the ledger binds: 38 bytes `00 24 08 01 12 20`
/// ‖ key.
public final class PeerIds {
  public static final int SIZE = 38;
  private static final ByteString PREFIX =
      ByteString.copyFrom(new byte[] {0x00, 0x24, 0x08, 0x01, 0x12, 0x20});

  private PeerIds() {}

  public static ByteString ofKey(byte[] pubkey) {
    OutOfRange.require(pubkey.length == 32, "an Ed25519 key has 32 bytes, not " + pubkey.length);
    return PREFIX.concat(ByteString.copyFrom(pubkey));
  }

  /// The key inside.
  public static ByteString key(ByteString peerId) {
    require(peerId);
    return peerId.substring(PREFIX.size());
  }

  static void require(ByteString peerId) {
    OutOfRange.require(
        peerId.size() == SIZE && peerId.startsWith(PREFIX),
        "a peer id is the 38-byte identity form of an Ed25519 key");
  }
}
