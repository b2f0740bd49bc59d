package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Whose money a network for playing knows by name; amounts are pebbles, 0 for none.
///
/// @param has in the account that it acts with
/// @param wasPaid in the account that its income goes to
/// @param bond of a provider
public record TestnetBalance(String name, String has, String wasPaid, String bond)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Name", name);
    out.field("Has", has);
    out.field("WasPaid", wasPaid);
    out.field("Bond", bond);
  }

  /// What is missing is empty.
  public static TestnetBalance read(JsonValue value) {
    return new TestnetBalance(
        value.at("Name").text(),
        value.at("Has").text(),
        value.at("WasPaid").text(),
        value.at("Bond").text());
  }
}
