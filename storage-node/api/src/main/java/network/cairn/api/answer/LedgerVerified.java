package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A ledger whose blocks were replayed, and found to give its state.
///
/// @param height of the last block
/// @param appHash of the state after it, in hexadecimal
/// @param torn whether the log ends in a part of a block, which the next start moves aside
public record LedgerVerified(long height, String appHash, boolean torn) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Height", height);
    out.field("AppHash", appHash);
    out.field("Torn", torn);
  }

  /// What is missing is empty or 0.
  public static LedgerVerified read(JsonValue value) {
    return new LedgerVerified(
        value.at("Height").number(), value.at("AppHash").text(), value.at("Torn").truth());
  }
}
