package network.cairn.ledger.client;

import com.google.protobuf.ByteString;
import java.time.Duration;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.rules.Reason;
import network.cairn.ledger.rules.TxResult;

/// What became of a transaction. Of one that is proved, reason and detail are still the ledger's
/// word alone: for people, and for whether to try again.
///
/// @param code as in [TxResult]: 0 done, 1 failed, 2 void
/// @param height of the block; 0 if no block took it and none will
/// @param data ids or proof bits, empty unless done
/// @param detail the ledger's words for people, without the reason's name; may be empty
public record Outcome(int code, long height, ByteString data, Reason reason, String detail) {
  public boolean isDone() {
    return code == TxResult.DONE;
  }

  /// Why it was not done, once, as the end of a sentence: `INSUFFICIENT_FUNDS: the account has 1
  /// CAIRN`.
  public String why() {
    return detail.isEmpty() ? reason.name() : reason + ": " + detail;
  }

  /// Waits until the newest proved height shows what was done, so that whoever asks next sees it.
  /// What is done is done: a ledger that does not answer meanwhile changes nothing of it, and
  /// whoever was told of a failure might do it again.
  public void awaitSeen(Chain chain, Duration timeout) throws InterruptedException {
    try {
      chain.awaitHeight(height, timeout);
    } catch (LedgerUnavailable _) {
      // It is seen once the ledger answers again.
    }
  }

  /// The id that the transaction's only id-taking message took.
  ///
  /// @throws IllegalStateException if it took none
  public long id() {
    if (!isDone() || data.size() != Long.BYTES) {
      throw new IllegalStateException("the transaction took no id: " + this);
    }
    return data.asReadOnlyByteBuffer().getLong();
  }
}
