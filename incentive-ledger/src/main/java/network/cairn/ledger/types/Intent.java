package network.cairn.ledger.types;

import com.google.protobuf.ByteString;

/// A client's consent that one provider takes one slot (docs/protocol.md §4). Immutable.
///
/// @param price pebbles per GiB and day
/// @param validUntil last height at which it counts
public record Intent(
    ByteString chainRef,
    long agreement,
    long slot,
    Address provider,
    ByteString piece,
    Amount price,
    Amount collateral,
    long validUntil) {

  /// @throws NotCanonical if the bytes are no canonical intent
  /// @throws OutOfRange if a field cannot be what it should
  public static Intent decode(ByteString body) {
    network.cairn.proto.ledger.Intent wire =
        Canonical.decode(network.cairn.proto.ledger.Intent.parser(), body);
    return new Intent(
        wire.getChainRef(),
        wire.getAgreement(),
        Integer.toUnsignedLong(wire.getSlot()),
        new Address(wire.getProvider()),
        wire.getPiece(),
        Amount.decode(wire.getPrice()),
        Amount.decode(wire.getCollateral()),
        wire.getValidUntil());
  }

  public ByteString encode() {
    return network.cairn.proto.ledger.Intent.newBuilder()
        .setChainRef(chainRef)
        .setAgreement(agreement)
        .setSlot((int) slot)
        .setProvider(provider.bytes())
        .setPiece(piece)
        .setPrice(price.encode())
        .setCollateral(collateral.encode())
        .setValidUntil(validUntil)
        .build()
        .toByteString();
  }
}
