package network.cairn.api.answer.kubo;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// The peers that are kept connected to.
public record PeeringPeersAnswer(List<Kept> peers) implements JsonRecord {
  public PeeringPeersAnswer {
    peers = List.copyOf(peers);
  }

  /// A peer, and where it was said to be.
  public record Kept(String id, List<String> addresses) implements JsonRecord {
    public Kept {
      addresses = List.copyOf(addresses);
    }

    @Override
    public void writeTo(RecordWriter out) {
      out.field("ID", id);
      out.texts("Addrs", addresses);
    }

    /// What is missing is empty.
    public static Kept read(JsonValue value) {
      return new Kept(
          value.at("ID").text(), value.at("Addrs").items().stream().map(JsonValue::text).toList());
    }
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.objects("Peers", peers);
  }

  /// What is missing is empty.
  public static PeeringPeersAnswer read(JsonValue value) {
    return new PeeringPeersAnswer(value.at("Peers").items().stream().map(Kept::read).toList());
  }
}
