package network.cairn.api.answer;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A treasury of several keys.
///
/// @param height of the state
/// @param balance in pebbles, decimal
/// @param nextOrder the number that the next order has
/// @param threshold weight that an order needs in the next block
/// @param nextHeight first block that other keys are in force for; 0 if none wait
/// @param nextThreshold weight that an order needs from then on
/// @param nextKeys those that wait
public record TreasuryAnswer(
    long height,
    String address,
    String balance,
    long nextOrder,
    long threshold,
    List<Key> keys,
    long nextHeight,
    long nextThreshold,
    List<Key> nextKeys)
    implements JsonRecord {
  public TreasuryAnswer {
    keys = List.copyOf(keys);
    nextKeys = List.copyOf(nextKeys);
  }

  /// One key.
  ///
  /// @param key 64 hexadecimal digits
  /// @param address of its account, which pays fees
  public record Key(String key, long weight, String address) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Key", key);
      out.field("Weight", weight);
      out.field("Address", address);
    }

    /// What is missing is empty or 0.
    public static Key read(JsonValue value) {
      return new Key(
          value.at("Key").text(), value.at("Weight").number(), value.at("Address").text());
    }
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Height", height);
    out.field("Address", address);
    out.field("Balance", balance);
    out.field("NextOrder", nextOrder);
    out.field("Threshold", threshold);
    out.objects("Keys", keys);
    out.field("NextHeight", nextHeight);
    out.field("NextThreshold", nextThreshold);
    out.objects("NextKeys", nextKeys);
  }

  /// What is missing is empty or 0.
  public static TreasuryAnswer read(JsonValue value) {
    return new TreasuryAnswer(
        value.at("Height").number(),
        value.at("Address").text(),
        value.at("Balance").text(),
        value.at("NextOrder").number(),
        value.at("Threshold").number(),
        value.at("Keys").items().stream().map(Key::read).toList(),
        value.at("NextHeight").number(),
        value.at("NextThreshold").number(),
        value.at("NextKeys").items().stream().map(Key::read).toList());
  }
}
