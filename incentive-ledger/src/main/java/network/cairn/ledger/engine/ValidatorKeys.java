package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.crypto.Ed25519;

/// The seeds that a validator signs votes and proves beacons with. Immutable; never printed.
public final class ValidatorKeys {
  private final byte[] validator;
  private final byte[] beacon;
  private final Optional<byte[]> nextBeacon;

  /// @throws IllegalArgumentException if a seed is not 32 bytes
  public ValidatorKeys(byte[] validatorSeed, byte[] beaconSeed) {
    this(validatorSeed, beaconSeed, Optional.empty());
  }

  /// As the other.
  ///
  /// @param nextBeaconSeed of the beacon key that is in force from some border on
  public ValidatorKeys(byte[] validatorSeed, byte[] beaconSeed, Optional<byte[]> nextBeaconSeed) {
    Ed25519.publicKey(validatorSeed);
    Ed25519.publicKey(beaconSeed);
    nextBeaconSeed.ifPresent(Ed25519::publicKey);
    this.nextBeacon = nextBeaconSeed.map(byte[]::clone);
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

  /// A copy of the seed of a beacon key; empty if this has another.
  Optional<byte[]> beaconSeed(ByteString key) {
    if (beaconKey().equals(key)) {
      return Optional.of(beaconSeed());
    }
    return nextBeacon
        .filter(seed -> ByteString.copyFrom(Ed25519.publicKey(seed)).equals(key))
        .map(byte[]::clone);
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
