package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A key's signature over data.
///
/// @param signature in a multibase
public record KeySignature(KeyAnswer key, String signature) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Key", key);
    out.field("Signature", signature);
  }

  /// What is missing is empty or 0.
  public static KeySignature read(JsonValue value) {
    return new KeySignature(KeyAnswer.read(value.at("Key")), value.at("Signature").text());
  }
}
