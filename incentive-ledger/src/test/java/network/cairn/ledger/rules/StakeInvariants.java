package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.rules.BlockContext.Signer;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Staking;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.Event;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.Rewards;
import network.cairn.proto.ledger.StakeRecord;
import network.cairn.proto.ledger.StakeStatus;
import network.cairn.proto.ledger.UsedKey;
import network.cairn.proto.ledger.ValidatorRecord;

/// What docs/protocol.md §16 promises, after every block of any history, computed anew from the
/// state and from what the test told the rules.
final class StakeInvariants {
  private final TestChain chain;
  private final Map<Long, Map<ByteString, ByteString>> owners = new TreeMap<>();
  private final Map<ByteString, ByteString> usedKeys = new HashMap<>();
  private final Map<ByteString, Long> missed = new HashMap<>();
  private Map<ByteString, StakeRecord> before = new HashMap<>();
  private final Map<ByteString, ByteString> beaconKeys = new HashMap<>();
  private final Map<ByteString, Long> firstNamed = new HashMap<>();
  private final Map<ByteString, Long> lastNamed = new HashMap<>();
  private List<Signer> last = List.of();

  /// Blocks whose proof was no randomness.
  long unmixed;

  StakeInvariants(TestChain chain) {
    this.chain = chain;
    if (chain.params.staking().isPresent()) {
      remember();
    }
  }

  private Staking rules() {
    return chain.params.staking().orElseThrow();
  }

  private static BigInteger of(ByteString amount) {
    return new BigInteger(1, amount.toByteArray());
  }

  /// What the next block tells of the one before.
  void told(List<Signer> signers) {
    last = signers;
  }

  /// Whether proposers have a third of the power.
  ///
  /// @param lastHeights of each
  boolean isThird(Map<ByteString, Integer> lastHeights) {
    BigInteger share = BigInteger.ZERO;
    BigInteger whole = BigInteger.ONE;
    for (Map.Entry<ByteString, Integer> one : lastHeights.entrySet()) {
      List<Signer> set = chain.setOf(one.getValue());
      BigInteger total = BigInteger.valueOf(set.stream().mapToLong(Signer::power).sum());
      BigInteger own =
          BigInteger.valueOf(
              set.stream()
                  .filter(s -> s.validator().equals(one.getKey()))
                  .mapToLong(Signer::power)
                  .sum());
      share = share.multiply(total).add(own.multiply(whole));
      whole = whole.multiply(total);
    }
    return share.multiply(BigInteger.valueOf(3)).compareTo(whole) >= 0;
  }

  /// Stakes and what signers have earned; unbondings stand with those of providers.
  BigInteger held() {
    BigInteger sum = BigInteger.ZERO;
    for (StakeRecord stake : stakes()) {
      sum = sum.add(of(stake.getStake()));
    }
    return chain
        .view
        .read(StateKeys.rewards(), Rewards.parser())
        .map(all -> all.getRewardsList().stream())
        .orElse(java.util.stream.Stream.of())
        .map(one -> of(one.getAmount()))
        .reduce(sum, BigInteger::add);
  }

  private List<StakeRecord> stakes() {
    return chain.all(StateKeys.STAKE, StakeRecord.parser());
  }

  void afterBlock(BlockResult result) {
    if (chain.params.staking().isEmpty()) {
      return;
    }
    setsMoveOnlyAtBordersAndByAThird();
    powerIsStake();
    whatIsPaidWasBehindNothing(result.events());
    candidatesAreInOrder();
    keysHaveOneOwner();
    theAbsentAreJailed(result.events());
    onlyKeysNamedLongAgoMakeRandomness();
    assertThat(chain.view.beacon(chain.height).orElseThrow().getTotalPower())
        .isEqualTo(chain.setOf(chain.height).stream().mapToLong(Signer::power).sum());
    remember();
  }

  /// R is reckoned anew: with the proof's output where the proposer's key was named long enough
  /// ago, without where it was not.
  private void onlyKeysNamedLongAgoMakeRandomness() {
    long height = chain.height;
    byte[] was = chain.view.beacon(height - 1).orElseThrow().getValue().toByteArray();
    BeaconRecord is = chain.view.beacon(height).orElseThrow();
    boolean mixed = !is.getValue().equals(ByteString.copyFrom(Sha256.of(was)));
    ByteString key = Objects.requireNonNull(beaconKeys.get(is.getProposer()));
    long wait = rules().beaconWait() * rules().epoch();
    long first = firstNamed.getOrDefault(key, -wait);
    long last = lastNamed.getOrDefault(key, -wait - rules().epoch());
    if (mixed) {
      assertThat(height - first).as("age of the key of block %s", height).isGreaterThan(wait);
    } else {
      unmixed++;
      assertThat(height - last).as("of block %s", height).isLessThan(wait + rules().epoch());
    }
  }

  private void rememberBeaconKeys() {
    beaconKeys.clear();
    for (byte prefix : new byte[] {StateKeys.VALIDATOR, StateKeys.FORMER}) {
      chain
          .all(prefix, ValidatorRecord.parser())
          .forEach(v -> beaconKeys.put(StakeKeys.address(v.getPubkey()), v.getBeaconKey()));
    }
    for (StakeRecord stake : stakes()) {
      StakeRecord old = before.getOrDefault(stake.getOperator(), StakeRecord.getDefaultInstance());
      boolean inForce =
          stake.getBeaconKey().equals(old.getNextBeaconKey())
              && stake.getBeaconFrom() == old.getNextBeaconFrom();
      boolean same =
          stake.getBeaconKey().equals(old.getBeaconKey())
              && stake.getBeaconFrom() == old.getBeaconFrom();
      named(stake.getBeaconKey(), !inForce && !same);
      named(
          stake.getNextBeaconKey(),
          !stake.getNextBeaconKey().equals(old.getNextBeaconKey())
              || stake.getNextBeaconFrom() != old.getNextBeaconFrom());
    }
  }

  private void named(ByteString key, boolean now) {
    if (chain.height > 0 && !key.isEmpty()) {
      firstNamed.putIfAbsent(key, chain.height);
      if (now) {
        lastNamed.put(key, chain.height);
      }
    } else if (!key.isEmpty()) {
      firstNamed.putIfAbsent(key, -rules().beaconWait() * rules().epoch());
    }
  }

  private void remember() {
    rememberBeaconKeys();
    Map<ByteString, ByteString> now = new HashMap<>();
    chain
        .all(StateKeys.VALIDATOR, ValidatorRecord.parser())
        .forEach(v -> now.put(StakeKeys.address(v.getPubkey()), v.getOperator()));
    owners.put(chain.height + 2, now);
    owners.putIfAbsent(1L, now);
    before = new HashMap<>();
    stakes().forEach(stake -> before.put(stake.getOperator(), stake));
  }

  private static Map<ByteString, Long> powers(List<Signer> set) {
    Map<ByteString, Long> powers = new HashMap<>();
    set.forEach(s -> powers.put(s.validator(), s.power()));
    return powers;
  }

  private void setsMoveOnlyAtBordersAndByAThird() {
    Map<ByteString, Long> was = powers(chain.setOf(chain.height + 1));
    Map<ByteString, Long> is = powers(chain.setOf(chain.height + 2));
    assertThat(is).isNotEmpty();
    if (chain.height % rules().epoch() != 0) {
      assertThat(is).isEqualTo(was);
    }
    long total = was.values().stream().mapToLong(p -> p).sum();
    long taken = 0;
    long given = 0;
    Set<ByteString> all = new HashSet<>(was.keySet());
    all.addAll(is.keySet());
    for (ByteString one : all) {
      long more = is.getOrDefault(one, 0L) - was.getOrDefault(one, 0L);
      taken -= Math.min(more, 0);
      given += Math.max(more, 0);
    }
    assertThat(3 * taken).as("taken at %s", chain.height).isLessThanOrEqualTo(total);
    assertThat(3 * given).as("given at %s", chain.height).isLessThanOrEqualTo(total);
    assertThat(is.size()).isLessThanOrEqualTo(Math.max(was.size(), (int) rules().maxValidators()));
  }

  private void powerIsStake() {
    if (chain.height % rules().epoch() != 0) {
      return;
    }
    Map<ByteString, Long> powers = new HashMap<>();
    for (ValidatorRecord v : chain.all(StateKeys.VALIDATOR, ValidatorRecord.parser())) {
      powers.merge(v.getOperator(), v.getPower(), Long::sum);
    }
    powers.forEach((operator, power) -> {
      StakeRecord stake = chain.view.stake(new Address(operator)).orElseThrow();
      if (stake.getHeldHeight() != chain.height) {
        assertThat(power).isLessThanOrEqualTo(rules().power(of(stake.getStake())));
      }
    });
  }

  /// Evidence of any height at which an operator had power, and for which it still counts, finds at
  /// least that power's money.
  private void whatIsPaidWasBehindNothing(List<Event> events) {
    for (Event event : events) {
      if (event.getKind() != EventKind.UNBONDED || !before.containsKey(event.getAccount())) {
        continue;
      }
      StakeRecord was = Objects.requireNonNull(before.get(event.getAccount()));
      if (!was.getUnbondingsList().contains(event.getUnbonding())
          || was.getStatus() == StakeStatus.STAKE_BARRED) {
        continue;
      }
      BigInteger left =
          chain
              .view
              .stake(new Address(event.getAccount()))
              .map(this::atRisk)
              .orElse(BigInteger.ZERO);
      long from = Math.max(1, chain.height + 1 - chain.params.unbonding());
      for (long height = from; height <= chain.height + 1; height++) {
        assertThat(powerAt(height, event.getAccount()))
            .as("power at %s without money at %s", height, chain.height)
            .isLessThanOrEqualTo(rules().power(left));
      }
    }
  }

  private BigInteger atRisk(StakeRecord stake) {
    BigInteger sum = of(stake.getStake());
    for (long id : stake.getUnbondingsList()) {
      sum = sum.add(of(chain.view.unbonding(id).orElseThrow().getAmount()));
    }
    return sum;
  }

  private long powerAt(long height, ByteString operator) {
    Map<ByteString, ByteString> own = Objects.requireNonNull(owners.get(height >= 3 ? height : 1L));
    return chain.setOf(height).stream()
        .filter(s -> operator.equals(own.get(s.validator())))
        .mapToLong(Signer::power)
        .sum();
  }

  private void candidatesAreInOrder() {
    Set<String> wanted = new TreeSet<>();
    for (StakeRecord stake : stakes()) {
      assertThat(stake.getUnbondingsCount()).isLessThanOrEqualTo(Stakes.MAX_UNBONDINGS + 8);
      if (stake.getStatus() == StakeStatus.STAKE_ACTIVE
          && of(stake.getStake()).compareTo(rules().minStake().pebbles()) >= 0) {
        wanted.add(of(stake.getStake()) + "/" + new Address(stake.getOperator()));
      }
    }
    Set<String> found = new TreeSet<>();
    BigInteger[] above = {BigInteger.TWO.pow(128)};
    chain.state.scan(
        new byte[] {StateKeys.RANK},
        StateKeys.after(StateKeys.RANK),
        (key, _) -> {
          Address operator = StateKeys.ranked(key);
          BigInteger stake = of(chain.view.stake(operator).orElseThrow().getStake());
          assertThat(stake).isLessThanOrEqualTo(above[0]);
          above[0] = stake;
          found.add(stake + "/" + operator);
          return true;
        });
    assertThat(found).isEqualTo(wanted);
  }

  private void keysHaveOneOwner() {
    Map<ByteString, ByteString> now = new HashMap<>();
    chain.state.scan(
        new byte[] {StateKeys.USED_KEY},
        StateKeys.after(StateKeys.USED_KEY),
        (key, value) -> {
          now.put(
              ByteString.copyFrom(key, 1, key.length - 1),
              StateReader.parse(value, UsedKey.parser()).getOperator());
          return true;
        });
    assertThat(now).containsAllEntriesOf(usedKeys);
    usedKeys.putAll(now);
    for (ValidatorRecord v : chain.all(StateKeys.VALIDATOR, ValidatorRecord.parser())) {
      assertThat(usedKeys).containsEntry(StakeKeys.address(v.getPubkey()), v.getOperator());
    }
  }

  private void theAbsentAreJailed(List<Event> events) {
    if (!last.isEmpty()) {
      missed.keySet().retainAll(last.stream().map(Signer::validator).toList());
    }
    last.stream().filter(s -> !s.signed()).forEach(s -> missed.merge(s.validator(), 1L, Long::sum));
    Set<ByteString> jailed = new HashSet<>();
    Map<ByteString, ByteString> members =
        Objects.requireNonNull(owners.get(Math.max(chain.height + 1, 1)));
    if (chain.height % rules().epoch() == 0) {
      missed.forEach((validator, count) -> {
        ByteString operator = members.get(validator);
        if (operator != null && 100 * count > rules().absencePercent() * rules().epoch()) {
          jailed.add(operator);
        }
      });
      missed.clear();
    }
    Set<ByteString> told = new HashSet<>();
    for (Event event : events) {
      if (event.getKind() == EventKind.VALIDATOR_JAILED) {
        assertThat(told.add(event.getAccount())).isTrue();
      }
    }
    assertThat(jailed).containsAll(told);
    for (ByteString operator : jailed) {
      assertThat(chain.view.stake(new Address(operator)).orElseThrow().getStatus())
          .isNotEqualTo(StakeStatus.STAKE_ACTIVE);
    }
  }
}
