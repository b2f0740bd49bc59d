package network.cairn.api.answer.content;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// The last block that a path leads to.
///
/// @param cid its CID, written as DAG-JSON writes links
/// @param remPath what is left of the path within it
public record DagPathAnswer(String cid, String remPath) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Cid", o -> o.field("/", cid));
    out.field("RemPath", remPath);
  }

  /// What is missing is empty.
  public static DagPathAnswer read(JsonValue value) {
    return new DagPathAnswer(value.at("Cid").at("/").text(), value.at("RemPath").text());
  }
}
