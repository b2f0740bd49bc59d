package network.cairn.api.answer.content;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Where a path leads.
///
/// @param path `/ipfs/` with the CID of the last block, and what is left of the path within it
public record PathAnswer(String path) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Path", path);
  }

  /// What is missing is empty.
  public static PathAnswer read(JsonValue value) {
    return new PathAnswer(value.at("Path").text());
  }
}
