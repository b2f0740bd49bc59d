package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What was exchanged with a peer.
///
/// @param ratio bytes sent by bytes received
/// @param sent bytes
/// @param received bytes
/// @param exchanges blocks, either way
public record BitswapLedgerAnswer(
    String peer, double ratio, long sent, long received, long exchanges) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Peer", peer);
    out.field("Value", ratio);
    out.field("Sent", sent);
    out.field("Recv", received);
    out.field("Exchanged", exchanges);
  }

  /// What is missing is empty or 0.
  public static BitswapLedgerAnswer read(JsonValue value) {
    return new BitswapLedgerAnswer(
        value.at("Peer").text(),
        value.at("Value").real(),
        value.at("Sent").number(),
        value.at("Recv").number(),
        value.at("Exchanged").number());
  }
}
