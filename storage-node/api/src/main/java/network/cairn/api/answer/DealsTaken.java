package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Whether new deals are taken.
public record DealsTaken(boolean taking) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Taking", taking);
  }

  /// What is missing is empty or 0.
  public static DealsTaken read(JsonValue value) {
    return new DealsTaken(value.at("Taking").truth());
  }
}
