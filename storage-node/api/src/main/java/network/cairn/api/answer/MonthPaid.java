package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What a provider was paid in a month.
///
/// @param month as `2026-11`, by UTC
/// @param paid in pebbles
public record MonthPaid(String month, String paid) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Month", month);
    out.field("Paid", paid);
  }

  /// What is missing is empty or 0.
  public static MonthPaid read(JsonValue value) {
    return new MonthPaid(value.at("Month").text(), value.at("Paid").text());
  }
}
