package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/// The keys that spend a treasury together (docs/protocol.md §18). Immutable.
///
/// @param threshold weight that an order needs, at most that of all keys
/// @param keys 1 to [#MAX_KEYS], by rising key, each once
public record TreasuryKeys(long threshold, List<Key> keys) {
  public static final int MAX_KEYS = 16;
  public static final long MAX_WEIGHT = 1_000;

  /// @throws OutOfRange naming what is wrong
  public TreasuryKeys {
    keys = List.copyOf(keys);
    OutOfRange.require(
        !keys.isEmpty() && keys.size() <= MAX_KEYS, "a treasury has 1 to " + MAX_KEYS + " keys");
    long weight = 0;
    for (int i = 0; i < keys.size(); i++) {
      weight += keys.get(i).weight();
      OutOfRange.require(
          i == 0
              || ByteString.unsignedLexicographicalComparator()
                      .compare(keys.get(i - 1).pubkey(), keys.get(i).pubkey())
                  < 0,
          "the treasury's keys are not sorted, or one stands twice");
    }
    OutOfRange.require(
        threshold >= 1 && threshold <= weight,
        "a treasury's threshold of " + threshold + " is not in 1.." + weight + ", all its weights");
  }

  /// A key of an account, which pays fees as any other, and its share.
  public record Key(ByteString pubkey, long weight) {
    /// @throws OutOfRange for a key of another length or a weight out of bounds
    public Key {
      OutOfRange.require(pubkey.size() == 32, "a treasury's key has 32 bytes");
      OutOfRange.require(
          weight >= 1 && weight <= MAX_WEIGHT,
          "a treasury's weight " + weight + " is not in 1.." + MAX_WEIGHT);
    }

    public Address address() {
      return Address.ofKey(pubkey);
    }
  }

  /// The weight of a key; empty if it is none of these.
  public Optional<Long> weight(ByteString pubkey) {
    return keys.stream().filter(key -> key.pubkey().equals(pubkey)).map(Key::weight).findFirst();
  }

  /// The account of a treasury that begins with these: for ever, whatever keys it has later.
  public Address account() {
    return Address.ofTreasury(toWire().toByteString());
  }

  /// @throws OutOfRange if these are no such keys
  public static TreasuryKeys of(network.cairn.proto.ledger.TreasuryKeys wire) {
    return new TreasuryKeys(
        wire.getThreshold(),
        wire.getKeysList().stream().map(k -> new Key(k.getPubkey(), k.getWeight())).toList());
  }

  public network.cairn.proto.ledger.TreasuryKeys toWire() {
    return network.cairn.proto.ledger.TreasuryKeys.newBuilder()
        .setThreshold(threshold)
        .addAllKeys(
            keys.stream()
                .map(key ->
                    network.cairn.proto.ledger.TreasuryKey.newBuilder()
                        .setPubkey(key.pubkey())
                        .setWeight(key.weight())
                        .build())
                .toList())
        .build();
  }
}
