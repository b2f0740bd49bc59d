package network.cairn.api.answer.kubo;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Multiaddrs of peers to keep connected to: all, or those that were added or removed.
public record BootstrapAnswer(List<String> peers) implements JsonRecord {
  public BootstrapAnswer {
    peers = List.copyOf(peers);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.texts("Peers", peers);
  }

  /// What is missing is empty.
  public static BootstrapAnswer read(JsonValue value) {
    return new BootstrapAnswer(value.at("Peers").texts().orElse(List.of()));
  }
}
