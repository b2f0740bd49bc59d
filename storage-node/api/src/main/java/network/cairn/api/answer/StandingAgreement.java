package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// An own agreement that keeps what a quote is for already.
///
/// @param copies that it has, or may still get
/// @param endHeight about when its term ends
public record StandingAgreement(long agreement, long copies, long endHeight) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Agreement", agreement).field("Copies", copies).field("EndHeight", endHeight);
  }

  /// What is missing is 0.
  public static StandingAgreement read(JsonValue value) {
    return new StandingAgreement(
        value.at("Agreement").number(),
        value.at("Copies").number(),
        value.at("EndHeight").number());
  }
}
