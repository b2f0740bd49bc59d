package network.cairn.api.answer.kubo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What was done to the levels of the log, or what they are.
///
/// @param message ends with a line's end; empty where levels were asked for
/// @param levels by area, in the order of `log ls`, the rest as `(default)`, or alone without a
///   name; empty where one was set
public record LogAnswer(String message, SequencedMap<String, String> levels) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    if (!message.isEmpty()) {
      out.field("Message", message);
    }
    if (!levels.isEmpty()) {
      out.field("Levels", this::levels);
    }
  }

  private void levels(RecordWriter out) {
    for (Map.Entry<String, String> level : levels.entrySet()) {
      out.field(level.getKey(), level.getValue());
    }
  }

  /// What is missing is empty.
  public static LogAnswer read(JsonValue value) {
    SequencedMap<String, String> levels = new LinkedHashMap<>();
    value.at("Levels").fields().forEach((area, level) -> levels.put(area, level.text()));
    return new LogAnswer(value.at("Message").text(), levels);
  }
}
