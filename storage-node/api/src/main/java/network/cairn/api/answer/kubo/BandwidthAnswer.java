package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Bytes over the network so far, and bytes per second of late.
public record BandwidthAnswer(long totalIn, long totalOut, double rateIn, double rateOut)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("TotalIn", totalIn);
    out.field("TotalOut", totalOut);
    out.field("RateIn", rateIn);
    out.field("RateOut", rateOut);
  }

  /// What is missing is empty or 0.
  public static BandwidthAnswer read(JsonValue value) {
    return new BandwidthAnswer(
        value.at("TotalIn").number(),
        value.at("TotalOut").number(),
        value.at("RateIn").real(),
        value.at("RateOut").real());
  }
}
