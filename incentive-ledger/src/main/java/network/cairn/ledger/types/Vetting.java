package network.cairn.ledger.types;

import java.math.BigInteger;

/// How much a new provider may take, whatever its bond (docs/protocol.md §3). Immutable.
///
/// @param base collateral that it may have reserved at first
/// @param percent of what is left of a set's collateral that each kept period of it adds to that
public record Vetting(Amount base, long percent) {
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  /// @throws OutOfRange for what no chain can run with
  public Vetting {
    OutOfRange.require(
        percent >= 1 && percent <= 100, "vettingPercent " + percent + " is not in 1..100");
  }

  /// The defaults of a profile.
  public static Vetting defaults(Profile profile) {
    return new Vetting(Amount.ofCairn(1_000), profile == Profile.DEV ? 50 : 5);
  }

  /// What a provider has earned after one more kept period.
  ///
  /// @param collateral of the period's set, without what was slashed of it
  public BigInteger afterKept(BigInteger earned, BigInteger collateral) {
    return earned
        .add(collateral.multiply(BigInteger.valueOf(percent)).divide(HUNDRED))
        .min(Amount.SUPPLY.pebbles());
  }

  /// What more collateral it may reserve.
  public BigInteger left(Amount earned, Amount reserved) {
    return base.pebbles().add(earned.pebbles()).subtract(reserved.pebbles()).max(BigInteger.ZERO);
  }

  static Vetting of(network.cairn.proto.ledger.Vetting wire) {
    return new Vetting(Amount.decode(wire.getBase()), wire.getPercent());
  }

  network.cairn.proto.ledger.Vetting toWire() {
    return network.cairn.proto.ledger.Vetting.newBuilder()
        .setBase(base.encode())
        .setPercent(percent)
        .build();
  }
}
