package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Whether a signature is a key's.
///
/// @param key without a name where an id was given
public record KeyVerdict(KeyAnswer key, boolean valid) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Key", key);
    out.field("SignatureValid", valid);
  }

  /// What is missing is empty or 0.
  public static KeyVerdict read(JsonValue value) {
    return new KeyVerdict(KeyAnswer.read(value.at("Key")), value.at("SignatureValid").truth());
  }
}
