package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.ledger.crypto.EcVrf;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.Moves;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.ledger.BeaconTx;
import network.cairn.proto.ledgerapi.LedgerHead;

/// The first transaction of every block.
public final class Beacons {
  /// Most bytes that it takes in a block, its frame included.
  public static final int BYTES = 128;

  private Beacons() {}

  /// The beacon of the block that follows a state.
  public static ByteString next(Snapshot state, ValidatorKeys keys) {
    return next(state, keys, List.of());
  }

  /// As the other, of a block that names the validators with which the chain goes on.
  public static ByteString next(
      Snapshot state, ValidatorKeys keys, List<Genesis.Validator> validators) {
    LedgerHead head = state.head().orElseThrow();
    long height = head.getHeight() + 1;
    ByteString before = new LedgerView(state).beacon(height - 1).orElseThrow().value();
    byte[] alpha = Domain.beaconAlpha(head.getChainRef(), height, before);
    byte[] pi = EcVrf.prove(seed(state, keys), alpha);
    return BeaconTx.newBuilder()
        .setPi(ByteString.copyFrom(pi))
        .addAllValidators(Moves.toWire(validators))
        .build()
        .toByteString();
  }

  /// Of the key that the state has for the validator.
  private static byte[] seed(Snapshot state, ValidatorKeys keys) {
    return new LedgerView(state)
        .knownValidator(keys.address())
        .flatMap(validator -> keys.beaconSeed(validator.beaconKey()))
        .orElseGet(keys::beaconSeed);
  }
}
