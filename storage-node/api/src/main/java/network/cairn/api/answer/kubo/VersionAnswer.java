package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What a program is.
///
/// @param repo the layout of a home
/// @param system processor and operating system
/// @param golang empty, where Kubo names its compiler
public record VersionAnswer(
    String version, String commit, String repo, String system, String golang, String java)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Version", version);
    out.field("Commit", commit);
    out.field("Repo", repo);
    out.field("System", system);
    out.field("Golang", golang);
    out.field("Java", java);
  }

  /// What is missing is empty or 0.
  public static VersionAnswer read(JsonValue value) {
    return new VersionAnswer(
        value.at("Version").text(),
        value.at("Commit").text(),
        value.at("Repo").text(),
        value.at("System").text(),
        value.at("Golang").text(),
        value.at("Java").text());
  }
}
