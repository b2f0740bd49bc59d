package network.cairn.api.answer.content;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.MayFail;
import network.cairn.api.json.RecordWriter;

/// A link that was met, or a block that is held.
///
/// @param ref its text in the format that was asked for
/// @param err why there is none, else empty
public record RefAnswer(String ref, String err) implements JsonRecord, MayFail {
  @Override
  public String failure() {
    return err;
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Ref", ref);
    out.field("Err", err);
  }

  /// What is missing is empty.
  public static RefAnswer read(JsonValue value) {
    return new RefAnswer(value.at("Ref").text(), value.at("Err").text());
  }
}
