package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A ledger's home that was made.
///
/// @param genesisHash in hexadecimal
/// @param treasury the address that holds everything
/// @param networkFile the path of the file to hand to everybody
public record LedgerMade(
    String chainId, String genesisHash, String treasury, String networkFile, String home)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("ChainId", chainId);
    out.field("GenesisHash", genesisHash);
    out.field("Treasury", treasury);
    out.field("NetworkFile", networkFile);
    out.field("Home", home);
  }

  /// What is missing is empty.
  public static LedgerMade read(JsonValue value) {
    return new LedgerMade(
        value.at("ChainId").text(),
        value.at("GenesisHash").text(),
        value.at("Treasury").text(),
        value.at("NetworkFile").text(),
        value.at("Home").text());
  }
}
