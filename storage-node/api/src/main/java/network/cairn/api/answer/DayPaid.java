package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What a provider was paid on a day, or was seen on it to have been paid before.
///
/// @param day as `2026-11-30`, by UTC
/// @param paid in pebbles
public record DayPaid(String day, String paid) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Day", day);
    out.field("Paid", paid);
  }

  /// What is missing is empty or 0.
  public static DayPaid read(JsonValue value) {
    return new DayPaid(value.at("Day").text(), value.at("Paid").text());
  }
}
