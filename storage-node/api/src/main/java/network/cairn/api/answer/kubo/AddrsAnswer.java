package network.cairn.api.answer.kubo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Known addresses by peer id, in an order of the answer's own.
public record AddrsAnswer(SequencedMap<String, List<String>> addrs) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Addrs", this::peers);
  }

  private void peers(RecordWriter out) {
    for (Map.Entry<String, List<String>> peer : addrs.entrySet()) {
      out.texts(peer.getKey(), peer.getValue());
    }
  }

  /// What is missing is empty.
  public static AddrsAnswer read(JsonValue value) {
    SequencedMap<String, List<String>> addrs = new LinkedHashMap<>();
    value
        .at("Addrs")
        .fields()
        .forEach(
            (peer, list) -> addrs.put(peer, list.items().stream().map(JsonValue::text).toList()));
    return new AddrsAnswer(addrs);
  }
}
