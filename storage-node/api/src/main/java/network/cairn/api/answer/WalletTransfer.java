package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Tokens that were sent.
///
/// @param amount in pebbles
/// @param height of the block that holds the transfer
public record WalletTransfer(String to, String amount, long height) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("To", to);
    out.field("Amount", amount);
    out.field("Height", height);
  }

  /// What is missing is empty or 0.
  public static WalletTransfer read(JsonValue value) {
    return new WalletTransfer(
        value.at("To").text(), value.at("Amount").text(), value.at("Height").number());
  }
}
