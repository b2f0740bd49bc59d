package network.cairn.ledger.types;

import java.math.BigInteger;

/// One parameter and what it should become (docs/protocol.md §17). Immutable.
///
/// @param name as in the table of docs/protocol.md §7
/// @param value in the parameter's unit, pebbles for money; at most the supply's pebbles
public record ParamChange(String name, BigInteger value) {
  private static final int MAX_NAME = 40;

  /// @throws OutOfRange for a name longer than 40 or a value that is no amount
  public ParamChange {
    OutOfRange.require(
        !name.isEmpty() && name.length() <= MAX_NAME, "a parameter's name has 1 to 40 letters");
    OutOfRange.require(
        value.signum() >= 0 && value.compareTo(Amount.SUPPLY.pebbles()) <= 0,
        "the value of " + name + " is below 0 or above the supply");
  }

  /// @throws NotCanonical for a value that has no such form
  public static ParamChange of(network.cairn.proto.ledger.ParamChange wire) {
    return new ParamChange(wire.getName(), Amount.decode(wire.getValue()).pebbles());
  }

  public network.cairn.proto.ledger.ParamChange toWire() {
    return network.cairn.proto.ledger.ParamChange.newBuilder()
        .setName(name)
        .setValue(Amount.of(value).encode())
        .build();
  }
}
