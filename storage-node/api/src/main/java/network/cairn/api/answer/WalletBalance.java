package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What an account holds.
///
/// @param balance in pebbles
/// @param height of the ledger at which it held it
public record WalletBalance(String address, String balance, long height) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Address", address);
    out.field("Balance", balance);
    out.field("Height", height);
  }

  /// What is missing is empty or 0.
  public static WalletBalance read(JsonValue value) {
    return new WalletBalance(
        value.at("Address").text(), value.at("Balance").text(), value.at("Height").number());
  }
}
