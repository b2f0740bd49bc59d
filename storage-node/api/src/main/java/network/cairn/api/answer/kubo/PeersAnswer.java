package network.cairn.api.answer.kubo;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Connected peers.
public record PeersAnswer(List<PeerAnswer> peers) implements JsonRecord {
  public PeersAnswer {
    peers = List.copyOf(peers);
  }

  @Override
  public void writeTo(RecordWriter out) {
    if (peers.isEmpty()) {
      out.nothing("Peers");
    } else {
      out.objects("Peers", peers);
    }
  }

  /// What is missing is empty.
  public static PeersAnswer read(JsonValue value) {
    return new PeersAnswer(value.at("Peers").items().stream().map(PeerAnswer::read).toList());
  }
}
