package network.cairn.content.exchange.bitswap;

/// What one peer has of something that all peers share. The first [#FLOOR] of each peer are not
/// counted against the others, so that those who take everything leave every newcomer enough to
/// work with; there are as many floors as connections. Guarded by who owns it.
final class PeerShare {
  static final int FLOOR = 32;

  private final Shares shares;
  private final PeerNetwork network;
  private int held;

  PeerShare(Shares shares, PeerNetwork network) {
    this.shares = shares;
    this.network = network;
  }

  /// Takes one more, if there is one.
  boolean take() {
    if (held >= FLOOR && !shares.take(network, 1)) {
      return false;
    }
    held++;
    return true;
  }

  void give(int amount) {
    int counted = Math.min(amount, Math.max(0, held - FLOOR));
    held -= amount;
    shares.give(network, counted);
  }

  void giveAll() {
    give(held);
  }

  int held() {
    return held;
  }
}
