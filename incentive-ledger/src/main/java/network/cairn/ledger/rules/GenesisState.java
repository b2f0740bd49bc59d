package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Terms;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.ChainRecord;
import network.cairn.proto.ledger.Counters;
import network.cairn.proto.ledger.GovernanceRecord;
import network.cairn.proto.ledger.Pools;
import network.cairn.proto.ledger.StakeRecord;
import network.cairn.proto.ledger.TreasuryRecord;
import network.cairn.proto.ledger.UsedKey;
import network.cairn.proto.ledger.ValidatorRecord;

/// The state of height 0.
public final class GenesisState {
  private static final long NS_PER_MS = 1_000_000L;

  private GenesisState() {}

  /// Writes everything that a genesis says into an empty state. The bounds of its parameters are
  /// the caller's to check ([Genesis#requireBounds]).
  public static void write(Genesis genesis, Overlay state) {
    byte[] chainRef = genesis.chainRef();
    for (Genesis.Allocation allocation : genesis.allocations()) {
      state.put(
          StateKeys.account(allocation.address()),
          Draft.newAccount(allocation.amount().pebbles()).toByteArray());
    }
    for (Genesis.Validator validator : genesis.validators()) {
      ValidatorRecord.Builder record =
          ValidatorRecord.newBuilder()
              .setPubkey(validator.pubkey())
              .setPower(validator.power())
              .setBeaconKey(validator.beaconKey());
      validator
          .stake()
          .ifPresent(stake -> {
            record.setOperator(stake.operator().bytes());
            bond(validator, stake, state);
          });
      state.put(StateKeys.validator(validator.address()), record.build().toByteArray());
    }
    state.put(StateKeys.params(), genesis.params().encode().toByteArray());
    if (genesis.params().governance().isPresent()) {
      state.put(StateKeys.terms(1), Terms.of(genesis.params()).toWire(0).toByteArray());
      state.put(
          StateKeys.governance(),
          GovernanceRecord.newBuilder()
              .setMark(ByteString.copyFrom(new byte[] {1}))
              .setTerms(1)
              .setLastTerms(1)
              .build()
              .toByteArray());
    }
    genesis
        .treasury()
        .ifPresent(keys ->
            state.put(
                StateKeys.treasury(),
                TreasuryRecord.newBuilder()
                    .setAddress(keys.account().bytes())
                    .setKeys(keys.toWire())
                    .build()
                    .toByteArray()));
    state.put(
        StateKeys.pools(),
        Pools.newBuilder().setSupply(Amount.SUPPLY.encode()).build().toByteArray());
    state.put(
        StateKeys.counters(),
        Counters.newBuilder().setMark(ByteString.copyFrom(new byte[] {1})).build().toByteArray());
    state.put(
        StateKeys.chain(),
        ChainRecord.newBuilder()
            .setChainId(genesis.chainId())
            .setGenesisHash(ByteString.copyFrom(genesis.hash()))
            .setChainRef(ByteString.copyFrom(chainRef))
            .build()
            .toByteArray());
    state.put(
        StateKeys.beacon(0),
        BeaconRecord.newBuilder()
            .setValue(ByteString.copyFrom(Sha256.of(Domain.BEACON.bytes(), chainRef)))
            .setTimeNs(genesis.timeMs() * NS_PER_MS)
            .build()
            .toByteArray());
  }

  private static void bond(Genesis.Validator validator, Genesis.Stake stake, Overlay state) {
    Address operator = stake.operator();
    if (state.get(StateKeys.account(operator)).isEmpty()) {
      state.put(StateKeys.account(operator), Draft.newAccount(BigInteger.ZERO).toByteArray());
    }
    state.put(
        StateKeys.stake(operator),
        StakeRecord.newBuilder()
            .setOperator(operator.bytes())
            .setStake(stake.amount().encode())
            .setPubkey(validator.pubkey())
            .setBeaconKey(validator.beaconKey())
            .build()
            .toByteArray());
    state.put(
        StateKeys.usedKey(validator.address()),
        UsedKey.newBuilder().setOperator(operator.bytes()).build().toByteArray());
    state.put(StateKeys.rank(stake.amount().pebbles(), operator), Stakes.MARK);
  }
}
