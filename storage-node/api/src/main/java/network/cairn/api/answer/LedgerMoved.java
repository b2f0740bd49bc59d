package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A home of a chain that was moved to several validators.
///
/// @param height of the last block before
/// @param appHash of the state after it, in hexadecimal
/// @param networkFile the path of the home's network file
public record LedgerMoved(
    String chainId, long height, String appHash, String networkFile, String home)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("ChainId", chainId);
    out.field("Height", height);
    out.field("AppHash", appHash);
    out.field("NetworkFile", networkFile);
    out.field("Home", home);
  }

  /// What is missing is empty.
  public static LedgerMoved read(JsonValue value) {
    return new LedgerMoved(
        value.at("ChainId").text(),
        value.at("Height").number(),
        value.at("AppHash").text(),
        value.at("NetworkFile").text(),
        value.at("Home").text());
  }
}
