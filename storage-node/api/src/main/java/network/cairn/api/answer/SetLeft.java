package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A data set that was left.
public record SetLeft(long set) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Set", set);
  }

  /// What is missing is empty or 0.
  public static SetLeft read(JsonValue value) {
    return new SetLeft(value.at("Set").number());
  }
}
