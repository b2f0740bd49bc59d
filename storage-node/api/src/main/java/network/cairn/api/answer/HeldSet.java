package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A data set that a provider holds.
///
/// @param proven periods
/// @param income what was paid for it, without the protocol's fee, in pebbles
/// @param status `LIVE`, `CLOSED` or `FAILED`
/// @param collateral in pebbles, at stake while it is live
/// @param slashed of it, in pebbles
/// @param atRisk pebbles that slashes would still take if nothing more were proven; empty while the
///   ledger does not answer
/// @param endsAt about when its last period ends, in the form of ISO 8601
/// @param nextDeadline a height
/// @param deadlineAt about when that is, in the form of ISO 8601; empty for one that has ended
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
    String status,
    String collateral,
    String slashed,
    String atRisk,
    String endsAt,
    long nextDeadline,
    String deadlineAt,
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
    out.field("Status", status);
    out.field("Collateral", collateral);
    out.field("Slashed", slashed);
    out.field("AtRisk", atRisk);
    out.field("EndsAt", endsAt);
    out.field("NextDeadline", nextDeadline);
    out.field("DeadlineAt", deadlineAt);
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
        value.at("Status").text(),
        value.at("Collateral").text(),
        value.at("Slashed").text(),
        value.at("AtRisk").text(),
        value.at("EndsAt").text(),
        value.at("NextDeadline").number(),
        value.at("DeadlineAt").text(),
        value.at("IsProven").truth(),
        value.at("Live").truth());
  }
}
