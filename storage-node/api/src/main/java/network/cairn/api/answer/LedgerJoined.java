package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// The home of a further node that was made.
///
/// @param genesisHash in hexadecimal
/// @param operator the address of the account that may bond with its keys
/// @param networkFile the path of the home's own
public record LedgerJoined(
    String chainId, String genesisHash, String operator, String networkFile, String home)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("ChainId", chainId);
    out.field("GenesisHash", genesisHash);
    out.field("Operator", operator);
    out.field("NetworkFile", networkFile);
    out.field("Home", home);
  }

  /// What is missing is empty.
  public static LedgerJoined read(JsonValue value) {
    return new LedgerJoined(
        value.at("ChainId").text(),
        value.at("GenesisHash").text(),
        value.at("Operator").text(),
        value.at("NetworkFile").text(),
        value.at("Home").text());
  }
}
