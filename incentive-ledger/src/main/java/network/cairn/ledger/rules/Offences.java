package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.StakeRecord;
import network.cairn.proto.ledger.StakeStatus;
import network.cairn.proto.ledger.UnbondingRecord;
import network.cairn.proto.ledger.ValidatorRecord;

/// What becomes of a validator that signed what it must not (docs/protocol.md §16).
final class Offences {
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private Offences() {}

  static void punish(Draft draft) {
    for (BlockContext.Misbehaviour shown : draft.block().context().misbehaviours()) {
      Optional<ValidatorRecord> validator = draft.knownValidator(shown.validator());
      boolean counts =
          shown.height() < draft.height()
              && draft.height() - shown.height() <= draft.block().params().unbonding();
      if (counts && validator.isPresent() && !validator.get().getBarred()) {
        punish(draft, shown.validator(), validator.get());
      }
    }
  }

  private static void punish(Draft draft, ByteString address, ValidatorRecord validator) {
    ValidatorRecord barred = validator.toBuilder().setBarred(true).build();
    draft.put(
        barred.getLeftHeight() > 0 ? StateKeys.former(address) : StateKeys.validator(address),
        barred);
    Address operator = new Address(validator.getOperator());
    BigInteger lost =
        draft.stake(operator).map(stake -> slash(draft, stake)).orElse(BigInteger.ZERO);
    draft.burn(lost);
    Stakes.event(draft, EventKind.VALIDATOR_BARRED, operator, lost);
  }

  /// Takes the percentage of all that is bonded or on its way out; what is left of the stake goes.
  private static BigInteger slash(Draft draft, StakeRecord before) {
    BigInteger lost = BigInteger.ZERO;
    for (long id : before.getUnbondingsList()) {
      UnbondingRecord open = draft.unbonding(id).orElseThrow();
      BigInteger part = part(draft, open.getAmount());
      draft.put(
          StateKeys.unbonding(id),
          open.toBuilder().setAmount(Money.minus(open.getAmount(), part)).build());
      lost = lost.add(part);
    }
    BigInteger part = part(draft, before.getStake());
    BigInteger left = Money.of(before.getStake()).subtract(part);
    StakeRecord.Builder stake =
        before.toBuilder()
            .setStatus(StakeStatus.STAKE_BARRED)
            .clearStake()
            .clearNextPubkey()
            .clearNextBeaconKey()
            .clearNextBeaconFrom()
            .clearJailedUntil();
    // Even of nothing: the record must stay while a validator's power is its operator's.
    long _ = Stakes.beginUnbonding(draft, stake, left);
    Stakes.put(draft, stake.build());
    return lost.add(part);
  }

  private static BigInteger part(Draft draft, ByteString amount) {
    return Money.of(amount)
        .multiply(BigInteger.valueOf(draft.staking().slashPercent()))
        .divide(HUNDRED);
  }
}
