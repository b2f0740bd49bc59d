package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A data set that a provider holds.
///
/// @param proven periods
/// @param income in pebbles
/// @param nextDeadline a height
/// @param isProven whether the present period is
/// @param live whether it still runs
public record HeldSet(
    long set,
    long agreement,
    long slot,
    String piece,
    long bytes,
    long period,
    long endPeriod,
    long proven,
    long unproven,
    String income,
    long nextDeadline,
    boolean isProven,
    boolean live)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Set", set);
    out.field("Agreement", agreement);
    out.field("Slot", slot);
    out.field("Piece", piece);
    out.field("Bytes", bytes);
    out.field("Period", period);
    out.field("EndPeriod", endPeriod);
    out.field("Proven", proven);
    out.field("Unproven", unproven);
    out.field("Income", income);
    out.field("NextDeadline", nextDeadline);
    out.field("IsProven", isProven);
    out.field("Live", live);
  }

  /// What is missing is empty or 0.
  public static HeldSet read(JsonValue value) {
    return new HeldSet(
        value.at("Set").number(),
        value.at("Agreement").number(),
        value.at("Slot").number(),
        value.at("Piece").text(),
        value.at("Bytes").number(),
        value.at("Period").number(),
        value.at("EndPeriod").number(),
        value.at("Proven").number(),
        value.at("Unproven").number(),
        value.at("Income").text(),
        value.at("NextDeadline").number(),
        value.at("IsProven").truth(),
        value.at("Live").truth());
  }
}
