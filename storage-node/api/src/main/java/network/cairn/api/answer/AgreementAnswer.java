package network.cairn.api.answer;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// An agreement with its copies. Amounts are pebbles.
///
/// @param clock of the ledger when it was so
/// @param clockAheadMs how far the node's clock is ahead of the ledger's now, below 0 behind
/// @param term in periods
/// @param fillUntil the height up to which empty copies may be filled
/// @param terminatedHeight 0 if it was not ended early
/// @param closedHeight 0 while it is open
/// @param endHeight about when its last copy ends
/// @param monthly what its live copies cost in 30 days
/// @param paid for proven periods of all its copies, so far
/// @param unfilled rent that comes back at `fillUntil` if what is empty then is still so
/// @param gone whether the ledger has forgotten it: this is what it was at the clock's height
public record AgreementAnswer(
    long id,
    LedgerClock clock,
    long clockAheadMs,
    String root,
    String piece,
    String ceiling,
    long term,
    long fillUntil,
    String deposit,
    String escrow,
    long terminatedHeight,
    long closedHeight,
    long periodMillis,
    long endHeight,
    String monthly,
    String paid,
    String unfilled,
    boolean gone,
    List<SlotAnswer> slots)
    implements JsonRecord {
  public AgreementAnswer {
    slots = List.copyOf(slots);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Id", id);
    clock.writeTo(out);
    out.field("ClockAheadMs", clockAheadMs);
    out.field("Root", root);
    out.field("Piece", piece);
    out.field("Ceiling", ceiling);
    out.field("Term", term);
    out.field("FillUntil", fillUntil);
    out.field("Deposit", deposit);
    out.field("Escrow", escrow);
    out.field("TerminatedHeight", terminatedHeight);
    out.field("ClosedHeight", closedHeight);
    out.field("PeriodMillis", periodMillis);
    out.field("EndHeight", endHeight);
    out.field("Monthly", monthly);
    out.field("Paid", paid);
    out.field("Unfilled", unfilled);
    out.field("Gone", gone);
    out.objects("Slots", slots);
  }

  /// What is missing is empty or 0.
  public static AgreementAnswer read(JsonValue value) {
    return new AgreementAnswer(
        value.at("Id").number(),
        LedgerClock.read(value),
        value.at("ClockAheadMs").number(),
        value.at("Root").text(),
        value.at("Piece").text(),
        value.at("Ceiling").text(),
        value.at("Term").number(),
        value.at("FillUntil").number(),
        value.at("Deposit").text(),
        value.at("Escrow").text(),
        value.at("TerminatedHeight").number(),
        value.at("ClosedHeight").number(),
        value.at("PeriodMillis").number(),
        value.at("EndHeight").number(),
        value.at("Monthly").text(),
        value.at("Paid").text(),
        value.at("Unfilled").text(),
        value.at("Gone").truth(),
        value.at("Slots").items().stream().map(SlotAnswer::read).toList());
  }
}
