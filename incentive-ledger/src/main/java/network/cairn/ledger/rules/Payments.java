package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.SetRecord;

/// What a set's periods move: pay, refund, slash, bounty (docs/protocol.md §5 and §6).
final class Payments {
  private static final int POT_PERCENT = 60;
  private static final int CLIENT_PERCENT = 20;
  static final int HISTORY_MASK = (1 << 30) - 1;

  private Payments() {}

  /// Pays the open period, whose bit is set.
  static void pay(Draft draft, SetRecord.Builder set) {
    BigInteger rate = Money.of(set.getRate());
    BigInteger fee = Formulas.fee(rate);
    BigInteger burned = fee.shiftRight(1);
    ByteString payout = draft.boundProvider(set.getProvider()).getPayout();
    Providers.count(draft, set, Providers.Promise.KEPT);
    draft.burn(burned);
    draft.payRepairFund(fee.subtract(burned));
    draft.credit(payout, rate.subtract(fee));
    set.setEscrow(Money.minus(set.getEscrow(), rate))
        .setProven(set.getProven() + 1)
        .setMisses(0)
        .setHistory(set.getHistory() << 1 & HISTORY_MASK);
    event(draft, EventKind.PERIOD_PAID, set, payout, rate.subtract(fee));
    if (set.getBountyAfter() > 0 && set.getProven() >= set.getBountyAfter()) {
      payBounty(draft, set);
    }
  }

  /// Pays the whole pot of the repair that opened the set.
  static void payBounty(Draft draft, SetRecord.Builder set) {
    BigInteger bounty = Money.of(set.getBounty());
    set.setBounty(ByteString.EMPTY).setBountyAfter(0);
    if (bounty.signum() > 0) {
      ByteString payout = draft.boundProvider(set.getProvider()).getPayout();
      draft.credit(payout, bounty);
      event(draft, EventKind.BOUNTY_PAID, set, payout, bounty);
    }
  }

  /// Gives the rent of the open period back.
  static void refund(Draft draft, AgreementRecord.Builder agreement, SetRecord.Builder set) {
    BigInteger rate = Money.of(set.getRate());
    set.setEscrow(Money.minus(set.getEscrow(), rate));
    draft.credit(agreement.getClient(), rate);
  }

  /// Counts the open period as missed.
  static void countMiss(SetRecord.Builder set) {
    set.setMisses(set.getMisses() + 1).setHistory((set.getHistory() << 1 | 1) & HISTORY_MASK);
  }

  static void slashPercent(
      Draft draft, AgreementRecord.Builder agreement, SetRecord.Builder set, int percent) {
    BigInteger wanted = Formulas.percent(Money.of(set.getCollateral()), percent);
    slash(draft, agreement, set, wanted.min(left(set)));
  }

  /// Slashes all that may still be slashed.
  static void slashRest(Draft draft, AgreementRecord.Builder agreement, SetRecord.Builder set) {
    slash(draft, agreement, set, left(set));
  }

  /// What a set's slashes may still take.
  static BigInteger left(SetRecord.Builder set) {
    return Formulas.slashCap(Money.of(set.getCollateral())).subtract(Money.of(set.getSlashed()));
  }

  private static void slash(
      Draft draft, AgreementRecord.Builder agreement, SetRecord.Builder set, BigInteger amount) {
    if (amount.signum() == 0) {
      return;
    }
    BigInteger pot = Formulas.percent(amount, POT_PERCENT);
    BigInteger most =
        Money.of(set.getRate()).multiply(BigInteger.valueOf(Math.max(set.getMisses(), 2)));
    BigInteger client = Formulas.percent(amount, CLIENT_PERCENT).min(most);
    Providers.release(draft, set.getProvider(), amount, amount);
    draft.credit(agreement.getClient(), client);
    draft.burn(amount.subtract(pot).subtract(client));
    set.setSlashed(Money.plus(set.getSlashed(), amount))
        .setSlashPot(Money.plus(set.getSlashPot(), pot));
    event(draft, EventKind.SLASHED, set, set.getProvider(), amount);
  }

  static void event(
      Draft draft, EventKind kind, SetRecord.Builder set, ByteString account, BigInteger amount) {
    draft.event(
        kind,
        event ->
            event
                .setAccount(account)
                .setAgreement(set.getAgreement())
                .setSlot(set.getSlot())
                .setSet(set.getId())
                .setPeriod(set.getPeriod())
                .setAmount(Money.bytes(amount)));
  }
}
