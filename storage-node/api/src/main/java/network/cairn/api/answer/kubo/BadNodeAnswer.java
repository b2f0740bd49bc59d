package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A block that is missing or damaged.
public record BadNodeAnswer(String cid, String err) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Cid", cid);
    out.field("Err", err);
  }

  /// What is missing is empty or 0.
  public static BadNodeAnswer read(JsonValue value) {
    return new BadNodeAnswer(value.at("Cid").text(), value.at("Err").text());
  }
}
