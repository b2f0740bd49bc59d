package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A proposal that was made or voted on.
///
/// @param height of the block that holds it
public record VoteAnswer(long proposal, long height) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Proposal", proposal);
    out.field("Height", height);
  }

  /// What is missing is 0.
  public static VoteAnswer read(JsonValue value) {
    return new VoteAnswer(value.at("Proposal").number(), value.at("Height").number());
  }
}
