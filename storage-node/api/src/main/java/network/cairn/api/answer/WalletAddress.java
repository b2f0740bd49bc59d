package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// The accounts of a home.
///
/// @param address of the wallet, which buys and is paid
/// @param operator of the provider, which registers and bonds
public record WalletAddress(String address, String operator) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Address", address);
    out.field("Operator", operator);
  }

  /// What is missing is empty or 0.
  public static WalletAddress read(JsonValue value) {
    return new WalletAddress(value.at("Address").text(), value.at("Operator").text());
  }
}
