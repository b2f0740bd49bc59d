package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.crypto.Ed25519;

/// The seeds that a validator signs votes and proves beacons with. Immutable; never printed.
public final class ValidatorKeys {
  private final byte[] validator;
  private final byte[] beacon;

  /// @throws IllegalArgumentException if a seed is not 32 bytes
  public ValidatorKeys(byte[] validatorSeed, byte[] beaconSeed) {
    Ed25519.publicKey(validatorSeed);
    Ed25519.publicKey(beaconSeed);
    this.validator = validatorSeed.clone();
    this.beacon = beaconSeed.clone();
  }

  /// A copy.
  public byte[] validatorSeed() {
    return validator.clone();
  }

  /// A copy.
  public byte[] beaconSeed() {
    return beacon.clone();
  }

  public ByteString validatorKey() {
    return ByteString.copyFrom(Ed25519.publicKey(validator));
  }

  public ByteString beaconKey() {
    return ByteString.copyFrom(Ed25519.publicKey(beacon));
  }

  /// The validator's address: the first 20 bytes of its key's hash.
  public ByteString address() {
    return ByteString.copyFrom(Sha256.of(validatorKey().toByteArray()), 0, 20);
  }

  @Override
  public String toString() {
    return "ValidatorKeys[hidden]";
  }
}
