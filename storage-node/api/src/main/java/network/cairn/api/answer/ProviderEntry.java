package network.cairn.api.answer;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A provider that the ledger names, and what it offers now. Amounts are pebbles.
///
/// @param provider its address
/// @param price per GiB and day; empty if it offers nothing
/// @param minBytes of a piece that it takes; 0 if it offers nothing
/// @param maxTerm in periods
/// @param free bond that can bear more collateral
/// @param sets live ones that were looked at, with their periods `proven` and `unproven`
/// @param kept periods paid since it registered, ended sets too; 0, as the three that follow, on a
///   chain that does not count
/// @param missed periods counted as missed
/// @param failed sets that failed
/// @param left sets that it left
/// @param problem why it offers nothing; empty if it does
public record ProviderEntry(
    String provider,
    String peer,
    List<String> addresses,
    String price,
    long minBytes,
    long maxBytes,
    long maxTerm,
    long periodMillis,
    String bond,
    String free,
    long registered,
    long sets,
    long proven,
    long unproven,
    long kept,
    long missed,
    long failed,
    long left,
    String problem,
    LedgerClock clock)
    implements JsonRecord {
  public ProviderEntry {
    addresses = List.copyOf(addresses);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Provider", provider).field("Peer", peer).texts("Addresses", addresses);
    out.field("Price", price).field("MinBytes", minBytes).field("MaxBytes", maxBytes);
    out.field("MaxTerm", maxTerm).field("PeriodMillis", periodMillis);
    out.field("Bond", bond).field("Free", free).field("Registered", registered);
    out.field("Sets", sets).field("Proven", proven).field("Unproven", unproven);
    out.field("Kept", kept).field("Missed", missed).field("Failed", failed).field("Left", left);
    out.field("Problem", problem);
    clock.writeTo(out);
  }

  /// What is missing is empty or 0.
  public static ProviderEntry read(JsonValue value) {
    return new ProviderEntry(
        value.at("Provider").text(),
        value.at("Peer").text(),
        value.at("Addresses").items().stream().map(JsonValue::text).toList(),
        value.at("Price").text(),
        value.at("MinBytes").number(),
        value.at("MaxBytes").number(),
        value.at("MaxTerm").number(),
        value.at("PeriodMillis").number(),
        value.at("Bond").text(),
        value.at("Free").text(),
        value.at("Registered").number(),
        value.at("Sets").number(),
        value.at("Proven").number(),
        value.at("Unproven").number(),
        value.at("Kept").number(),
        value.at("Missed").number(),
        value.at("Failed").number(),
        value.at("Left").number(),
        value.at("Problem").text(),
        LedgerClock.read(value));
  }
}
