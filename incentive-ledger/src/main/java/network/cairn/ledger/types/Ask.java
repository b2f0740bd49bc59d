package network.cairn.ledger.types;

import com.google.protobuf.ByteString;

/// What a provider offers, off the ledger, signed by its operator (docs/protocol.md §3). Immutable.
///
/// @param price pebbles per GiB and day
/// @param validUntil last height at which it stands
public record Ask(
    ByteString chainRef,
    Address provider,
    Amount price,
    long minBytes,
    long maxBytes,
    int maxTerm,
    int maxMultiplier,
    long validUntil) {
  /// @throws OutOfRange if a bound cannot be one
  public Ask {
    OutOfRange.require(
        minBytes >= 0 && maxBytes >= minBytes, "ask for " + minBytes + " to " + maxBytes + " B");
    OutOfRange.require(
        maxTerm >= 1 && maxTerm <= Msg.MAX_TERM, "ask with a term of " + maxTerm + " periods");
    OutOfRange.require(
        maxMultiplier >= 1 && maxMultiplier <= Msg.MAX_MULTIPLIER,
        "ask with a multiplier of " + maxMultiplier);
  }

  /// @throws NotCanonical if the bytes are no canonical ask
  public static Ask decode(ByteString body) {
    network.cairn.proto.ledger.Ask wire =
        Canonical.decode(network.cairn.proto.ledger.Ask.parser(), body);
    return new Ask(
        wire.getChainRef(),
        new Address(wire.getProvider()),
        Amount.decode(wire.getPrice()),
        wire.getMinBytes(),
        wire.getMaxBytes(),
        wire.getMaxTerm(),
        wire.getMaxMultiplier(),
        wire.getValidUntil());
  }

  public ByteString encode() {
    return network.cairn.proto.ledger.Ask.newBuilder()
        .setChainRef(chainRef)
        .setProvider(provider.bytes())
        .setPrice(price.encode())
        .setMinBytes(minBytes)
        .setMaxBytes(maxBytes)
        .setMaxTerm(maxTerm)
        .setMaxMultiplier(maxMultiplier)
        .setValidUntil(validUntil)
        .build()
        .toByteString();
  }
}
