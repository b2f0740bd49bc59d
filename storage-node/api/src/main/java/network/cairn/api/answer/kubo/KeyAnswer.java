package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A key.
///
/// @param id as a name of IPNS
public record KeyAnswer(String name, String id) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Name", name);
    out.field("Id", id);
  }

  /// What is missing is empty or 0.
  public static KeyAnswer read(JsonValue value) {
    return new KeyAnswer(value.at("Name").text(), value.at("Id").text());
  }
}
