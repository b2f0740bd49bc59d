package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.List;
import network.cairn.base.units.Coins;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Staking;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.StakeRecord;
import network.cairn.proto.ledger.StakeStatus;
import network.cairn.proto.ledger.UnbondingRecord;

/// Stakes of validators and of who wants to be one (docs/protocol.md §16).
final class Stakes {
  static final byte[] MARK = {1};

  /// Most unbondings of an operator that messages open at a time.
  static final int MAX_UNBONDINGS = 16;

  private Stakes() {}

  static void bond(Draft draft, Address payer, Msg.BondStake bond) {
    StakeRecord before =
        bond.keys()
            .map(keys -> StakeKeys.candidate(draft, payer, keys))
            .orElseGet(() -> require(draft, payer));
    requireNotBarred(before);
    BigInteger amount = bond.amount().pebbles();
    BigInteger stake = Money.of(before.getStake()).add(amount);
    requireLeast(draft.staking(), stake);
    draft.debit(payer, amount);
    put(draft, before.toBuilder().setStake(Money.bytes(stake)).build());
    event(draft, EventKind.STAKE_BONDED, payer, amount);
  }

  static long unbond(Draft draft, Address payer, Msg.UnbondStake unbond) {
    StakeRecord before = require(draft, payer);
    BigInteger amount = unbond.amount().pebbles();
    BigInteger left = Money.of(before.getStake()).subtract(amount);
    Rejected.unless(
        left.signum() >= 0,
        Reason.INSUFFICIENT_FUNDS,
        "the stake is "
            + Coins.text(Money.of(before.getStake()))
            + ", so that "
            + Coins.text(amount)
            + " cannot leave it");
    if (left.signum() > 0) {
      requireLeast(draft.staking(), left);
    }
    Rejected.unless(
        before.getUnbondingsCount() < MAX_UNBONDINGS,
        Reason.WRONG_STATE,
        MAX_UNBONDINGS + " unbondings of the payer are open");
    StakeRecord.Builder stake = before.toBuilder().setStake(Money.bytes(left));
    long id = beginUnbonding(draft, stake, amount);
    put(draft, stake.build());
    return id;
  }

  /// Begins the way of an amount out of a stake, from which it is taken already.
  static long beginUnbonding(Draft draft, StakeRecord.Builder stake, BigInteger amount) {
    long id = draft.nextId(Draft.Id.UNBONDING);
    Calendar.add(draft, releaseHeight(draft, draft.height()), Calendar.STAKE_UNBONDING, id);
    draft.put(
        StateKeys.unbonding(id),
        UnbondingRecord.newBuilder()
            .setPayout(stake.getOperator())
            .setAmount(Money.bytes(amount))
            .build());
    stake.addUnbondings(id);
    draft.event(
        EventKind.STAKE_UNBONDING,
        event ->
            event.setAccount(stake.getOperator()).setAmount(Money.bytes(amount)).setUnbonding(id));
    return id;
  }

  /// When stake is free of which power was taken at the first border from a height on: the set
  /// before signs one block after that border.
  private static long releaseHeight(Draft draft, long height) {
    return draft.staking().border(height) + 2 + draft.block().params().unbonding();
  }

  /// The end of an unbonding: pays it out, unless a border since then left its operator more power
  /// than it had stake for.
  static void release(Draft draft, long id) {
    UnbondingRecord unbonding = draft.unbonding(id).orElseThrow();
    StakeRecord stake = draft.stake(new Address(unbonding.getPayout())).orElseThrow();
    if (stake.getHeldHeight() > 0) {
      long earliest = releaseHeight(draft, stake.getHeldHeight() + 1);
      if (earliest > draft.height()) {
        Calendar.add(draft, earliest, Calendar.STAKE_UNBONDING, id);
        return;
      }
    }
    draft.credit(unbonding.getPayout(), Money.of(unbonding.getAmount()));
    draft.delete(StateKeys.unbonding(id));
    List<Long> open = stake.getUnbondingsList().stream().filter(other -> other != id).toList();
    put(draft, stake.toBuilder().clearUnbondings().addAllUnbondings(open).build());
    draft.event(
        EventKind.UNBONDED,
        event ->
            event
                .setAccount(unbonding.getPayout())
                .setAmount(unbonding.getAmount())
                .setUnbonding(id));
  }

  static void unjail(Draft draft, Address payer) {
    StakeRecord stake = require(draft, payer);
    Rejected.unless(
        stake.getStatus() == StakeStatus.STAKE_JAILED,
        Reason.WRONG_STATE,
        "the payer is not jailed");
    Rejected.unless(
        draft.height() >= stake.getJailedUntil(),
        Reason.TOO_EARLY,
        "the payer is jailed until height " + stake.getJailedUntil());
    requireLeast(draft.staking(), Money.of(stake.getStake()));
    put(draft, stake.toBuilder().clearStatus().clearJailedUntil().build());
    event(draft, EventKind.VALIDATOR_UNJAILED, payer, BigInteger.ZERO);
  }

  static StakeRecord require(Draft draft, Address operator) {
    return draft
        .stake(operator)
        .orElseThrow(() ->
            new Rejected(
                Reason.NOT_FOUND, "no candidate " + operator + "; bond a stake with keys first"));
  }

  static void requireNotBarred(StakeRecord stake) {
    Rejected.unless(
        stake.getStatus() != StakeStatus.STAKE_BARRED,
        Reason.BARRED,
        "the payer signed twice; it may bond anew, with new keys, when its unbondings are paid");
  }

  private static void requireLeast(Staking rules, BigInteger stake) {
    Rejected.unless(
        stake.compareTo(rules.minStake().pebbles()) >= 0,
        Reason.TOO_SMALL,
        "a stake of " + Coins.text(stake) + " is below the least, " + rules.minStake());
  }

  /// Writes a stake and its place among the candidates; one with which nothing is left to do goes.
  static void put(Draft draft, StakeRecord after) {
    Address operator = new Address(after.getOperator());
    draft
        .stake(operator)
        .filter(before -> isCandidate(draft.staking(), before))
        .ifPresent(before -> draft.delete(rank(before)));
    if (isCandidate(draft.staking(), after)) {
      draft.overlay().put(rank(after), MARK);
    }
    if (after.getStake().isEmpty() && after.getUnbondingsCount() == 0) {
      draft.delete(StateKeys.stake(operator));
    } else {
      draft.put(StateKeys.stake(operator), after);
    }
  }

  private static boolean isCandidate(Staking rules, StakeRecord stake) {
    return stake.getStatus() == StakeStatus.STAKE_ACTIVE
        && Money.of(stake.getStake()).compareTo(rules.minStake().pebbles()) >= 0;
  }

  private static byte[] rank(StakeRecord stake) {
    return StateKeys.rank(Money.of(stake.getStake()), new Address(stake.getOperator()));
  }

  static void event(Draft draft, EventKind kind, Address operator, BigInteger amount) {
    ByteString bytes = operator.bytes();
    draft.event(kind, event -> event.setAccount(bytes).setAmount(Money.bytes(amount)));
  }
}
