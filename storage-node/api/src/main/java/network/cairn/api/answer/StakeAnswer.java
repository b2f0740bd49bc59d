package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What an operator has bonded as a validator, at a height.
///
/// @param operator its address
/// @param stake in 10^-18 CAIRN, in decimal
/// @param status `active`, `jailed`, `barred`, or `none` without a stake
/// @param power of its validators in the set that the state names
/// @param unbondings that are open
/// @param jailedUntil first height at which it may return; 0 if it is not jailed
/// @param signsFrom the height from which on it may sign, if it is chosen at the next border; 0 if
///   it does not wait for one
public record StakeAnswer(
    long height,
    String operator,
    String stake,
    String status,
    long power,
    long unbondings,
    long jailedUntil,
    long signsFrom)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Height", height);
    out.field("Operator", operator);
    out.field("Stake", stake);
    out.field("Status", status);
    out.field("Power", power);
    out.field("Unbondings", unbondings);
    out.field("JailedUntil", jailedUntil);
    out.field("SignsFrom", signsFrom);
  }

  /// What is missing is 0 or empty.
  public static StakeAnswer read(JsonValue value) {
    return new StakeAnswer(
        value.at("Height").number(),
        value.at("Operator").text(),
        value.at("Stake").text(),
        value.at("Status").text(),
        value.at("Power").number(),
        value.at("Unbondings").number(),
        value.at("JailedUntil").number(),
        value.at("SignsFrom").number());
  }
}
