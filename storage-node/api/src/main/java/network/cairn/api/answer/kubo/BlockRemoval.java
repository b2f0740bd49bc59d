package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.MayFail;
import network.cairn.api.json.RecordWriter;

/// A block that was to be removed.
///
/// @param hash its CID
/// @param error why it was not, empty if it was
public record BlockRemoval(String hash, String error) implements JsonRecord, MayFail {
  @Override
  public String failure() {
    return error.isEmpty() ? "" : "some blocks not removed";
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Hash", hash);
    if (!error.isEmpty()) {
      out.field("Error", error);
    }
  }

  /// What is missing is empty or 0.
  public static BlockRemoval read(JsonValue value) {
    return new BlockRemoval(value.at("Hash").text(), value.at("Error").text());
  }
}
