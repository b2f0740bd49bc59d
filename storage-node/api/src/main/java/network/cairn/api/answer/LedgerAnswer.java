package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// The ledger as a node sees it.
///
/// @param genesisHash in hexadecimal
/// @param time of the newest block, in the form of ISO 8601; empty if unknown
/// @param url where the ledger is asked
/// @param clockAheadMs how far the node's clock is ahead of the ledger's, below 0 behind
public record LedgerAnswer(
    String chainId, long height, String genesisHash, String time, String url, long clockAheadMs)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("ChainId", chainId);
    out.field("Height", height);
    out.field("GenesisHash", genesisHash);
    out.field("Time", time);
    out.field("Url", url);
    out.field("ClockAheadMs", clockAheadMs);
  }

  /// What is missing is empty or 0.
  public static LedgerAnswer read(JsonValue value) {
    return new LedgerAnswer(
        value.at("ChainId").text(),
        value.at("Height").number(),
        value.at("GenesisHash").text(),
        value.at("Time").text(),
        value.at("Url").text(),
        value.at("ClockAheadMs").number());
  }
}
