package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.ledger.types.Address;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.Reward;
import network.cairn.proto.ledger.Rewards;
import network.cairn.proto.ledger.ValidatorRecord;

/// What of the fees goes to those who sign (docs/protocol.md §16): counted in one value, paid at
/// the border.
final class SignerFees {
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private SignerFees() {}

  /// Gives a share of a block's fees, all of which are burned so far, to the signers of the last
  /// commit. A block without fees writes nothing.
  static void share(Draft draft) {
    BigInteger share =
        draft.fees().multiply(BigInteger.valueOf(draft.staking().feePercent())).divide(HUNDRED);
    BigInteger power = BigInteger.ZERO;
    for (BlockContext.Signer signer : draft.block().context().signers()) {
      power = power.add(signer.signed() ? BigInteger.valueOf(signer.power()) : BigInteger.ZERO);
    }
    if (share.signum() == 0 || power.signum() == 0) {
      return;
    }
    Map<ByteString, BigInteger> owed = owed(draft);
    BigInteger given = BigInteger.ZERO;
    for (BlockContext.Signer signer : draft.block().context().signers()) {
      Optional<ByteString> operator =
          draft.knownValidator(signer.validator()).map(ValidatorRecord::getOperator);
      if (signer.signed() && operator.isPresent()) {
        BigInteger part = share.multiply(BigInteger.valueOf(signer.power())).divide(power);
        owed.merge(operator.get(), part, BigInteger::add);
        given = given.add(part);
      }
    }
    owed.values().removeIf(amount -> amount.signum() == 0);
    if (given.signum() > 0) {
      Rewards.Builder out = Rewards.newBuilder();
      owed.forEach((operator, amount) ->
          out.addRewards(Reward.newBuilder().setOperator(operator).setAmount(Money.bytes(amount))));
      draft.put(StateKeys.rewards(), out.build());
      draft.burn(given.negate());
    }
  }

  private static Map<ByteString, BigInteger> owed(Draft draft) {
    Map<ByteString, BigInteger> owed =
        new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    draft
        .read(StateKeys.rewards(), Rewards.parser())
        .ifPresent(all ->
            all.getRewardsList()
                .forEach(one -> owed.put(one.getOperator(), Money.of(one.getAmount()))));
    return owed;
  }

  /// Pays what was counted.
  static void pay(Draft draft) {
    Map<ByteString, BigInteger> owed = owed(draft);
    owed.forEach((operator, amount) -> {
      draft.credit(operator, amount);
      Stakes.event(draft, EventKind.SIGNER_PAID, new Address(operator), amount);
    });
    if (!owed.isEmpty()) {
      draft.delete(StateKeys.rewards());
    }
  }
}
