package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What became of one peer of the peering list.
///
/// @param status `success`
public record PeeringAnswer(String id, String status) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("ID", id);
    out.field("Status", status);
  }

  /// What is missing is empty.
  public static PeeringAnswer read(JsonValue value) {
    return new PeeringAnswer(value.at("ID").text(), value.at("Status").text());
  }
}
