package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A change of a bond.
///
/// @param amount in pebbles
/// @param unbonding the id of what will be paid back, 0 if tokens were added
/// @param height of the block that pays it back, 0 if tokens were added
/// @param at about when that is, in the form of ISO 8601; empty if tokens were added, or if the
///   ledger does not answer
public record BondChange(String amount, long unbonding, long height, String at)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Amount", amount);
    out.field("Unbonding", unbonding);
    out.field("Height", height);
    out.field("At", at);
  }

  /// What is missing is empty or 0.
  public static BondChange read(JsonValue value) {
    return new BondChange(
        value.at("Amount").text(),
        value.at("Unbonding").number(),
        value.at("Height").number(),
        value.at("At").text());
  }
}
