package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A process of a network for playing.
///
/// @param running false if it ended or was killed
/// @param ports where it answers
/// @param lastLine what a dead one printed last; empty of one that runs or printed nothing
public record TestnetProcess(
    String name, String role, long pid, boolean running, String ports, String lastLine)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Name", name);
    out.field("Role", role);
    out.field("Pid", pid);
    out.field("Running", running);
    out.field("Ports", ports);
    out.field("LastLine", lastLine);
  }

  /// What is missing is empty, 0 or false.
  public static TestnetProcess read(JsonValue value) {
    return new TestnetProcess(
        value.at("Name").text(),
        value.at("Role").text(),
        value.at("Pid").number(),
        value.at("Running").truth(),
        value.at("Ports").text(),
        value.at("LastLine").text());
  }
}
