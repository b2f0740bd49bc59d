package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Terms that a network takes.
///
/// @param term in periods
/// @param longestTerm most periods that the network takes
/// @param periodMillis length of a period
public record TermsAnswer(long term, long longestTerm, long periodMillis) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Term", term).field("LongestTerm", longestTerm).field("PeriodMillis", periodMillis);
  }

  /// What is missing is 0.
  public static TermsAnswer read(JsonValue value) {
    return new TermsAnswer(
        value.at("Term").number(),
        value.at("LongestTerm").number(),
        value.at("PeriodMillis").number());
  }
}
