package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A key under another name.
///
/// @param overwrite whether a key of the new name was replaced
public record KeyRenaming(String was, String now, String id, boolean overwrite)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Was", was);
    out.field("Now", now);
    out.field("Id", id);
    out.field("Overwrite", overwrite);
  }

  /// What is missing is empty or 0.
  public static KeyRenaming read(JsonValue value) {
    return new KeyRenaming(
        value.at("Was").text(),
        value.at("Now").text(),
        value.at("Id").text(),
        value.at("Overwrite").truth());
  }
}
