package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A provider that a quote chose.
///
/// @param provider its address
/// @param peer its peer id
/// @param price in pebbles per GiB and day
public record QuotedProvider(String provider, String peer, String price) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Provider", provider);
    out.field("Peer", peer);
    out.field("Price", price);
  }

  /// What is missing is empty or 0.
  public static QuotedProvider read(JsonValue value) {
    return new QuotedProvider(
        value.at("Provider").text(), value.at("Peer").text(), value.at("Price").text());
  }
}
