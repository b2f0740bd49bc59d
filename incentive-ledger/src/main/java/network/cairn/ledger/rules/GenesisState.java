package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.ChainRecord;
import network.cairn.proto.ledger.Counters;
import network.cairn.proto.ledger.Pools;
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
      ValidatorRecord record =
          ValidatorRecord.newBuilder()
              .setPubkey(validator.pubkey())
              .setPower(validator.power())
              .setBeaconKey(validator.beaconKey())
              .build();
      state.put(StateKeys.validator(validator.address()), record.toByteArray());
    }
    state.put(StateKeys.params(), genesis.params().encode().toByteArray());
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
}
