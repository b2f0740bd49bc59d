package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;

/// What became of a transaction: code and data are hashed into the next header, reason and log are
/// for people.
public record TxResult(int code, ByteString data, Reason reason, String log) {
  public static final int DONE = 0;

  /// The fee is taken and the nonce used, nothing else changed.
  public static final int FAILED = 1;

  /// Nothing changed.
  public static final int VOID = 2;

  static TxResult done(ByteString data) {
    return new TxResult(DONE, data, Reason.NONE, "");
  }

  static TxResult failed(Rejected why) {
    return new TxResult(FAILED, ByteString.EMPTY, why.reason, why.detail());
  }

  static TxResult voided(Rejected why) {
    return voided(why.reason, why.detail());
  }

  static TxResult voided(Reason reason, String detail) {
    return new TxResult(VOID, ByteString.EMPTY, reason, detail);
  }
}
