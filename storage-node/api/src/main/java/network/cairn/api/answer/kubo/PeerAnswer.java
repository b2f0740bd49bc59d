package network.cairn.api.answer.kubo;

import java.util.List;
import java.util.Optional;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A connected peer.
///
/// @param addr where it is connected, without its peer id
/// @param latency for people; empty where nobody asked for it
/// @param direction 1 if it dialled, 2 if this node did, 0 where nobody asked for it
/// @param streams protocols of open streams; empty where nobody asked for them
public record PeerAnswer(
    String addr,
    String peer,
    String latency,
    long direction,
    Optional<List<String>> streams,
    IdAnswer identify)
    implements JsonRecord {
  /// A stream by its protocol.
  private record OpenStream(String protocol) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Protocol", protocol);
    }
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Addr", addr).field("Peer", peer);
    if (!latency.isEmpty()) {
      out.field("Latency", latency);
    }
    if (direction != 0) {
      out.field("Direction", direction);
    }
    streams.ifPresent(s -> out.objects("Streams", s.stream().map(OpenStream::new).toList()));
    out.field("Identify", identify);
  }

  /// What is missing is empty or 0.
  public static PeerAnswer read(JsonValue value) {
    JsonValue streams = value.at("Streams");
    return new PeerAnswer(
        value.at("Addr").text(),
        value.at("Peer").text(),
        value.at("Latency").text(),
        value.at("Direction").number(),
        streams.present()
            ? Optional.of(streams.items().stream().map(s -> s.at("Protocol").text()).toList())
            : Optional.empty(),
        IdAnswer.read(value.at("Identify")));
  }
}
