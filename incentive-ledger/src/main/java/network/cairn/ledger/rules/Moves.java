package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.proto.ledger.BeaconTx;
import network.cairn.proto.ledger.NextValidator;
import network.cairn.proto.ledger.ValidatorRecord;

/// How a chain of one validator goes on with others (docs/protocol.md §15): it names them in the
/// beacon's transaction of a block that has no other. Stateless.
public final class Moves {
  private static final int ADDRESS_BYTES = 20;

  private Moves() {}

  /// Validators as a beacon's transaction names them.
  public static List<NextValidator> toWire(List<Genesis.Validator> validators) {
    return validators.stream()
        .map(v ->
            NextValidator.newBuilder()
                .setPubkey(v.pubkey())
                .setPower(v.power())
                .setBeaconKey(v.beaconKey())
                .build())
        .toList();
  }

  /// The validators that a beacon's transaction names.
  ///
  /// @throws OutOfRange if they are no set
  public static List<Genesis.Validator> named(BeaconTx beacon) {
    List<Genesis.Validator> validators =
        beacon.getValidatorsList().stream()
            .map(v -> new Genesis.Validator(v.getPubkey(), v.getPower(), v.getBeaconKey()))
            .toList();
    Genesis.requireSet(validators);
    return validators;
  }

  /// Refuses a block that names validators where it must not.
  ///
  /// @throws InvalidBlock saying why
  static void require(StateReader before, BeaconTx beacon, List<ByteString> txs) {
    if (beacon.getValidatorsCount() == 0) {
      return;
    }
    if (before.params().staking().isPresent()) {
      throw new InvalidBlock(
          "this chain's validators are chosen by stake: others bond, none are named in a beacon");
    }
    if (txs.size() > 1) {
      throw new InvalidBlock("a block that names the next validators has other transactions");
    }
    if (before.validators().size() != 1) {
      throw new InvalidBlock("only a chain of one validator names the next ones in its beacon");
    }
    try {
      named(beacon);
    } catch (OutOfRange e) {
      throw new InvalidBlock("the next validators are none: " + e.getMessage());
    }
  }

  /// Takes out who left with the block before, and puts in whom the beacon names. Who leaves signs
  /// one block more: its record stays for that one, without power.
  static void apply(Draft draft, BeaconTx beacon) {
    List<ValidatorRecord> before = draft.validators();
    for (ValidatorRecord validator : before) {
      if (validator.getPower() == 0) {
        draft.delete(StateKeys.validator(address(validator)));
      }
    }
    if (beacon.getValidatorsCount() == 0) {
      return;
    }
    for (ValidatorRecord validator : before) {
      draft.put(StateKeys.validator(address(validator)), validator.toBuilder().setPower(0).build());
    }
    for (Genesis.Validator validator : named(beacon)) {
      draft.put(
          StateKeys.validator(validator.address()),
          ValidatorRecord.newBuilder()
              .setPubkey(validator.pubkey())
              .setPower(validator.power())
              .setBeaconKey(validator.beaconKey())
              .build());
    }
  }

  private static ByteString address(ValidatorRecord validator) {
    return ByteString.copyFrom(Sha256.of(validator.getPubkey().toByteArray()), 0, ADDRESS_BYTES);
  }
}
