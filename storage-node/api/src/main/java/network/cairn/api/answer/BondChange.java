package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A change of a bond.
///
/// @param amount in pebbles
/// @param unbonding the id of what will be paid back, 0 if tokens were added
public record BondChange(String amount, long unbonding) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Amount", amount);
    out.field("Unbonding", unbonding);
  }

  /// What is missing is empty or 0.
  public static BondChange read(JsonValue value) {
    return new BondChange(value.at("Amount").text(), value.at("Unbonding").number());
  }
}
