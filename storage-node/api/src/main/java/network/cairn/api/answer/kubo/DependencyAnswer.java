package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A library that the program runs with; one line of several.
///
/// @param version empty where its file's name does not tell it
public record DependencyAnswer(String path, String version) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Path", path);
    out.field("Version", version);
    out.field("ReplacedBy", "");
    out.field("Sum", "");
  }

  /// What is missing is empty or 0.
  public static DependencyAnswer read(JsonValue value) {
    return new DependencyAnswer(value.at("Path").text(), value.at("Version").text());
  }
}
