package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.base.hash.Sha256;
import network.cairn.base.units.Coins;

/// The first state of a chain, its exact bytes the chain's name (docs/protocol.md §1). Immutable.
///
/// @param timeMs milliseconds since 1970-01-01T00:00:00Z
/// @param validators sorted by address, each once
/// @param allocations sorted by address, each once; with the validators' stakes they are the supply
/// @param treasury the keys that spend one of the allocations together; empty where each has its
///   own
public record Genesis(
    String chainId,
    long timeMs,
    List<Validator> validators,
    Params params,
    List<Allocation> allocations,
    Optional<TreasuryKeys> treasury) {
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
    requireSet(validators);
    requireStakes(validators, params);
    requireAllocations(allocations, validators);
    requireTreasury(params, allocations, treasury);
  }

  /// A chain in which no account has several keys.
  ///
  /// @throws OutOfRange as the other
  public Genesis(
      String chainId,
      long timeMs,
      List<Validator> validators,
      Params params,
      List<Allocation> allocations) {
    this(chainId, timeMs, validators, params, allocations, Optional.empty());
  }

  /// A validator of the first block.
  ///
  /// @param pubkey Ed25519, 32 bytes, for votes
  /// @param beaconKey Ed25519 point, 32 bytes, for the beacon's proofs
  /// @param stake with staking: what it has bonded, and who owns it
  public record Validator(
      ByteString pubkey, long power, ByteString beaconKey, Optional<Stake> stake) {
    public Validator {
      OutOfRange.require(pubkey.size() == 32, "a validator key has 32 bytes");
      OutOfRange.require(beaconKey.size() == 32, "a beacon key has 32 bytes");
      OutOfRange.require(power >= 1 && power <= MAX_POWER, "validator power " + power);
    }

    /// One whose power is nobody's money.
    public Validator(ByteString pubkey, long power, ByteString beaconKey) {
      this(pubkey, power, beaconKey, Optional.empty());
    }

    /// One with the power of its stake.
    public static Validator of(
        ByteString pubkey, ByteString beaconKey, Stake stake, Staking staking) {
      return new Validator(
          pubkey, staking.power(stake.amount().pebbles()), beaconKey, Optional.of(stake));
    }

    /// The first 20 bytes of the key's SHA-256.
    public ByteString address() {
      return ByteString.copyFrom(Sha256.of(pubkey.toByteArray()), 0, 20);
    }
  }

  /// What a validator has bonded at the beginning, out of the supply.
  public record Stake(Address operator, Amount amount) {}

  /// What an account holds at the beginning.
  public record Allocation(Address address, Amount amount) {}

  /// Refuses what is no set of validators: 1 to [#MAX_VALIDATORS], sorted by address, each once, of
  /// bounded power together.
  ///
  /// @throws OutOfRange naming what is wrong
  public static void requireSet(List<Validator> validators) {
    OutOfRange.require(
        !validators.isEmpty() && validators.size() <= MAX_VALIDATORS,
        "a set has 1 to " + MAX_VALIDATORS + " validators");
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

  private static void requireStakes(List<Validator> validators, Params params) {
    Optional<Staking> staking = params.staking();
    Set<Address> operators = new HashSet<>();
    for (Validator validator : validators) {
      Optional<Stake> stake = validator.stake();
      OutOfRange.require(
          stake.isPresent() == staking.isPresent(),
          "with staking parameters, and only then, each validator has an operator and a stake");
      if (stake.isPresent()) {
        Staking rules = staking.orElseThrow();
        OutOfRange.require(
            operators.add(stake.get().operator()),
            "two validators have the operator " + stake.get().operator());
        OutOfRange.require(
            stake.get().amount().compareTo(rules.minStake()) >= 0
                && validator.power() == rules.power(stake.get().amount().pebbles()),
            "a validator's stake of "
                + stake.get().amount()
                + " is below the least, or its power "
                + validator.power()
                + " is not that of the stake");
      }
    }
    OutOfRange.require(
        staking.isEmpty() || validators.size() <= staking.get().maxValidators(),
        validators.size() + " validators are above maxValidators");
  }

  private static void requireAllocations(List<Allocation> allocations, List<Validator> validators) {
    BigInteger sum = BigInteger.ZERO;
    for (Validator validator : validators) {
      sum = sum.add(validator.stake().map(s -> s.amount().pebbles()).orElse(BigInteger.ZERO));
    }
    for (int i = 0; i < allocations.size(); i++) {
      sum = sum.add(allocations.get(i).amount().pebbles());
      OutOfRange.require(
          i == 0 || allocations.get(i - 1).address().compareTo(allocations.get(i).address()) < 0,
          "allocations are not sorted by address");
    }
    OutOfRange.require(
        sum.equals(Amount.SUPPLY.pebbles()),
        "allocations and stakes sum to " + Coins.text(sum) + ", not the supply");
  }

  private static void requireTreasury(
      Params params, List<Allocation> allocations, Optional<TreasuryKeys> treasury) {
    OutOfRange.require(
        params.treasury().isPresent() == treasury.isPresent(),
        "with parameters of the treasury, and only then, there are keys of it");
    OutOfRange.require(
        treasury.isEmpty()
            || allocations.stream().anyMatch(a -> a.address().equals(treasury.get().account())),
        "the treasury has several keys and no allocation");
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
                .map(v -> new Validator(v.getPubkey(), v.getPower(), v.getBeaconKey(), stake(v)))
                .toList(),
            Params.of(wire.getParams()),
            wire.getAllocationsList().stream()
                .map(a -> new Allocation(new Address(a.getAddress()), Amount.decode(a.getAmount())))
                .toList(),
            wire.hasTreasury()
                ? Optional.of(TreasuryKeys.of(wire.getTreasury()))
                : Optional.empty());
    genesis.requireBounds();
    return genesis;
  }

  private static Optional<Stake> stake(network.cairn.proto.ledger.GenesisValidator wire) {
    return wire.getOperator().isEmpty() && wire.getStake().isEmpty()
        ? Optional.empty()
        : Optional.of(new Stake(new Address(wire.getOperator()), Amount.decode(wire.getStake())));
  }

  public ByteString encode() {
    network.cairn.proto.ledger.Genesis.Builder out =
        network.cairn.proto.ledger.Genesis.newBuilder();
    out.setChainId(chainId).setTimeMs(timeMs).setParams(params.toWire());
    for (Validator validator : validators) {
      network.cairn.proto.ledger.GenesisValidator.Builder wire =
          out.addValidatorsBuilder()
              .setPubkey(validator.pubkey())
              .setPower(validator.power())
              .setBeaconKey(validator.beaconKey());
      validator
          .stake()
          .ifPresent(s -> wire.setOperator(s.operator().bytes()).setStake(s.amount().encode()));
    }
    for (Allocation allocation : allocations) {
      out.addAllocationsBuilder()
          .setAddress(allocation.address().bytes())
          .setAmount(allocation.amount().encode());
    }
    treasury.ifPresent(keys -> out.setTreasury(keys.toWire()));
    return out.build().toByteString();
  }
}
