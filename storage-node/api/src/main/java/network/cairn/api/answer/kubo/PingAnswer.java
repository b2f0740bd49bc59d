package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A step of a ping.
///
/// @param time of the round trip in nanoseconds, 0 for a text
/// @param text for people, empty for a round trip
public record PingAnswer(boolean success, long time, String text) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Success", success);
    out.field("Time", time);
    out.field("Text", text);
  }

  /// What is missing is empty or 0.
  public static PingAnswer read(JsonValue value) {
    return new PingAnswer(
        value.at("Success").truth(), value.at("Time").number(), value.at("Text").text());
  }
}
