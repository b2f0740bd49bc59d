package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.base.units.Coins;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Staking;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.types.TreasuryParams;
import network.cairn.ledger.types.Vetting;

/// The genesis that follows from what founders agreed on: the same bytes for each of them.
final class Founding {
  /// What an operator begins with beside its stake, for fees.
  static final Amount PURSE = Amount.ofCairn(100);

  /// Stakes of those who name none are so many of the least.
  private static final long LEAST_STAKES = 10;

  private static final Comparator<Genesis.Validator> BY_ADDRESS =
      Comparator.comparing(
          Genesis.Validator::address, ByteString.unsignedLexicographicalComparator());

  private Founding() {}

  /// The stake of validators that are made without being asked for one.
  static Optional<Amount> usualStake(Optional<Params> params) {
    return params.flatMap(Params::staking).map(rules -> rules.minStake().times(LEAST_STAKES));
  }

  /// The parameters of a chain of which nothing else is said.
  ///
  /// @param staking whether validators are chosen by stake, and vote
  static Params params(String chainId, boolean staking) {
    Profile profile = Profile.of(chainId);
    Params plain = Params.defaults(profile);
    return staking
        ? plain
            .with(Staking.defaults(profile))
            .governedBy(Governance.defaults(profile))
            .vettedBy(Vetting.defaults(profile))
        : plain;
  }

  /// Refuses validators of which no genesis can be made, before keys are.
  ///
  /// @throws InvalidHome naming the first that is wrong
  static void require(ValidatorsFile file, String chainId, Params params) {
    Optional<Staking> staking = params.staking();
    if (staking.isPresent() != file.hasStakes()) {
      throw new InvalidHome(
          file.hasStakes()
              ? "the file names stakes, but this chain has no staking"
              : "the file names powers; on a chain with staking each validator has a line 'stake"
                  + " AMOUNT' in place of 'power'");
    }
    BigInteger sum = BigInteger.ZERO;
    for (ValidatorsFile.Entry entry : file.entries()) {
      sum = sum.add(need(entry, chainId, staking));
    }
    int keys =
        file.chain()
            .flatMap(ValidatorsFile.Chain::treasurers)
            .map(named -> named.proofs().size())
            .orElse(0);
    sum = sum.add(PURSE.times(keys).pebbles());
    if (sum.compareTo(Amount.SUPPLY.pebbles()) > 0) {
      throw new InvalidHome(
          "the stakes, and "
              + PURSE
              + " for the fees of each operator and key of the treasury, add up to "
              + Coins.text(sum)
              + ", above the supply of "
              + Amount.SUPPLY);
    }
  }

  /// What a validator takes of the supply.
  private static BigInteger need(
      ValidatorsFile.Entry entry, String chainId, Optional<Staking> staking) {
    if (staking.isEmpty()) {
      return BigInteger.ZERO;
    }
    Amount stake = entry.stake().orElseThrow();
    if (stake.compareTo(staking.get().minStake()) < 0) {
      throw new InvalidHome(
          "validator "
              + entry.name()
              + ": its stake of "
              + stake
              + " is below the least, "
              + staking.get().minStake());
    }
    entry
        .founder()
        .flatMap(founder -> founder.fault(chainId, entry.keys().orElseThrow()))
        .ifPresent(line -> {
          throw new InvalidHome(
              "validator "
                  + entry.name()
                  + ": its "
                  + line
                  + " is not of its key and operator for chain "
                  + chainId
                  + ": the lines were changed or are another chain's; its operator prints them"
                  + " again with 'cairn ledger keys "
                  + entry.name()
                  + " --stake AMOUNT --chain-id "
                  + chainId
                  + "'");
        });
    return stake.pebbles().add(PURSE.pebbles());
  }

  /// @param file with the chain, and the keys of all
  /// @throws InvalidHome as [#require]
  /// @throws network.cairn.ledger.types.OutOfRange if a bound of the profile does not hold
  static Genesis genesis(ValidatorsFile file, Params params) {
    ValidatorsFile.Chain chain = file.chain().orElseThrow();
    require(file, chain.chainId(), params);
    Genesis genesis =
        new Genesis(
            chain.chainId(),
            chain.timeMs(),
            params.staking().map(rules -> staked(file, rules)).orElseGet(() -> sorted(file)),
            chain.treasurers().isPresent() ? withTreasury(params, chain.chainId()) : params,
            allocations(file, chain),
            chain.treasurers().map(NamedKeys::keys));
    genesis.requireBounds();
    return genesis;
  }

  private static List<Genesis.Validator> staked(ValidatorsFile file, Staking rules) {
    return file.entries().stream()
        .map(entry -> {
          ValidatorsFile.Keys keys = entry.keys().orElseThrow();
          return Genesis.Validator.of(
              keys.validator(),
              keys.beacon(),
              new Genesis.Stake(
                  entry.founder().orElseThrow().operator(), entry.stake().orElseThrow()),
              rules);
        })
        .sorted(BY_ADDRESS)
        .toList();
  }

  static Params withTreasury(Params params, String chainId) {
    return params.withTreasury(TreasuryParams.defaults(Profile.of(chainId)));
  }

  private static List<Genesis.Allocation> allocations(
      ValidatorsFile file, ValidatorsFile.Chain chain) {
    List<Address> purses = new ArrayList<>();
    Amount rest = Amount.SUPPLY;
    for (ValidatorsFile.Entry entry : file.entries()) {
      if (entry.founder().isPresent()) {
        Founder founder = entry.founder().get();
        if (founder.operator().equals(chain.treasury())) {
          throw new InvalidHome(
              "the treasury is the operator of validator "
                  + entry.name()
                  + "; it needs its own key");
        }
        purses.add(founder.operator());
        rest = rest.minus(entry.stake().orElseThrow());
      }
    }
    chain.treasurers().ifPresent(named -> purses.addAll(holders(named.keys())));
    return allocations(purses, chain.treasury(), rest);
  }

  /// A purse for each, and the treasury the rest.
  ///
  /// @param purses who is named twice gets two
  static List<Genesis.Allocation> allocations(List<Address> purses, Address treasury, Amount of) {
    SortedMap<Address, Amount> allocations = new TreeMap<>();
    Amount rest = of;
    for (Address holder : purses) {
      allocations.merge(holder, PURSE, Amount::plus);
      rest = rest.minus(PURSE);
    }
    allocations.put(treasury, rest);
    return allocations.entrySet().stream()
        .map(entry -> new Genesis.Allocation(entry.getKey(), entry.getValue()))
        .toList();
  }

  /// The accounts of a treasury's keys, which pay for its orders.
  static List<Address> holders(TreasuryKeys keys) {
    return keys.keys().stream().map(TreasuryKeys.Key::address).toList();
  }

  /// Those whose keys are known, by address, with the powers that the file names.
  static List<Genesis.Validator> sorted(ValidatorsFile file) {
    List<Genesis.Validator> validators = new ArrayList<>();
    for (ValidatorsFile.Entry entry : file.entries()) {
      entry
          .keys()
          .ifPresent(keys ->
              validators.add(
                  new Genesis.Validator(keys.validator(), entry.power(), keys.beacon())));
    }
    validators.sort(BY_ADDRESS);
    return List.copyOf(validators);
  }
}
