package network.cairn.api.answer;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// An order of a treasury of several keys, as it stands.
///
/// @param file where it is; of several that were sent the first
/// @param validUntil the last height at which it counts
/// @param acts what it does, in words
/// @param signatures keys that have signed it, 64 hexadecimal digits each
/// @param height of the block that has it; 0 before
public record OrderAnswer(
    String file,
    String chainId,
    long number,
    long validUntil,
    List<String> acts,
    List<String> signatures,
    long height)
    implements JsonRecord {
  public OrderAnswer {
    acts = List.copyOf(acts);
    signatures = List.copyOf(signatures);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("File", file);
    out.field("ChainId", chainId);
    out.field("Number", number);
    out.field("ValidUntil", validUntil);
    out.texts("Acts", acts);
    out.texts("Signatures", signatures);
    out.field("Height", height);
  }

  /// What is missing is empty or 0.
  public static OrderAnswer read(JsonValue value) {
    return new OrderAnswer(
        value.at("File").text(),
        value.at("ChainId").text(),
        value.at("Number").number(),
        value.at("ValidUntil").number(),
        value.at("Acts").items().stream().map(JsonValue::text).toList(),
        value.at("Signatures").items().stream().map(JsonValue::text).toList(),
        value.at("Height").number());
  }
}
