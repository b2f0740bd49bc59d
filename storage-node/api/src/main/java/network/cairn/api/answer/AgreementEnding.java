package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// An agreement that was ended.
public record AgreementEnding(long id) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Id", id);
  }

  /// What is missing is empty or 0.
  public static AgreementEnding read(JsonValue value) {
    return new AgreementEnding(value.at("Id").number());
  }
}
