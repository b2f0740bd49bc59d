package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Something that a provider's owner should know afterwards.
///
/// @param at when, in the form of ISO 8601
/// @param kind `SLASHED`, `FAILED`, `MISSED` and others
/// @param amount in pebbles, what it was about
/// @param text for people
public record HappeningAnswer(String at, long height, String kind, String amount, String text)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("At", at);
    out.field("Height", height);
    out.field("Kind", kind);
    out.field("Amount", amount);
    out.field("Text", text);
  }

  /// What is missing is empty or 0.
  public static HappeningAnswer read(JsonValue value) {
    return new HappeningAnswer(
        value.at("At").text(),
        value.at("Height").number(),
        value.at("Kind").text(),
        value.at("Amount").text(),
        value.at("Text").text());
  }
}
