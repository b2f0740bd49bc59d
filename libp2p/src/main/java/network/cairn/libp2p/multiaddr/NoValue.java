package network.cairn.libp2p.multiaddr;

/// Of protocols that are a name only.
enum NoValue implements ValueCodec {
  NONE;

  @Override
  public byte[] parse(String text) {
    if (!text.isEmpty()) {
      throw new InvalidMultiaddr("takes no value");
    }
    return new byte[0];
  }

  @Override
  public String print(byte[] bytes) {
    return "";
  }
}
