package network.cairn.api.answer.kubo;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// The CIDs of wanted blocks.
public record WantlistAnswer(List<String> keys) implements JsonRecord {
  public WantlistAnswer {
    keys = List.copyOf(keys);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.links("Keys", keys);
  }

  /// What is missing is empty.
  public static WantlistAnswer read(JsonValue value) {
    return new WantlistAnswer(
        value.at("Keys").items().stream().map(k -> k.at("/").text()).toList());
  }
}
