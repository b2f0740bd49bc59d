package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import network.cairn.base.hash.Sha256;
import network.cairn.base.units.Coins;

/// The first state of a chain, its exact bytes the chain's name (docs/protocol.md §1). Immutable.
///
/// @param timeMs milliseconds since 1970-01-01T00:00:00Z
/// @param validators sorted by address, each once
/// @param allocations sorted by address, each once; their sum is the supply
public record Genesis(
    String chainId,
    long timeMs,
    List<Validator> validators,
    Params params,
    List<Allocation> allocations) {
  public static final int MAX_VALIDATORS = 200;
  private static final long MAX_POWER = Long.MAX_VALUE / 8;

  /// @throws OutOfRange for a wrong id, order, sum or validator; bounds of the parameters are
  ///   [#requireBounds]
  public Genesis {
    OutOfRange.require(chainId.matches("[a-z0-9-]{1,50}"), "chain id is not 1 to 50 of a-z 0-9 -");
    OutOfRange.require(
        timeMs >= 0 && timeMs <= 9_000_000_000_000L, "genesis time " + timeMs + " ms");
    validators = List.copyOf(validators);
    allocations = List.copyOf(allocations);
    requireValidators(validators);
    requireAllocations(allocations);
  }

  /// A validator of the first block.
  ///
  /// @param pubkey Ed25519, 32 bytes, for votes
  /// @param beaconKey Ed25519 point, 32 bytes, for the beacon's proofs
  public record Validator(ByteString pubkey, long power, ByteString beaconKey) {
    public Validator {
      OutOfRange.require(pubkey.size() == 32, "a validator key has 32 bytes");
      OutOfRange.require(beaconKey.size() == 32, "a beacon key has 32 bytes");
      OutOfRange.require(power >= 1 && power <= MAX_POWER, "validator power " + power);
    }

    /// The first 20 bytes of the key's SHA-256.
    public ByteString address() {
      return ByteString.copyFrom(Sha256.of(pubkey.toByteArray()), 0, 20);
    }
  }

  /// What an account holds at the beginning.
  public record Allocation(Address address, Amount amount) {}

  private static void requireValidators(List<Validator> validators) {
    OutOfRange.require(
        !validators.isEmpty() && validators.size() <= MAX_VALIDATORS,
        "a genesis has 1 to " + MAX_VALIDATORS + " validators");
    BigInteger power = BigInteger.ZERO;
    for (int i = 0; i < validators.size(); i++) {
      power = power.add(BigInteger.valueOf(validators.get(i).power()));
      OutOfRange.require(
          i == 0
              || ByteString.unsignedLexicographicalComparator()
                      .compare(validators.get(i - 1).address(), validators.get(i).address())
                  < 0,
          "validators are not sorted by address");
    }
    OutOfRange.require(
        power.compareTo(BigInteger.valueOf(MAX_POWER)) <= 0, "validators' power is too much");
  }

  private static void requireAllocations(List<Allocation> allocations) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < allocations.size(); i++) {
      sum = sum.add(allocations.get(i).amount().pebbles());
      OutOfRange.require(
          i == 0 || allocations.get(i - 1).address().compareTo(allocations.get(i).address()) < 0,
          "allocations are not sorted by address");
    }
    OutOfRange.require(
        sum.equals(Amount.SUPPLY.pebbles()),
        "allocations sum to " + Coins.text(sum) + ", not the supply");
  }

  /// Refuses parameters outside the bounds of the chain id's profile.
  ///
  /// @throws OutOfRange naming the first
  public void requireBounds() {
    profile().requireBounds(params);
  }

  public Profile profile() {
    return Profile.of(chainId);
  }

  /// SHA-256 of the canonical bytes.
  public byte[] hash() {
    return Sha256.of(encode().toByteArray());
  }

  /// What every signature names: SHA-256(chain id ‖ genesis hash).
  public byte[] chainRef() {
    return chainRef(chainId, hash());
  }

  public static byte[] chainRef(String chainId, byte[] genesisHash) {
    return Sha256.of(chainId.getBytes(StandardCharsets.US_ASCII), genesisHash);
  }

  /// @throws NotCanonical if the bytes are no canonical genesis
  /// @throws OutOfRange if it breaks a rule or its profile's bounds
  public static Genesis decode(ByteString bytes) {
    network.cairn.proto.ledger.Genesis wire =
        Canonical.decode(network.cairn.proto.ledger.Genesis.parser(), bytes);
    Genesis genesis =
        new Genesis(
            wire.getChainId(),
            wire.getTimeMs(),
            wire.getValidatorsList().stream()
                .map(v -> new Validator(v.getPubkey(), v.getPower(), v.getBeaconKey()))
                .toList(),
            Params.of(wire.getParams()),
            wire.getAllocationsList().stream()
                .map(a -> new Allocation(new Address(a.getAddress()), Amount.decode(a.getAmount())))
                .toList());
    genesis.requireBounds();
    return genesis;
  }

  public ByteString encode() {
    network.cairn.proto.ledger.Genesis.Builder out =
        network.cairn.proto.ledger.Genesis.newBuilder();
    out.setChainId(chainId).setTimeMs(timeMs).setParams(params.toWire());
    for (Validator validator : validators) {
      out.addValidatorsBuilder()
          .setPubkey(validator.pubkey())
          .setPower(validator.power())
          .setBeaconKey(validator.beaconKey());
    }
    for (Allocation allocation : allocations) {
      out.addAllocationsBuilder()
          .setAddress(allocation.address().bytes())
          .setAmount(allocation.amount().encode());
    }
    return out.build().toByteString();
  }
}
