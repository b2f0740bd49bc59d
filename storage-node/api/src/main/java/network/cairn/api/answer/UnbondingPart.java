package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A part of a bond on its way out.
///
/// @param unbonding its id
/// @param amount in pebbles
/// @param height of the block that pays it
/// @param at about when that is, in the form of ISO 8601
public record UnbondingPart(long unbonding, String amount, long height, String at)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Unbonding", unbonding);
    out.field("Amount", amount);
    out.field("Height", height);
    out.field("At", at);
  }

  /// What is missing is empty or 0.
  public static UnbondingPart read(JsonValue value) {
    return new UnbondingPart(
        value.at("Unbonding").number(),
        value.at("Amount").text(),
        value.at("Height").number(),
        value.at("At").text());
  }
}
