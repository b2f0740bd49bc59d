package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A block that was kept or asked for.
///
/// @param key its CID
/// @param size in bytes
public record BlockAnswer(String key, long size) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Key", key);
    out.field("Size", size);
  }

  /// What is missing is empty or 0.
  public static BlockAnswer read(JsonValue value) {
    return new BlockAnswer(value.at("Key").text(), value.at("Size").number());
  }
}
