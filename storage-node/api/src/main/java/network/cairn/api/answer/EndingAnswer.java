package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What ending an agreement now would mean. Amounts are pebbles.
///
/// @param fee of the transaction
/// @param stillPaid at most, for periods that are still proven
/// @param back rent that comes back with the last copy at the latest
/// @param backNow rent of empty copies, which comes back at once
/// @param deposit comes back with the last copy
/// @param endHeight when the last copy ends
public record EndingAnswer(
    long id,
    LedgerClock clock,
    String fee,
    String stillPaid,
    String back,
    String backNow,
    String deposit,
    long endHeight)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Id", id);
    clock.writeTo(out);
    out.field("Fee", fee).field("StillPaid", stillPaid).field("Back", back);
    out.field("BackNow", backNow).field("Deposit", deposit).field("EndHeight", endHeight);
  }

  /// What is missing is empty or 0.
  public static EndingAnswer read(JsonValue value) {
    return new EndingAnswer(
        value.at("Id").number(),
        LedgerClock.read(value),
        value.at("Fee").text(),
        value.at("StillPaid").text(),
        value.at("Back").text(),
        value.at("BackNow").text(),
        value.at("Deposit").text(),
        value.at("EndHeight").number());
  }
}
