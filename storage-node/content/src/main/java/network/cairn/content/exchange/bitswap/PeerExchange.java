package network.cairn.content.exchange.bitswap;

/// What was exchanged with one peer: bytes of blocks, and blocks either way.
public record PeerExchange(long bytesSent, long bytesReceived, long blocks) {
  static final PeerExchange NOTHING = new PeerExchange(0, 0, 0);

  PeerExchange sent(long moreBlocks, long bytes) {
    return new PeerExchange(bytesSent + bytes, bytesReceived, blocks + moreBlocks);
  }

  PeerExchange received(long bytes) {
    return new PeerExchange(bytesSent, bytesReceived + bytes, blocks + 1);
  }
}
