package network.cairn.ledger.types;

/// How a treasury of several keys changes them, and what its orders cost (docs/protocol.md §18).
/// Immutable.
///
/// @param delay blocks from the order that names keys to the first block that they are in force for
/// @param fee of an order
public record TreasuryParams(long delay, Amount fee) {
  /// @throws OutOfRange for what no chain can run with
  public TreasuryParams {
    OutOfRange.require(
        delay >= 1 && delay <= 1L << 40, "treasuryDelay " + delay + " is not in 1..2^40");
  }

  /// The defaults of a profile.
  public static TreasuryParams defaults(Profile profile) {
    return new TreasuryParams(profile == Profile.DEV ? 20 : 2 * 17_280L, Params.milli(2));
  }

  static TreasuryParams of(network.cairn.proto.ledger.TreasuryParams wire) {
    return new TreasuryParams(wire.getDelayBlocks(), Amount.decode(wire.getFee()));
  }

  network.cairn.proto.ledger.TreasuryParams toWire() {
    return network.cairn.proto.ledger.TreasuryParams.newBuilder()
        .setDelayBlocks(delay)
        .setFee(fee.encode())
        .build();
  }
}
