package network.cairn.api.answer.content;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// An object that was kept.
///
/// @param cid its CID, written as DAG-JSON writes links
public record ObjectAnswer(String cid) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Cid", o -> o.field("/", cid));
  }

  /// What is missing is empty.
  public static ObjectAnswer read(JsonValue value) {
    return new ObjectAnswer(value.at("Cid").at("/").text());
  }
}
