package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// The layout of a repository.
public record RepoVersionAnswer(String version) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Version", version);
  }

  /// What is missing is empty or 0.
  public static RepoVersionAnswer read(JsonValue value) {
    return new RepoVersionAnswer(value.at("Version").text());
  }
}
