package network.cairn.ledger.store;

import network.cairn.ledger.types.TxBody;

/// For how many blocks the store keeps what is no state: events, and what became of transactions.
///
/// The state, its tree and the block log are never shortened by this: receipts, proofs and a replay
/// need them, and need nothing else.
///
/// @param blocks counted back from the newest; 0 keeps everything
public record Retention(long blocks) {
  /// The least that is safe: a sender asks for an outcome until its transaction can count no more.
  public static final long LEAST = 2 * TxBody.MAX_VALIDITY;

  public Retention {
    if (blocks < 0) {
      throw new IllegalArgumentException("a retention of " + blocks + " blocks");
    }
  }

  /// A month of blocks at the usual interval of 5 s.
  public static Retention standard() {
    return new Retention(518_400);
  }

  public static Retention all() {
    return new Retention(0);
  }

  /// Everything up to this height may go; negative for nothing.
  long goneUpTo(long height) {
    return blocks == 0 ? -1 : height - blocks;
  }
}
