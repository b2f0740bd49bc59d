package network.cairn.ledger.api;

import com.google.protobuf.ByteString;

/// What a ledger says about a transaction: a hint; what it did is proved by reading the state.
///
/// @param bodyId SHA-256 of the signed bytes; empty if the envelope did not decode
/// @param height of its block; 0 if it is in none
/// @param code of its result (docs/protocol.md §2); of one that was refused at the door 2
public record TxReceipt(
    ByteString bodyId,
    long height,
    int index,
    int code,
    ByteString data,
    String reason,
    String log) {
  /// Whether it is in a block.
  public boolean isCommitted() {
    return height > 0;
  }

  /// Whether it is in a block and did what it says.
  public boolean isDone() {
    return isCommitted() && code == 0;
  }

  /// Whether the door did not take it.
  public boolean isRefused() {
    return !isCommitted() && code != 0;
  }

  static TxReceipt waiting(ByteString bodyId) {
    return new TxReceipt(bodyId, 0, 0, 0, ByteString.EMPTY, "", "");
  }
}
