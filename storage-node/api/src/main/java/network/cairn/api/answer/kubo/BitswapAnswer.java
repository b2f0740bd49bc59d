package network.cairn.api.answer.kubo;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Counts of the exchange since the daemon started.
///
/// @param wantlist CIDs of wanted blocks
/// @param peers ids of connected peers
/// @param received blocks and bytes that came
/// @param duplicate those that had come before
/// @param messagesReceived messages that came
/// @param sent blocks and bytes that went
public record BitswapAnswer(
    List<String> wantlist,
    List<String> peers,
    Count received,
    Count duplicate,
    long messagesReceived,
    Count sent)
    implements JsonRecord {
  /// Blocks and their bytes.
  public record Count(long blocks, long data) {}

  public BitswapAnswer {
    wantlist = List.copyOf(wantlist);
    peers = List.copyOf(peers);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.links("Wantlist", wantlist).texts("Peers", peers);
    out.field("BlocksReceived", received.blocks()).field("DataReceived", received.data());
    out.field("DupBlksReceived", duplicate.blocks()).field("DupDataReceived", duplicate.data());
    out.field("MessagesReceived", messagesReceived);
    out.field("BlocksSent", sent.blocks()).field("DataSent", sent.data());
  }

  /// What is missing is empty or 0.
  public static BitswapAnswer read(JsonValue value) {
    return new BitswapAnswer(
        value.at("Wantlist").items().stream().map(k -> k.at("/").text()).toList(),
        value.at("Peers").items().stream().map(JsonValue::text).toList(),
        new Count(value.at("BlocksReceived").number(), value.at("DataReceived").number()),
        new Count(value.at("DupBlksReceived").number(), value.at("DupDataReceived").number()),
        value.at("MessagesReceived").number(),
        new Count(value.at("BlocksSent").number(), value.at("DataSent").number()));
  }
}
