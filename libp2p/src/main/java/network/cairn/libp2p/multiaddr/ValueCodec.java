package network.cairn.libp2p.multiaddr;

/// Text and bytes of one kind of value; both directions throw [InvalidMultiaddr] or
/// `IllegalArgumentException`.
interface ValueCodec {
  byte[] parse(String text);

  /// The text of valid bytes; refuses others.
  String print(byte[] bytes);
}
