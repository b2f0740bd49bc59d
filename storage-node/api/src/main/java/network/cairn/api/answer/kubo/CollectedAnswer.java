package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.MayFail;
import network.cairn.api.json.RecordWriter;

/// A block that garbage collection removed, or why it ended.
///
/// @param key the block's CID, empty beside an error
/// @param error empty beside a block
public record CollectedAnswer(String key, String error) implements JsonRecord, MayFail {
  @Override
  public String failure() {
    return error;
  }

  @Override
  public void writeTo(RecordWriter out) {
    if (error.isEmpty()) {
      out.field("Key", o -> o.field("/", key));
    } else {
      out.field("Error", error);
    }
  }

  /// What is missing is empty.
  public static CollectedAnswer read(JsonValue value) {
    return new CollectedAnswer(value.at("Key").at("/").text(), value.at("Error").text());
  }
}
