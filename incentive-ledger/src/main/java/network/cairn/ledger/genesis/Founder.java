package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.ledger.crypto.EcVrf;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.wallet.Signer;

/// The account that a validator of genesis belongs to, with proofs by the validator's two keys that
/// they are this account's on the chain of one id (docs/protocol.md §16): nobody names another's
/// keys as its own. Immutable.
///
/// @param keyProof by the key for votes, 64 bytes
/// @param beaconProof by the beacon key, 80 bytes
public record Founder(Address operator, ByteString keyProof, ByteString beaconProof) {
  /// @throws InvalidNetworkFile if a proof has another length
  public Founder {
    if (keyProof.size() != Ed25519.SIGNATURE_SIZE || beaconProof.size() != EcVrf.PROOF_SIZE) {
      throw new InvalidNetworkFile(
          "a key-proof has 128 hexadecimal digits, a beacon-proof 160, not "
              + 2 * keyProof.size()
              + " and "
              + 2 * beaconProof.size());
    }
  }

  static Founder make(String chainId, Signer operator, Signer validator, Signer beacon) {
    Address address = operator.address();
    return new Founder(
        address,
        ByteString.copyFrom(
            Ed25519.sign(validator.seed(), Domain.foundValidator(chainId, address))),
        ByteString.copyFrom(EcVrf.prove(beacon.seed(), Domain.foundBeacon(chainId, address))));
  }

  /// The line's name whose proof is not by these keys, for this chain; empty if both hold.
  Optional<String> fault(String chainId, ValidatorsFile.Keys keys) {
    if (!Ed25519.verify(
        keys.validator().toByteArray(),
        Domain.foundValidator(chainId, operator),
        keyProof.toByteArray())) {
      return Optional.of("key-proof");
    }
    return EcVrf.verify(
                keys.beacon().toByteArray(),
                Domain.foundBeacon(chainId, operator),
                beaconProof.toByteArray())
            .isEmpty()
        ? Optional.of("beacon-proof")
        : Optional.empty();
  }
}
