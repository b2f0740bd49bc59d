package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A validator and how it signed of late.
///
/// @param address in hexadecimal
/// @param signed how many of the commits that were looked at it signed
/// @param last the height of the newest that it signed, 0 for none of them
public record LedgerSigner(String address, long power, long signed, long last)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Address", address);
    out.field("Power", power);
    out.field("Signed", signed);
    out.field("Last", last);
  }

  /// What is missing is empty or 0.
  public static LedgerSigner read(JsonValue value) {
    return new LedgerSigner(
        value.at("Address").text(),
        value.at("Power").number(),
        value.at("Signed").number(),
        value.at("Last").number());
  }
}
