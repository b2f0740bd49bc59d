package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A pin of a list that is streamed.
///
/// @param name empty if it has none or nobody asked for it
/// @param type `recursive`, `direct`, `indirect` or `indirect through CID`
public record PinAnswer(String cid, String name, String type) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Cid", cid);
    if (!name.isEmpty()) {
      out.field("Name", name);
    }
    out.field("Type", type);
  }

  /// What is missing is empty.
  public static PinAnswer read(JsonValue value) {
    return new PinAnswer(value.at("Cid").text(), value.at("Name").text(), value.at("Type").text());
  }
}
