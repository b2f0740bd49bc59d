package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A step of a check of the repository.
///
/// @param msg for people, empty for none
/// @param progress blocks checked
public record RepoCheckAnswer(String msg, long progress) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Msg", msg);
    out.field("Progress", progress);
  }

  /// What is missing is empty or 0.
  public static RepoCheckAnswer read(JsonValue value) {
    return new RepoCheckAnswer(value.at("Msg").text(), value.at("Progress").number());
  }
}
