package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.util.List;

/// Keys for a treasury with what proves that each is somebody's (docs/protocol.md §18): nobody
/// names a key with a slip of the hand that nobody has. Immutable.
///
/// @param proofs one for each key in their order, by it over [Domain#treasuryKey]
public record NamedKeys(TreasuryKeys keys, List<ByteString> proofs) {
  /// @throws OutOfRange unless there is a proof of 64 bytes for each key
  public NamedKeys {
    proofs = List.copyOf(proofs);
    OutOfRange.require(
        proofs.size() == keys.keys().size() && proofs.stream().allMatch(p -> p.size() == 64),
        "each of the treasury's keys needs a proof of 64 bytes");
  }

  /// @throws OutOfRange if these are no such keys
  static NamedKeys of(network.cairn.proto.ledger.NamedKeys wire) {
    return new NamedKeys(TreasuryKeys.of(wire.getKeys()), wire.getProofsList());
  }

  network.cairn.proto.ledger.NamedKeys toWire() {
    return network.cairn.proto.ledger.NamedKeys.newBuilder()
        .setKeys(keys.toWire())
        .addAllProofs(proofs)
        .build();
  }
}
