package network.cairn.api.answer.kubo;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Texts: addresses, or what came of each.
public record TextsAnswer(List<String> strings) implements JsonRecord {
  public TextsAnswer {
    strings = List.copyOf(strings);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.texts("Strings", strings);
  }

  /// What is missing is empty or 0.
  public static TextsAnswer read(JsonValue value) {
    return new TextsAnswer(value.at("Strings").items().stream().map(JsonValue::text).toList());
  }
}
