package network.cairn.api.answer.kubo;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Keys.
public record KeysAnswer(List<KeyAnswer> keys) implements JsonRecord {
  public KeysAnswer {
    keys = List.copyOf(keys);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.objects("Keys", keys);
  }

  /// What is missing is empty or 0.
  public static KeysAnswer read(JsonValue value) {
    return new KeysAnswer(value.at("Keys").items().stream().map(KeyAnswer::read).toList());
  }
}
