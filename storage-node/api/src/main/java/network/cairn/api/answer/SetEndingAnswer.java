package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What leaving a data set now would mean. Amounts are pebbles.
///
/// @param fee of the transaction
/// @param lost collateral
/// @param back collateral that is free at once
/// @param paid rent of the open period where it is proven, before the ledger's fee
/// @param forgone rent of the periods that would still come
public record SetEndingAnswer(
    long set, LedgerClock clock, String fee, String lost, String back, String paid, String forgone)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Set", set);
    clock.writeTo(out);
    out.field("Fee", fee).field("Lost", lost).field("Back", back);
    out.field("Paid", paid).field("Forgone", forgone);
  }

  /// What is missing is empty or 0.
  public static SetEndingAnswer read(JsonValue value) {
    return new SetEndingAnswer(
        value.at("Set").number(),
        LedgerClock.read(value),
        value.at("Fee").text(),
        value.at("Lost").text(),
        value.at("Back").text(),
        value.at("Paid").text(),
        value.at("Forgone").text());
  }
}
