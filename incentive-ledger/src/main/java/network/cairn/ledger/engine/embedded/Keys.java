package network.cairn.ledger.engine.embedded;

import com.google.protobuf.ByteString;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.types.Hashes;

/// The seeds that a block producer signs and proves with. Never printed.
public final class Keys {
  private final byte[] validator;
  private final byte[] beacon;

  /// @throws IllegalArgumentException if a seed is not 32 bytes
  public Keys(byte[] validatorSeed, byte[] beaconSeed) {
    Ed25519.publicKey(validatorSeed);
    Ed25519.publicKey(beaconSeed);
    this.validator = validatorSeed.clone();
    this.beacon = beaconSeed.clone();
  }

  byte[] validatorSeed() {
    return validator;
  }

  byte[] beaconSeed() {
    return beacon;
  }

  public ByteString validatorKey() {
    return ByteString.copyFrom(Ed25519.publicKey(validator));
  }

  public ByteString beaconKey() {
    return ByteString.copyFrom(Ed25519.publicKey(beacon));
  }

  /// The validator's address: the first 20 bytes of its key's hash.
  ByteString address() {
    return ByteString.copyFrom(Hashes.sha256(validatorKey().toByteArray()), 0, 20);
  }

  @Override
  public String toString() {
    return "Keys[validator " + validatorKey().size() + " bytes, hidden]";
  }
}
